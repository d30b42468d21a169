//! Workbooks: the sheet in sight that has the columns we look for.

#[cfg(test)]
mod made;
#[cfg(test)]
mod tests;

use super::{
    ABOVE_MAX, COLUMNS_MAX, Mistakes, ROWS_MAX, Row, Sheet, Strange, below_names, columns, too_many_rows,
};
use crate::kernel::workbook::{Fault, SHEETS_MAX, Workbook};
use calamine::{Data, DataRef};
use std::collections::BTreeMap;

/// What a workbook may hold once it is unpacked.
const UNPACKED_MAX: u64 = 128 * 1024 * 1024;

/// Reads a workbook: its only sheet with a table in it. Hidden sheets are passed over, and so is what is no table,
/// whatever is wrong with it.
pub fn workbook(bytes: &[u8]) -> Result<Sheet, Mistakes> {
    let whole = |reason: String| Mistakes::one("the workbook", reason);
    let mut book = Workbook::open(bytes, UNPACKED_MAX).map_err(whole)?;
    let in_sight = book.sheets().into_iter().filter(|sheet| sheet.is_in_sight);
    let names: Vec<String> = in_sight.map(|sheet| sheet.name).collect();
    if names.len() > SHEETS_MAX {
        return Err(whole(format!(
            "A workbook may have up to {SHEETS_MAX} sheets in sight; this one has {}. Hide those without the table.",
            names.len()
        )));
    }
    let mut found = Found::default();
    for name in names {
        found.take(&mut book, name)?;
    }
    found.sheet()
}

/// What the sheets looked at so far are.
#[derive(Default)]
struct Found {
    sheet: Option<Sheet>,
    /// What is wrong with one that is no table, as far as it could be read.
    faulty: Option<Mistakes>,
    /// What is wrong with one that has rows but no names of columns.
    nameless: Option<Mistakes>,
    /// What is wrong with one that has nothing: an empty one, or a chart.
    empty: Option<Mistakes>,
}

impl Found {
    /// Looks at one. Fails if rows would be lost without a word.
    fn take(&mut self, book: &mut Workbook<'_>, name: String) -> Result<(), Mistakes> {
        let (rows, fault) = rows(book, &name);
        let is_empty = rows.is_empty();
        let is_unclear = fault.as_ref().is_some_and(|fault| may_have_names(&rows, fault));
        let fault = fault.map(|fault| Mistakes::one(format!("sheet {name}"), fault.reason()));
        match (below_names(Some(name), rows), fault) {
            (Ok(sheet), Some(fault)) if sheet.may_be_filled() => return Err(fault),
            (Err(_), Some(fault)) if is_unclear => return Err(fault),
            (_, Some(fault)) => self.faulty = self.faulty.take().or(Some(fault)),
            (Ok(sheet), None) => self.sheet = Some(fitter(self.sheet.take(), sheet)?),
            (Err(mistakes), None) if is_empty => self.empty = self.empty.take().or(Some(mistakes)),
            (Err(mistakes), None) => self.nameless = self.nameless.take().or(Some(mistakes)),
        }
        Ok(())
    }

    /// The one with the table.
    fn sheet(self) -> Result<Sheet, Mistakes> {
        if let Some(sheet) = self.sheet.filter(|sheet| sheet.is_filled() || self.faulty.is_none()) {
            return Ok(sheet);
        }
        Err(self.faulty.or(self.nameless).or(self.empty).unwrap_or_else(|| {
            Mistakes::one(
                "the workbook",
                "It has no sheet in sight. Show the sheet with the table and save it again.",
            )
        }))
    }
}

/// Whether the names of the columns may stand where a sheet without any could not be read: below its end, or in a row
/// that has other names that we look for.
fn may_have_names(rows: &[Row], fault: &Fault) -> bool {
    match fault {
        Fault::End(_) => rows.len() <= ABOVE_MAX,
        Fault::Cell(_) => rows.iter().take(ABOVE_MAX).any(|row| columns(&row.cells).len() > 1),
    }
}

/// The one of two sheets that is rather a table. Fails if both are.
fn fitter(found: Option<Sheet>, next: Sheet) -> Result<Sheet, Mistakes> {
    let Some(found) = found else { return Ok(next) };
    if found.is_filled() && next.is_filled() {
        return Err(second(&next, &found));
    }
    let fitness =
        |sheet: &Sheet| (sheet.is_filled(), sheet.is_own(), sheet.has("text"), !sheet.rows.is_empty());
    Ok(if fitness(&next) > fitness(&found) { next } else { found })
}

/// One sheet is read, and rows of another must not be lost without a word.
fn second(sheet: &Sheet, read: &Sheet) -> Mistakes {
    let name = |sheet: &Sheet| sheet.name.clone().unwrap_or_default();
    Mistakes::one(
        format!("sheet {}", name(sheet)),
        format!(
            "It can be read in the same way as sheet {}, and one sheet is read. Put all rows into one of them, or \
             hide this one.",
            name(read)
        ),
    )
}

/// The rows of a sheet with something in them, and why there are no more.
fn rows(book: &mut Workbook<'_>, name: &str) -> (Vec<Row>, Option<Fault>) {
    let mut rows = BTreeMap::new();
    let fault = book.cells(name, |line, at, value| keep(&mut rows, line, at, value)).err();
    (rows.into_values().collect(), fault)
}

/// Puts a cell into its row; answers how long its text is. A number in a spreadsheet is a number: 3.1 may have been
/// 3.10. Whoever typed it as text keeps it.
fn keep(rows: &mut BTreeMap<u64, Row>, line: u64, at: usize, value: &DataRef<'_>) -> Result<usize, String> {
    if *value == DataRef::Empty || at >= COLUMNS_MAX {
        return Ok(0);
    }
    if rows.len() == ROWS_MAX && !rows.contains_key(&line) {
        return Err(too_many_rows());
    }
    let empty = || Row { number: line, cells: Vec::new(), strange: Vec::new() };
    let row = rows.entry(line).or_insert_with(empty);
    let text = Data::from(value.clone()).to_string();
    let bytes = text.len();
    row.cells.resize(row.cells.len().max(at + 1), String::new());
    row.cells[at] = text;
    row.strange.extend(strange(value).map(|what| (at, what)));
    Ok(bytes)
}

fn strange(cell: &DataRef<'_>) -> Option<Strange> {
    match cell {
        DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => Some(Strange::Date),
        DataRef::Bool(_) => Some(Strange::Truth),
        DataRef::Error(_) => Some(Strange::Error),
        DataRef::Empty
        | DataRef::Int(_)
        | DataRef::Float(_)
        | DataRef::String(_)
        | DataRef::SharedString(_) => None,
    }
}
