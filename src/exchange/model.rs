//! What can be handed over, to whom, in which form.

use crate::kernel::env::{Day, Timestamp};
use serde::Serialize;

/// What a file is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// One row for each requirement.
    Requirements,
    /// One row for each objective.
    Objectives,
    /// One row for each piece of evidence.
    Evidence,
    /// One row for each item.
    Poams,
    /// One row for each task.
    Tasks,
}

impl Table {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 5] =
        [Self::Requirements, Self::Objectives, Self::Evidence, Self::Poams, Self::Tasks];

    /// The word in forms, files and the trail.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Requirements => "requirements",
            Self::Objectives => "objectives",
            Self::Evidence => "evidence",
            Self::Poams => "poams",
            Self::Tasks => "tasks",
        }
    }

    /// The words for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Requirements => "Requirements",
            Self::Objectives => "Objectives and findings",
            Self::Evidence => "Evidence index",
            Self::Poams => "POA&M",
            Self::Tasks => "Tasks",
        }
    }
}

/// What a file holds: a table, which can be taken in again, or the record of reviews, which cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A table as it stands now.
    Table(Table),
    /// One row for each review of a requirement.
    Reviews,
}

impl Content {
    /// All of it, in the order of the form.
    pub fn all() -> impl Iterator<Item = Self> {
        Table::ALL.into_iter().map(Self::Table).chain([Self::Reviews])
    }

    /// The word in forms, files and the trail.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Table(table) => table.word(),
            Self::Reviews => "reviews",
        }
    }

    /// The words for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Table(table) => table.label(),
            Self::Reviews => "Reviews of requirements on record",
        }
    }
}

/// Who is going to read a file. Whoever comes later sees all that those before them see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// The company that the work is done for: what is met and when the rest will be, no more.
    Prime,
    /// Whoever assesses: how it is met and what proves it, but not what it costs or who is to do what.
    Assessor,
    /// The organisation itself.
    Internal,
}

impl Audience {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Internal, Self::Assessor, Self::Prime];

    /// The word in forms, files and the trail.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Assessor => "assessor",
            Self::Prime => "prime",
        }
    }

    /// The words for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Internal => "Ourselves",
            Self::Assessor => "An assessor",
            Self::Prime => "A prime contractor",
        }
    }

    /// What they see.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Internal => "Everything.",
            Self::Assessor => "No mail addresses, costs, resources or descriptions of tasks.",
            Self::Prime => "Results, points and days only: no people, no narratives, no findings, no files.",
        }
    }
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For spreadsheets and everything else.
    Csv,
    /// For Excel and LibreOffice.
    Xlsx,
    /// For programs.
    Json,
}

impl Format {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Xlsx, Self::Json];

    /// The word in forms, and how the file's name ends.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
        }
    }

    /// The words for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Xlsx => "Excel (XLSX)",
            Self::Json => "JSON",
        }
    }

    /// How it is called on the wire.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/json",
        }
    }
}

/// A column: its name never changes, because other programs rely upon it.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Who sees it: these and whoever sees more.
    pub least: Audience,
}

/// What stands in one place.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// Nothing.
    Nothing,
    /// A number.
    Number(i64),
    /// A text.
    Text(String),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Nothing } else { Self::Text(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Nothing } else { Self::Text(text) }
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<Day> for Cell {
    fn from(day: Day) -> Self {
        Self::Text(day.to_string())
    }
}

impl From<Timestamp> for Cell {
    fn from(at: Timestamp) -> Self {
        Self::Text(at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

/// A whole table.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for every column.
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// What `audience` may see of it.
    pub fn seen_by(self, audience: Audience) -> Self {
        let is_seen: Vec<bool> = self.columns.iter().map(|column| column.least <= audience).collect();
        let keep = |row: Vec<Cell>| {
            row.into_iter().zip(&is_seen).filter(|(_, is_seen)| **is_seen).map(|(cell, _)| cell).collect()
        };
        Self {
            rows: self.rows.into_iter().map(keep).collect(),
            columns: self.columns.into_iter().filter(|column| column.least <= audience).collect(),
        }
    }
}

/// What a file says about itself.
#[derive(Clone, Debug, Serialize)]
pub struct About {
    /// Whose table it is.
    pub organisation: String,
    /// What the organisation says below everything it hands over, or nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub imprint: String,
    /// The assessment it is about.
    pub assessment: String,
    /// What it holds.
    pub table: &'static str,
    /// For whom.
    pub audience: &'static str,
    /// The moment it shows.
    pub as_of: Timestamp,
    /// Who made it.
    pub exported_by: String,
    /// By which rules results were reckoned.
    pub rule_pack: String,
}
