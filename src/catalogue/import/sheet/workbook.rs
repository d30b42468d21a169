//! Workbooks: the sheet in sight that has the columns we look for. Cells are taken one by one, because a workbook of a
//! few bytes can name a cell so far away that a table up to there would fill the memory.

use super::{COLUMNS_MAX, Mistakes, ROWS_MAX, Row, Sheet, Strange, below_names, too_many};
use calamine::{Data, Reader, SheetVisible, Xlsx, XlsxError};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

/// What a workbook may hold once it is unpacked.
const UNPACKED_MAX: u64 = 128 * 1024 * 1024;

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

/// Reads a workbook: its only sheet with a table in it. Hidden sheets are passed over, and so is what is no table,
/// whatever is wrong with it.
pub fn workbook(bytes: &[u8]) -> Result<Sheet, Mistakes> {
    check_unpacked(bytes)?;
    let mut book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken("the workbook", &error))?;
    let in_sight = book.sheets_metadata().iter().filter(|it| it.visible == SheetVisible::Visible);
    let names: Vec<String> = in_sight.map(|it| it.name.clone()).collect();
    let (mut found, mut faulty, mut nameless) = (None, None, None);
    for name in names {
        let (rows, fault) = rows(&mut book, &name);
        match (below_names(Some(name), rows), fault) {
            (Ok(sheet), Some(fault)) if sheet.is_filled() => return Err(fault),
            (_, Some(fault)) => faulty = faulty.or(Some(fault)),
            (Ok(sheet), None) => found = Some(fitter(found, sheet)?),
            (Err(mistakes), None) => nameless = nameless.or(Some(mistakes)),
        }
    }
    if let Some(sheet) = found.filter(|sheet| sheet.is_filled() || faulty.is_none()) {
        return Ok(sheet);
    }
    Err(faulty.or(nameless).unwrap_or_else(|| {
        Mistakes::one(
            "the workbook",
            "It has no sheet in sight. Show the sheet with the table and save it again.",
        )
    }))
}

fn broken(at: &str, error: &XlsxError) -> Mistakes {
    Mistakes::one(at.to_owned(), format!("It cannot be read as an Excel workbook (.xlsx): {error}."))
}

/// The one of two sheets that is rather a table. Fails if both are one of the same kind.
fn fitter(found: Option<Sheet>, next: Sheet) -> Result<Sheet, Mistakes> {
    let Some(found) = found else { return Ok(next) };
    if found.is_filled() && next.is_filled() && found.is_own() == next.is_own() {
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
fn rows(book: &mut Book<'_>, name: &str) -> (Vec<Row>, Option<Mistakes>) {
    let mut rows = BTreeMap::new();
    let fault = take_rows(book, name, &mut rows).err();
    (rows.into_values().collect(), fault)
}

/// Takes the rows of a sheet up to the first that cannot be read, or is one too many.
fn take_rows(book: &mut Book<'_>, name: &str, rows: &mut BTreeMap<u32, Row>) -> Result<(), Mistakes> {
    let place = format!("sheet {name}");
    let mut cells = match book.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        // A chart or the like.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
        Err(error) => return Err(broken(&place, &error)),
    };
    while let Some(cell) = cells.next_cell().map_err(|error| broken(&place, &error))? {
        let (line, column) = cell.get_position();
        let at = usize::try_from(column).unwrap_or(COLUMNS_MAX);
        let value = Data::from(cell.get_value().clone());
        if value == Data::Empty || at >= COLUMNS_MAX {
            continue;
        }
        if rows.len() == ROWS_MAX && !rows.contains_key(&line) {
            return Err(too_many(place));
        }
        let empty = || Row { number: u64::from(line) + 1, cells: Vec::new(), strange: Vec::new() };
        put(rows.entry(line).or_insert_with(empty), at, &value);
    }
    Ok(())
}

/// A number in a spreadsheet is a number: 3.1 may have been 3.10. Whoever typed it as text keeps it.
fn put(row: &mut Row, at: usize, value: &Data) {
    row.cells.resize(row.cells.len().max(at + 1), String::new());
    row.cells[at] = value.to_string();
    row.strange.extend(strange(value).map(|what| (at, what)));
}

fn strange(cell: &Data) -> Option<Strange> {
    match cell {
        Data::DateTime(_) | Data::DateTimeIso(_) | Data::DurationIso(_) => Some(Strange::Date),
        Data::Bool(_) => Some(Strange::Truth),
        Data::Error(_) => Some(Strange::Error),
        Data::Empty | Data::Int(_) | Data::Float(_) | Data::String(_) => None,
    }
}

/// Unpacks everything once into nothing: what an archive says about its own size need not be true.
fn check_unpacked(bytes: &[u8]) -> Result<(), Mistakes> {
    let broken = |_| Mistakes::one("the workbook", "It is damaged. Open and save it again, then send it.");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut left = UNPACKED_MAX;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(broken)?;
        let size = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()).map_err(|_| {
            Mistakes::one("the workbook", "It is damaged. Open and save it again, then send it.")
        })?;
        left = left.checked_sub(size).ok_or_else(|| {
            Mistakes::one(
                "the workbook",
                "It unpacks to far more than a catalogue needs. Save the table as CSV.",
            )
        })?;
    }
    Ok(())
}
