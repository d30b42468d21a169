//! Workbooks. Cells are taken one by one, because a workbook of a few bytes can name a cell so far away that a table up
//! to there would fill the memory.

use super::{
    Book, COLUMNS_MAX, FILE_BYTES_MAX, Page, ROWS_MAX, Row, TEXT_BYTES_MAX, page, too_many_columns,
    too_many_rows,
};
use crate::evidence::inspect::{self, Kind};
use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};
use chrono::NaiveDate;
use std::io::{Cursor, Read};

/// What a workbook may hold once it is unpacked.
const UNPACKED_MAX: u64 = 10 * FILE_BYTES_MAX as u64;
/// The most sheets.
const PAGES_MAX: usize = 50;
/// How many rows without anything may stand between others.
const GAPS_MAX: usize = 1_000;

/// Reads it.
pub fn read(bytes: &[u8]) -> Result<Book, String> {
    inspect::inspect("table.xlsx", &mut Cursor::new(bytes), &[Kind::Xlsx])
        .map_err(|refusal| refusal.to_string())?;
    check_unpacked(bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let names = book.sheet_names();
    if names.len() > PAGES_MAX {
        return Err(format!("A workbook may have up to {PAGES_MAX} sheets; this one has {}.", names.len()));
    }
    let (mut read, mut text_bytes) = (Book::default(), 0);
    for name in names {
        let rows = match rows(&mut book, &name, &mut text_bytes) {
            Ok(rows) => rows,
            Err(Fault::NoTable) => continue,
            Err(Fault::Said(problem)) => return Err(format!("Sheet {name}: {problem}")),
        };
        match name.as_str() {
            "about" => take_about(&mut read, &rows),
            _ => read.pages.push(page(&name, rows)?),
        }
    }
    read.pages.retain(|page: &Page| !page.rows.is_empty());
    Ok(read)
}

enum Fault {
    /// It is a chart or the like.
    NoTable,
    Said(String),
}

fn broken(error: XlsxError) -> String {
    format!("It cannot be read as a workbook ({error}). Open and save it again, then send it.")
}

fn rows(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, text_bytes: &mut usize) -> Result<Vec<Row>, Fault> {
    let said = |problem: String| Fault::Said(problem);
    let mut cells = match book.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_)) => return Err(Fault::NoTable),
        Err(error) => return Err(said(broken(error))),
    };
    let mut rows: Vec<Row> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|error| said(broken(error)))? {
        let text = written(cell.get_value());
        if text.is_empty() {
            continue;
        }
        let (line, column) = cell.get_position();
        let (line, column) = (u64::from(line) + 1, usize::try_from(column).unwrap_or(usize::MAX));
        if column >= COLUMNS_MAX {
            return Err(said(too_many_columns()));
        }
        if rows.last().is_none_or(|row| row.line != line) {
            rows.push(Row { line, cells: Vec::new() });
        }
        if rows.len() > ROWS_MAX + 100 || line > (rows.len() + GAPS_MAX) as u64 {
            return Err(said(too_many_rows()));
        }
        *text_bytes += text.len();
        if *text_bytes > TEXT_BYTES_MAX {
            return Err(said(
                "It holds far more text than a table of this size needs. Save it as CSV.".into(),
            ));
        }
        if let Some(row) = rows.last_mut() {
            row.cells.resize(row.cells.len().max(column + 1), String::new());
            row.cells[column] = text;
        }
    }
    Ok(rows)
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

/// Unpacks everything once into nothing: what an archive says about its own size need not be true.
fn check_unpacked(bytes: &[u8]) -> Result<(), String> {
    const DAMAGED: &str = "This workbook is damaged. Open and save it again, then send it.";
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| DAMAGED)?;
    let mut left = UNPACKED_MAX;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| DAMAGED)?;
        let size = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|_| DAMAGED)?;
        left = left
            .checked_sub(size)
            .ok_or("This workbook unpacks to far more than a table needs. Save it as CSV.")?;
    }
    Ok(())
}
