//! When people are reminded.

use super::super::{actions, model::Rules};
use crate::access::{Access, ManageNotices};
use crate::calendar::Kind;
use crate::kernel::{Error, Problems, Result, db::Db};
use crate::web::{
    flash::Flash,
    forms::Fields,
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

const RULES: &str = "notices/rules.html";

#[derive(Serialize)]
struct Cell {
    name: &'static str,
    value: String,
    /// What somebody else saved meanwhile, where it differs.
    theirs: Option<String>,
}

#[derive(Serialize)]
struct Row {
    label: &'static str,
    cells: Vec<Cell>,
    /// What holds until somebody chooses.
    usual: [String; 3],
}

#[derive(Serialize)]
struct Page {
    rows: Vec<Row>,
    hour: Cell,
    version: i64,
    is_overtaken: bool,
    problems: Problems,
}

impl Page {
    /// The rules as they are kept.
    fn kept(rules: &Rules, version: i64) -> Self {
        Self::of(|name| value(rules, name), version)
    }

    fn of(typed: impl Fn(&str) -> String, version: i64) -> Self {
        let cell = |name: &'static str| Cell { name, value: typed(name), theirs: None };
        let usual = Rules::default();
        let row = |kind: &Kind, names: &[&'static str; 3]| Row {
            label: kind.label(),
            cells: names.map(cell).into(),
            usual: names.map(|name| value(&usual, name)),
        };
        let rows = Rules::fields().iter().map(|(kind, names)| row(kind, names)).collect();
        Self { rows, hour: cell("hour"), version, is_overtaken: false, problems: Problems::new() }
    }

    /// The same beside what somebody else saved.
    fn beside(mut self, theirs: &Rules) -> Self {
        for cell in self.rows.iter_mut().flat_map(|row| &mut row.cells).chain([&mut self.hour]) {
            let kept = value(theirs, cell.name);
            cell.theirs = (kept != cell.value.trim()).then_some(kept);
        }
        Self { is_overtaken: true, ..self }
    }
}

/// What stands in the field `name`.
fn value(rules: &Rules, name: &str) -> String {
    if name == "hour" {
        return rules.hour.to_string();
    }
    let list = |days: &[i64]| days.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let found = Rules::fields().iter().find_map(|(kind, names)| {
        let at = names.iter().position(|known| *known == name)?;
        Some((rules.of(*kind), at))
    });
    match found {
        Some((rule, 0)) => list(&rule.before),
        Some((rule, 1)) => list(&rule.after),
        Some((rule, _)) => rule.lead_after.map(|days| days.to_string()).unwrap_or_default(),
        None => String::new(),
    }
}

/// The form.
#[handler]
pub async fn show(ui: Ui, db: Data<&Db>, access: Access<ManageNotices>) -> Result<Reply> {
    let (rules, version) = actions::rules(&db, &access).await?;
    ui.at("settings").show(RULES, "rules_form", Page::kept(&rules, version))
}

/// Saves it.
#[handler]
pub async fn save(ui: Ui, db: Data<&Db>, access: Access<ManageNotices>, fields: Fields) -> Result<Reply> {
    let (ui, version) = (ui.at("settings"), fields.number("version"));
    let typed = |version| Page::of(|name| fields.text(name).to_owned(), version);
    let parsed = match fields.is_on("usual") {
        true => Ok(Rules::default()),
        false => Rules::parse(|name| fields.text(name)),
    };
    let new = match parsed {
        Ok(new) => new,
        Err(problems) => return ui.show_problems(RULES, "rules_form", Page { problems, ..typed(version) }),
    };
    match actions::change_rules(&db, &access, &new, version).await {
        Ok(()) => Ok(ui.go(&format!("{}/settings/reminders", ui.here()), Flash::ok("The rules are saved."))),
        Err(Error::Conflict(_)) => {
            let (theirs, now) = actions::rules(&db, &access).await?;
            ui.show_conflict(RULES, "rules_form", typed(now).beside(&theirs))
        }
        Err(other) => Err(other),
    }
}
