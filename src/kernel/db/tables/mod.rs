//! Whole tables, out of one database and into another, whichever of the two they are. The only statements that
//! are put together at run time: their names come from the database's own catalogue, never from anywhere else.

mod catalogue;
mod clear;
mod dump;
mod load;
mod sealed;

pub use dump::{Dump, Record};
pub use sealed::SealedValue;

/// A table as the database's catalogue describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in their order.
    pub columns: Vec<Column>,
    /// The columns of its primary key.
    pub key: Vec<String>,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// What a column holds. SQLite knows fewer kinds, so values are written in a form that both can read: ids and
/// bytes as hexadecimal digits, instants and days as ISO 8601, JSON as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A UUID.
    Uuid,
    /// Bytes; on SQLite also UUIDs.
    Bytes,
    /// Text; on SQLite also instants, days and JSON.
    Text,
    /// A whole number.
    Integer,
    /// Yes or no.
    Boolean,
    /// An instant.
    Instant,
    /// A day.
    Day,
    /// JSON.
    Json,
}

impl Table {
    fn columns_listed(&self) -> String {
        listed(self.columns.iter().map(|column| column.name.as_str()))
    }

    fn key_listed(&self) -> String {
        listed(self.key.iter().map(String::as_str))
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}
