//! What is in a file: recognised by its content, never by its name, and held to limits before it is believed.

mod csv;
mod json;
#[cfg(test)]
mod tests;
mod xlsx;

use crate::exchange::Table;
use crate::kernel::env::Timestamp;
use serde::{Deserialize, Serialize};

/// The largest file, in bytes.
pub const FILE_BYTES_MAX: usize = 10 * 1024 * 1024;
/// The most rows of a table.
pub const ROWS_MAX: usize = 20_000;
/// The most columns.
pub const COLUMNS_MAX: usize = 64;
/// How many rows may stand above the names of the columns.
const ABOVE_MAX: usize = 10;

/// What is in a file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Book {
    /// Its tables; the sheets of a workbook.
    pub pages: Vec<Page>,
    /// The word of the table that it says it holds.
    pub table: Option<String>,
    /// The moment that it shows.
    pub as_of: Option<Timestamp>,
}

/// A table.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Page {
    /// The sheet's name; empty where there is none.
    pub name: String,
    /// The names of the columns.
    pub head: Vec<String>,
    /// The rows below them.
    pub rows: Vec<Row>,
}

impl Page {
    /// What a column is called; one without a name, by its place.
    pub fn heading(&self, at: usize) -> String {
        match self.head.get(at).map_or("", String::as_str) {
            "" => format!("Column {}", at + 1),
            name => name.to_owned(),
        }
    }
}

/// A row.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Row {
    /// Its number in the file, from 1; of a JSON file in its list.
    pub line: u64,
    /// Its cells, as texts.
    pub cells: Vec<String>,
}

/// Reads a file, or says what is wrong with it and what to do.
pub fn read(bytes: &[u8]) -> Result<Book, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    let book = if bytes.starts_with(b"PK\x03\x04") {
        xlsx::read(bytes)?
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err("This is a workbook of an older kind (.xls). Save it as .xlsx, then send that.".into());
    } else if matches!(first, Some(b'{' | b'[')) {
        json::read(bytes)?
    } else {
        csv::read(bytes)?
    };
    match book.pages.iter().any(|page| !page.rows.is_empty()) {
        true => Ok(book),
        false => Err("There is no row below the names of the columns in this file.".into()),
    }
}

fn too_many_rows() -> String {
    format!("A table may have up to {ROWS_MAX} rows; this one has more. Send it in parts.")
}

fn too_many_columns() -> String {
    format!(
        "A table may have up to {COLUMNS_MAX} columns; this one has more. Take away those that are not needed."
    )
}

/// Finds the names of the columns among the first rows: the first row in which nearly every column of the table has a
/// name. Rows without anything in them are left out.
fn page(name: &str, rows: Vec<Row>) -> Result<Page, String> {
    let filled = |row: &Row| row.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let widest = rows.iter().take(ABOVE_MAX * 5).map(filled).max().unwrap_or(0);
    let mut rows = rows.into_iter().filter(|row| filled(row) > 0).peekable();
    let mut above = 0;
    while above < ABOVE_MAX && rows.peek().is_some_and(|row| filled(row) * 2 < widest) {
        rows.next();
        above += 1;
    }
    let Some(Row { cells: mut head, .. }) = rows.next() else { return Ok(Page::default()) };
    head.iter_mut().for_each(|cell| *cell = cell.trim().to_owned());
    let rows: Vec<Row> = rows.collect();
    if rows.len() > ROWS_MAX {
        return Err(too_many_rows());
    }
    head.resize(width(&head).max(usual_width(&rows)), String::new());
    match head.len() > COLUMNS_MAX {
        true => Err(too_many_columns()),
        false => Ok(Page { name: name.to_owned(), head, rows }),
    }
}

/// Up to the last cell with something in it.
fn width(cells: &[String]) -> usize {
    cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1)
}

/// As wide as most rows are: a column may have no name, but a single row that is longer has slipped.
fn usual_width(rows: &[Row]) -> usize {
    let mut widths: Vec<usize> = rows.iter().map(|row| width(&row.cells)).collect();
    widths.sort_unstable();
    widths.get(widths.len().saturating_sub(1) / 2).copied().unwrap_or(0)
}

/// Takes what a table says of itself in columns of its own out of its first row.
fn moment(page: &Page) -> Option<Timestamp> {
    let at = |name: &str| page.head.iter().position(|head| head == name);
    let (as_of, _) = at("as_of").zip(at("rule_pack"))?;
    page.rows.first()?.cells.get(as_of)?.parse().ok()
}

/// The table of this word.
pub fn table(word: &str) -> Option<Table> {
    Table::ALL.into_iter().find(|table| table.word() == word)
}
