//! A form that was sent after its session had ended, shown to the one who wrote it.

use super::{
    super::{
        actions::{self, Asker},
        keep::{self, CHOSEN},
        model::{Kept, Reason, Saving},
    },
    door::local,
};
use crate::kernel::{Result, db::Db, env::Timestamp};
use crate::web::{
    flash::Flash,
    forms::{Fields, Query, label},
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;
use std::collections::HashMap;

/// Text of more characters is shown in a field of several lines.
const LINE_CHARS_MAX: usize = 60;

#[derive(Serialize)]
struct Shown {
    token: String,
    path: String,
    sent_at: Timestamp,
    reason: Reason,
    is_nobodys: bool,
    saving: Saving,
    location: String,
    hidden: Vec<Field>,
    fields: Vec<Field>,
    /// Which files were chosen, by field. They are not kept.
    files: Vec<Field>,
}

/// Everything of one name: several values where boxes were ticked.
#[derive(Serialize)]
struct Field {
    name: String,
    label: String,
    value: String,
    values: Vec<Value>,
    is_long: bool,
}

#[derive(Clone, Serialize)]
struct Value {
    value: String,
    label: String,
}

impl Field {
    fn of(name: &str, values: &[&str]) -> Self {
        let value = values.first().copied().unwrap_or_default().to_owned();
        let is_long = value.contains('\n') || value.chars().count() > LINE_CHARS_MAX;
        let values = values.iter().map(|value| Value { value: (*value).into(), label: (*value).into() });
        Self { name: name.to_owned(), label: label(name), value, values: values.collect(), is_long }
    }
    fn is_file(&self) -> bool {
        self.name.starts_with(CHOSEN)
    }
    fn without_mark(self) -> Self {
        let name = self.name.trim_start_matches(CHOSEN).to_owned();
        Self { label: label(&name), name, ..self }
    }
    /// Nobody types a key, a version or the id of a record; they go along unseen.
    fn is_technical(&self) -> bool {
        let is_id = |value: &Value| uuid::Uuid::parse_str(&value.value).is_ok();
        matches!(self.name.as_str(), "once" | "version") || self.values.iter().all(is_id)
    }
}

/// The fields of a form in the order of their first value.
fn grouped(all: &Fields) -> Vec<Field> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for (name, value) in all.pairs() {
        let place = *places.entry(name).or_insert_with(|| {
            groups.push((name, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(value);
    }
    groups.into_iter().map(|(name, values)| Field::of(name, &values)).collect()
}

impl Shown {
    fn of(kept: Kept, token: String, now: Timestamp) -> Self {
        let all = Fields::parse(kept.body.as_bytes());
        let (files, said): (Vec<_>, Vec<_>) = grouped(&all).into_iter().partition(Field::is_file);
        let (hidden, fields) = said.into_iter().partition(Field::is_technical);
        Self {
            token,
            path: local(&kept.path).to_owned(),
            sent_at: kept.created_at,
            reason: kept.reason,
            is_nobodys: kept.is_nobodys,
            saving: kept.saving(now),
            location: kept.location.filter(|at| !at.is_empty()).unwrap_or_else(|| "/".into()),
            hidden,
            fields,
            files: files.into_iter().map(Field::without_mark).collect(),
        }
    }
}

/// Everything that was typed, with the choice to save it or to drop it: on the page that its form stands on, or here.
#[handler]
pub async fn show(ui: Ui, db: Data<&Db>, asker: Asker, Query(query): Query) -> Result<Reply> {
    let kept = actions::kept(&db, &asker).await?;
    if let Some(page) =
        keep::own_page(&kept, &asker.token, db.env().now()).filter(|_| query.text("as") != "list")
    {
        return Ok(ui.go_silently(&page));
    }
    ui.show("signin/kept.html", "main", Shown::of(kept, asker.token, db.env().now()))
}

/// Drops it.
#[handler]
pub async fn discard(ui: Ui, db: Data<&Db>, asker: Asker) -> Result<Reply> {
    actions::discard(&db, &asker).await?;
    Ok(ui.go("/", Flash::ok("What you wrote is discarded.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_readable_and_keys_are_not_shown() {
        let field = |name: &str, value: &str| Field::of(name, &[value]);

        assert_eq!(field("captured_on", "2026-11-21").label, "Captured on");
        assert!(field("finding", "Two\nlines").is_long && !field("title", "Door log").is_long);
        assert!(field("owner", "0199aaaa-0000-7000-8000-000000000001").is_technical());
        assert!(field("version", "3").is_technical() && !field("title", "3").is_technical());
    }

    #[test]
    fn boxes_of_one_name_stay_together() {
        let fields = grouped(&Fields::parse(b"kind=pdf&name=Contoso&kind=png"));

        assert_eq!(
            fields.iter().map(|f| (f.name.as_str(), f.values.len())).collect::<Vec<_>>(),
            [("kind", 2), ("name", 1)]
        );
    }
}
