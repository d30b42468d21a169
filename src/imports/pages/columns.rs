//! The page on which it is said what the columns of a file mean.

use super::{
    super::{
        actions,
        model::{
            Batch, BatchId, State,
            fields::{Field, Kind, bare, fields, named},
            mapping::{self, Days, Mapping},
            people::People,
            values,
        },
        read::{Book, Page as Sheet},
    },
    place::Place,
};
use crate::exchange::Table;
use crate::kernel::{Error, Problems, Result, db::Db};
use crate::web::{
    forms::{Fields, problems},
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

const COLUMNS: &str = "imports/columns.html";
const FORM: &str = "columns_form";
/// The most values of a column that are shown at once to say what they mean.
const VALUES_MAX: usize = 30;
/// What a sample shows of a long text, in characters.
const SAMPLE_MAX: usize = 60;
type Ids = (String, String, BatchId);

#[derive(Serialize)]
struct Choice {
    value: String,
    label: String,
}

/// A column of the file.
#[derive(Serialize)]
struct Column {
    number: usize,
    name: String,
    samples: Vec<String>,
    field: String,
    values: Vec<Value>,
    /// Values that are still to be told and are not shown yet.
    left: usize,
    words: Vec<Choice>,
}

/// A value that may need a word of ours.
#[derive(Serialize)]
struct Value {
    name: String,
    raw: String,
    chosen: String,
}

#[derive(Serialize)]
struct Page {
    action: String,
    at: String,
    file_name: String,
    label: &'static str,
    rows: usize,
    sheets: Vec<Choice>,
    sheet: String,
    columns: Vec<Column>,
    options: Vec<Choice>,
    days: &'static str,
    has_days: bool,
    clears: bool,
    problems: Problems,
}

fn choice(value: impl Into<String>, label: impl Into<String>) -> Choice {
    Choice { value: value.into(), label: label.into() }
}

impl Page {
    fn of(
        at: String,
        (batch, book): (&Batch, &Book),
        mapping: &Mapping,
        people: &People,
        problems: Problems,
    ) -> Result<Self> {
        let (table, sheet) = (batch.table()?, book.pages.get(mapping.sheet).ok_or(Error::NotFound)?);
        let is_day = |name: &String| named(table, name).is_some_and(|field| matches!(field.kind, Kind::Day));
        let sheets = book.pages.iter().enumerate().filter(|_| book.pages.len() > 1);
        Ok(Self {
            action: format!("{at}/{}/columns", batch.id),
            at,
            file_name: batch.file_name.clone(),
            label: table.label(),
            rows: sheet.rows.len(),
            sheets: sheets.map(|(n, page)| choice(n.to_string(), &page.name)).collect(),
            sheet: mapping.sheet.to_string(),
            columns: (0..sheet.head.len()).map(|n| column(table, sheet, mapping, people, n)).collect(),
            options: fields(table).iter().map(|field| choice(field.name, field.label)).collect(),
            days: mapping.days.word(),
            has_days: mapping.columns.iter().any(is_day),
            clears: mapping.clears,
            problems,
        })
    }
}

fn column(table: Table, sheet: &Sheet, mapping: &Mapping, people: &People, number: usize) -> Column {
    let name = mapping.columns.get(number).cloned().unwrap_or_default();
    let field = named(table, &name);
    let samples = mapping::samples(sheet, number).into_iter().map(short).collect();
    let mut values = field.map_or_else(Vec::new, |field| values_of(field, sheet, mapping, people, number));
    let left = values.iter().skip(VALUES_MAX).filter(|value| value.chosen.is_empty()).count();
    values.truncate(VALUES_MAX);
    let words = field.map_or_else(Vec::new, |field| words_of(field, people));
    Column { number, name: sheet.heading(number), samples, field: name, values, left, words }
}

/// Values that are no words of ours, with what they are taken for; first those that nobody told yet.
fn values_of(field: &Field, sheet: &Sheet, mapping: &Mapping, people: &People, at: usize) -> Vec<Value> {
    if !matches!(field.kind, Kind::Word(_) | Kind::Person) {
        return Vec::new();
    }
    let chosen = |raw: &str| -> Option<String> {
        let said = mapping.said(field.name, raw).map(str::to_owned);
        match field.kind {
            Kind::Word(choices) if said.is_none() => {
                let found = values::guess(choices, raw);
                let is_own =
                    found.is_some_and(|it| bare(it.word) == bare(raw) || bare(it.label) == bare(raw));
                (!is_own).then(|| found.map_or_else(String::new, |it| it.word.to_owned()))
            }
            Kind::Person if said.is_none() => people.find(raw).is_err().then(String::new),
            _ => said,
        }
    };
    let value = |raw: &str| {
        let chosen = chosen(raw)?;
        Some(Value { name: format!("v.{}.{}", field.name, bare(raw)), raw: short(raw), chosen })
    };
    let mut found: Vec<Value> = mapping::distinct(sheet, at).into_iter().filter_map(value).collect();
    found.sort_by_key(|value| !value.chosen.is_empty());
    found
}

fn words_of(field: &Field, people: &People) -> Vec<Choice> {
    match field.kind {
        Kind::Word(choices) => choices.iter().map(|it| choice(it.word, it.label)).collect(),
        Kind::Person => {
            let named = people.workers().map(|it| choice(&it.email, format!("{} ({})", it.name, it.email)));
            std::iter::once(choice("nobody", "Nobody")).chain(named).collect()
        }
        _ => Vec::new(),
    }
}

fn short(text: &str) -> String {
    match text.chars().count() {
        0..=SAMPLE_MAX => text.to_owned(),
        _ => text.chars().take(SAMPLE_MAX - 1).chain(['…']).collect(),
    }
}

/// Shows them.
#[handler]
pub async fn show(ui: Ui, db: Data<&Db>, place: Place, Path((_, _, id)): Path<Ids>) -> Result<Reply> {
    let found = actions::columns(&db, &place.access, place.of(id)).await;
    let (ui, at) = place.around(ui);
    let (batch, book, people) = match found {
        Err(Error::Conflict(_)) => return Ok(ui.go_silently(&format!("{at}/{id}/progress"))),
        other => other?,
    };
    let page = Page::of(at, (&batch, &book), &batch.mapping, &people, Problems::new())?;
    ui.show(COLUMNS, FORM, page)
}

/// Takes what was said of them.
#[handler]
pub async fn tell(
    ui: Ui,
    db: Data<&Db>,
    place: Place,
    Path((_, _, id)): Path<Ids>,
    fields: Fields,
) -> Result<Reply> {
    let (batch, book, people) = actions::columns(&db, &place.access, place.of(id)).await?;
    let (mapping, is_ready) = told(&fields, &batch, &book)?;
    let said = (mapping.clone(), is_ready);
    let kept = actions::map(&db, &place.access, &place.picture, (batch.clone(), book), said).await;
    let (ui, at) = place.around(ui);
    match problems(kept)? {
        Ok(batch) if batch.state == State::Columns => Ok(ui.go_silently(&format!("{at}/{id}/columns"))),
        Ok(_) => Ok(ui.go_silently(&format!("{at}/{id}"))),
        Err(problems) => {
            let (_, book, _) = actions::columns(&db, &place.access, place.of(id)).await?;
            ui.show_problems(COLUMNS, FORM, Page::of(at, (&batch, &book), &mapping, &people, problems)?)
        }
    }
}

/// What the form says, and whether the rows are to be looked at by it.
fn told(fields: &Fields, batch: &Batch, book: &Book) -> Result<(Mapping, bool)> {
    let (table, before) = (batch.table()?, &batch.mapping.0);
    let sheet = match fields.text("sheet") {
        "" => before.sheet,
        number => number.parse().map_err(|_| Error::NotFound)?,
    };
    let page = book.pages.get(sheet).ok_or(Error::NotFound)?;
    if sheet != before.sheet {
        return Ok((Mapping::guess(table, sheet, page), false));
    }
    let name = |n: usize| named(table, fields.text(&format!("column_{n}"))).map_or("", |field| field.name);
    let mut values = before.values.clone();
    for (key, chosen) in fields.pairs() {
        let Some((field, raw)) = key.strip_prefix("v.").and_then(|rest| rest.split_once('.')) else {
            continue;
        };
        if named(table, field).is_some() {
            values.entry(field.to_owned()).or_default().insert(raw.to_owned(), chosen.clone());
        }
    }
    let mapping = Mapping {
        sheet,
        columns: (0..page.head.len()).map(|n| name(n).to_owned()).collect(),
        values,
        days: Days::parse(fields.text("days")),
        clears: fields.is_on("clears"),
    };
    Ok((mapping, fields.text("do") != "look"))
}
