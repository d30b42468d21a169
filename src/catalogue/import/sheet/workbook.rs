//! Workbooks: the sheet in sight that has the columns we look for.

use super::{COLUMNS_MAX, Mistakes, ROWS_MAX, Row, Sheet, Strange, below_names, too_many};
use calamine::{Data, Reader, SheetVisible, Xlsx};
use std::io::{Cursor, Read};

/// What a workbook may hold once it is unpacked.
const UNPACKED_MAX: u64 = 128 * 1024 * 1024;

/// Reads a workbook: its only sheet with rows below the columns we look for. Hidden sheets are passed over.
pub fn workbook(bytes: &[u8]) -> Result<Sheet, Mistakes> {
    check_unpacked(bytes)?;
    let broken = |error: calamine::XlsxError| {
        Mistakes::one("the workbook", format!("It cannot be read as an Excel workbook (.xlsx): {error}."))
    };
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let in_sight = book.sheets_metadata().iter().filter(|it| it.visible == SheetVisible::Visible);
    let names: Vec<String> = in_sight.map(|it| it.name.clone()).collect();
    let (mut first, mut found) = (None, None);
    for name in names {
        let range = book.worksheet_range(&name).map_err(broken)?;
        let (top, left) = range.start().unwrap_or_default();
        if range.height() > ROWS_MAX {
            return Err(too_many());
        }
        let left = usize::try_from(left).unwrap_or(0).min(COLUMNS_MAX);
        let rows = range.rows().zip(u64::from(top) + 1..).map(|(cells, number)| row(number, left, cells));
        match (below_names(Some(name), rows.collect()), &found) {
            (Ok(sheet), None) => found = Some(sheet),
            (Ok(sheet), Some(other)) if !sheet.rows.is_empty() => return Err(second(&sheet, other)),
            (Ok(_), Some(_)) => {}
            (Err(mistakes), _) => first = first.or(Some(mistakes)),
        }
    }
    if let Some(sheet) = found {
        return Ok(sheet);
    }
    Err(first.unwrap_or_else(|| {
        Mistakes::one(
            "the workbook",
            "It has no sheet in sight. Show the sheet with the table and save it again.",
        )
    }))
}

/// One sheet is read, and rows of another must not be lost without a word.
fn second(sheet: &Sheet, read: &Sheet) -> Mistakes {
    let name = |sheet: &Sheet| sheet.name.clone().unwrap_or_default();
    Mistakes::one(
        format!("sheet {}", name(sheet)),
        format!(
            "It has the same columns as sheet {}, and one sheet is read. Put all rows into one of them, or hide this \
             one.",
            name(read)
        ),
    )
}

/// A row whose first cell stands in column `left`.
fn row(number: u64, left: usize, cells: &[Data]) -> Row {
    let cells = &cells[..cells.len().min(COLUMNS_MAX)];
    let blank = std::iter::repeat_n(String::new(), left);
    let strange = (left..).zip(cells).filter_map(|(at, cell)| Some((at, strange(cell)?)));
    Row { number, strange: strange.collect(), cells: blank.chain(cells.iter().map(written)).collect() }
}

/// A number in a spreadsheet is a number: 3.1 may have been 3.10. Whoever typed it as text keeps it.
fn written(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        other => other.to_string(),
    }
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
