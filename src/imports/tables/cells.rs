//! One row with its columns by their fields.

use crate::assessments::Place;
use crate::exchange::Table;
use crate::imports::{
    model::{
        Fault, Stand, Verdict,
        fields::{Field, named},
        mapping::Mapping,
        values::Value,
    },
    read::{Page, Row},
};
use crate::kernel::{env::Day, id::UserId};
use std::collections::{BTreeMap, BTreeSet};

/// One row.
pub struct Cells<'a> {
    table: Table,
    mapping: &'a Mapping,
    page: &'a Page,
    row: &'a Row,
}

impl Fault {
    /// About a row as a whole, with nothing said yet.
    pub fn of_the_row() -> Self {
        Self { column: String::new(), value: String::new(), reason: String::new() }
    }
}

impl<'a> Cells<'a> {
    /// The row `row` of `page`.
    pub fn of(table: Table, mapping: &'a Mapping, page: &'a Page, row: &'a Row) -> Self {
        Self { table, mapping, page, row }
    }

    /// What its columns mean.
    pub fn mapping(&self) -> &'a Mapping {
        self.mapping
    }

    /// Whether a cell without anything clears what stands in Muster.
    pub fn clears(&self) -> bool {
        self.mapping.clears
    }

    /// The text of a field; empty where it has no column.
    pub fn text(&self, field: &str) -> &'a str {
        let cell = self.mapping.column(field).and_then(|at| self.row.cells.get(at));
        cell.map_or("", |text| text.trim())
    }

    /// Every field that has a column, with its text.
    pub fn said(&self) -> impl Iterator<Item = (&'static Field, &'a str)> {
        let (table, row) = (self.table, self.row);
        self.mapping.columns.iter().enumerate().filter_map(move |(at, name)| {
            let field = named(table, name)?;
            Some((field, row.cells.get(at).map_or("", |text| text.trim())))
        })
    }

    /// What is wrong with a field.
    pub fn fault(&self, field: &str, reason: impl Into<String>) -> Fault {
        let column = self.mapping.column(field).map(|at| self.page.heading(at));
        Fault {
            column: column.unwrap_or_default(),
            value: self.text(field).chars().take(200).collect(),
            reason: reason.into(),
        }
    }

    /// A row with more cells than there are columns has slipped.
    pub fn too_long(&self) -> Option<Fault> {
        let beyond = self.row.cells.iter().skip(self.page.head.len()).any(|cell| !cell.trim().is_empty());
        let reason = "This row has more cells than there are columns. Is a quotation mark missing?";
        beyond.then(|| Fault { reason: reason.into(), ..Fault::of_the_row() })
    }

    /// What is said about it.
    pub fn verdict(&self, label: String, stand: Stand) -> Verdict {
        Verdict {
            line: self.row.line,
            label,
            stand,
            changes: Vec::new(),
            faults: Vec::new(),
            note: String::new(),
            seen: String::new(),
        }
    }

    /// The same with what is wrong.
    pub fn refused(&self, label: String, faults: Vec<Fault>) -> Verdict {
        Verdict { faults, ..self.verdict(label, Stand::Error) }
    }
}

/// What a row wants otherwise: field and value.
#[derive(Debug, Default)]
pub struct Wanted(BTreeMap<&'static str, Value>);

impl Wanted {
    /// Notes it.
    pub fn insert(&mut self, field: &'static str, value: Value) {
        self.0.insert(field, value);
    }

    /// What it says about a field; none where it says nothing.
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.0.get(field)
    }

    /// Whether it says something about another field than this.
    pub fn says_besides(&self, field: &str) -> bool {
        self.0.keys().any(|name| *name != field)
    }

    /// Objectives; none where it says nothing about them.
    pub fn objectives(&self, field: &str) -> Option<BTreeSet<Place>> {
        self.get(field).map(|value| match value {
            Value::Objectives(places) => places.clone(),
            _ => BTreeSet::new(),
        })
    }

    /// Words; what stood there where it says nothing.
    pub fn text<'a>(&'a self, field: &str, before: &'a str) -> &'a str {
        match self.get(field) {
            Some(Value::Text(text)) => text,
            Some(_) => "",
            None => before,
        }
    }

    /// One of some words.
    pub fn word(&self, field: &str) -> Option<&'static str> {
        match self.get(field) {
            Some(Value::Word(word)) => Some(word),
            _ => None,
        }
    }

    /// Whether it is yes; what stood there where it says nothing.
    pub fn yes(&self, field: &str, before: bool) -> bool {
        self.word(field).map_or(before, |word| word == "yes")
    }

    /// A day; what stood there where it says nothing.
    pub fn day(&self, field: &str, before: Option<Day>) -> Option<Day> {
        match self.get(field) {
            Some(Value::Day(day)) => Some(*day),
            Some(_) => None,
            None => before,
        }
    }

    /// A number; what stood there where it says nothing.
    pub fn number(&self, field: &str, before: Option<i64>) -> Option<i64> {
        match self.get(field) {
            Some(Value::Number(number)) => Some(*number),
            Some(_) => None,
            None => before,
        }
    }

    /// Somebody, by either of two columns; none where neither says anything.
    pub fn person(&self, name: &str, mail: &str, cells: &Cells<'_>) -> Result<Option<Option<UserId>>, Fault> {
        let who = |value: &Value| match value {
            Value::Person(user) => Some(*user),
            _ => None,
        };
        let (name, by_mail) = (self.get(name).map(who), self.get(mail).map(who));
        match (name, by_mail) {
            (Some(one), Some(other)) if one != other => {
                Err(cells.fault(mail, "Name and address belong to different people. Correct one of them."))
            }
            (one, other) => Ok(one.or(other)),
        }
    }
}
