//! Workbooks: each sheet is a table.

use super::{Book, COLUMNS_MAX, FILE_BYTES_MAX, Page, ROWS_MAX, Row, page, too_many_columns, too_many_rows};
use crate::evidence::inspect::{self, Kind};
use crate::kernel::workbook::{Fault, SHEETS_MAX, Workbook};
use calamine::{DataRef, ExcelDateTime};
use chrono::NaiveDate;
use std::io::Cursor;

/// What a workbook may hold once it is unpacked.
const UNPACKED_MAX: u64 = 10 * FILE_BYTES_MAX as u64;
/// How many cells all sheets may have together, empty ones before others too: each takes room.
const CELLS_MAX: usize = 2_000_000;
/// How many rows without anything may stand between others.
const GAPS_MAX: usize = 1_000;

/// Reads it.
pub fn read(bytes: &[u8]) -> Result<Book, String> {
    inspect::inspect("table.xlsx", &mut Cursor::new(bytes), &[Kind::Xlsx])
        .map_err(|refusal| refusal.to_string())?;
    let mut book = Workbook::open(bytes, UNPACKED_MAX)?;
    let sheets = book.sheets();
    if sheets.len() > SHEETS_MAX {
        return Err(format!("A workbook may have up to {SHEETS_MAX} sheets; this one has {}.", sheets.len()));
    }
    let (mut read, mut cells_left) = (Book::default(), CELLS_MAX);
    for name in sheets.into_iter().map(|sheet| sheet.name) {
        let rows = rows(&mut book, &name, &mut cells_left)
            .map_err(|fault| format!("Sheet {name}: {}", fault.reason()))?;
        match name.as_str() {
            "about" => take_about(&mut read, &rows),
            _ => read.pages.push(page(&name, rows)?),
        }
    }
    read.pages.retain(|page: &Page| !page.rows.is_empty());
    Ok(read)
}

fn rows(book: &mut Workbook<'_>, name: &str, cells_left: &mut usize) -> Result<Vec<Row>, Fault> {
    let mut rows = Vec::new();
    book.cells(name, |line, column, value| keep(&mut rows, (line, column), written(value), cells_left))?;
    Ok(rows)
}

/// Puts a cell into its row; answers how long its text is.
fn keep(
    rows: &mut Vec<Row>,
    (line, column): (u64, usize),
    text: String,
    cells_left: &mut usize,
) -> Result<usize, String> {
    if text.is_empty() {
        return Ok(0);
    }
    if column >= COLUMNS_MAX {
        return Err(too_many_columns());
    }
    if rows.last().is_none_or(|row| row.line != line) {
        rows.push(Row { line, cells: Vec::new() });
    }
    if rows.len() > ROWS_MAX + 100 || line > (rows.len() + GAPS_MAX) as u64 {
        return Err(too_many_rows());
    }
    let bytes = text.len();
    if let Some(row) = rows.last_mut() {
        let more = (column + 1).saturating_sub(row.cells.len());
        *cells_left = cells_left.checked_sub(more).ok_or_else(too_many_cells)?;
        row.cells.resize(row.cells.len() + more, String::new());
        row.cells[column] = text;
    }
    Ok(bytes)
}

fn too_many_cells() -> String {
    format!(
        "All sheets together may have up to {CELLS_MAX} cells. Send the sheets in workbooks of their own."
    )
}

/// A number without a fraction is written without one; a day as a day.
fn written(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(is) => if *is { "yes" } else { "no" }.to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::DateTime(at) => day(at),
        DataRef::DateTimeIso(text) => text.split('T').next().unwrap_or_default().to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

fn day(at: &ExcelDateTime) -> String {
    let (year, month, day, ..) = at.to_ymd_hms_milli();
    let day = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
    let is_day = at.is_datetime() && at.as_f64() >= 1.0;
    day.filter(|_| is_day).map_or_else(|| at.as_f64().to_string(), |day| day.to_string())
}

/// Our own workbooks say on a sheet of its own what they hold and when.
fn take_about(book: &mut Book, rows: &[Row]) {
    for row in rows {
        match (row.cells.first().map(String::as_str), row.cells.get(1)) {
            (Some("table"), Some(word)) => book.table = Some(word.clone()),
            (Some("as_of"), Some(at)) => book.as_of = at.parse().ok(),
            _ => {}
        }
    }
}
