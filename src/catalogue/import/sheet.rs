//! Tables: CSV, or the first sheet of a workbook that has the columns we look for. Every cell knows its place.

#[cfg(test)]
mod tests;

use super::Mistakes;
use calamine::{Data, Reader, Xlsx};
use std::io::{Cursor, Read};

const ROWS_MAX: usize = 30_000;
const COLUMNS_MAX: usize = 64;
/// How many rows may stand above the names of the columns.
const ABOVE_MAX: usize = 10;
/// What a workbook may hold once it is unpacked.
const UNPACKED_MAX: u64 = 128 * 1024 * 1024;

/// What a column may be called, besides its own name.
const NAMES: &[(&str, &[&str])] = &[
    (
        "requirement",
        &["requirementid", "requirementnumber", "id", "code", "number", "control", "controlid", "practice"],
    ),
    ("objective", &["objectiveid", "objectiveletter", "letter", "determination", "assessmentobjective"]),
    ("text", &["objectivetext", "description", "wording"]),
    ("family", &["domain", "category"]),
    ("title", &["name", "shortname", "requirementtitle"]),
    ("statement", &["requirementstatement", "requirementtext"]),
];

/// A table with its columns known.
#[derive(Debug)]
pub struct Sheet {
    /// The workbook's sheet; none for CSV.
    name: Option<String>,
    /// Column name → position.
    columns: Vec<(&'static str, usize)>,
    /// The rows below the names, empty ones left out.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Debug)]
pub struct Row {
    number: u64,
    cells: Vec<String>,
}

impl Sheet {
    /// Whether there is a column of this name.
    pub fn has(&self, column: &str) -> bool {
        self.position(column).is_some()
    }

    fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().find(|(name, _)| *name == column).map(|(_, at)| *at)
    }

    /// The text of a cell; empty where there is none.
    pub fn text<'s>(&self, row: &'s Row, column: &str) -> &'s str {
        let cell = self.position(column).and_then(|at| row.cells.get(at));
        cell.map_or("", |text| text.trim())
    }

    /// Where a cell stands: `line 12, column text`, or `sheet Controls, cell C12`.
    pub fn place(&self, row: &Row, column: &str) -> String {
        match (&self.name, self.position(column)) {
            (Some(name), Some(at)) => format!("sheet {name}, cell {}{}", letters(at), row.number),
            (Some(name), None) => format!("sheet {name}, row {}", row.number),
            (None, _) => format!("line {}, column {column}", row.number),
        }
    }
}

/// Column 0 is A, 26 is AA.
fn letters(mut at: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(at % 26).unwrap_or(0)));
        match at / 26 {
            0 => break,
            rest => at = rest - 1,
        }
    }
    letters.into_iter().rev().collect()
}

/// Reads comma-, semicolon- or tab-separated text.
pub fn csv(bytes: &[u8]) -> Result<Sheet, Mistakes> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        Mistakes::one(
            format!("line {line}"),
            "This is not UTF-8 text. In Excel, save the file as \"CSV UTF-8\", or send the workbook itself.",
        )
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = *[b',', b';', b'\t']
        .iter()
        .max_by_key(|mark| first.bytes().filter(|byte| byte == *mark).count())
        .unwrap_or(&b',');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record =
            record.map_err(|error| Mistakes::one("the file", format!("It cannot be read: {error}.")))?;
        let number = record.position().map_or(0, csv::Position::line);
        rows.push(Row { number, cells: record.iter().map(str::to_owned).collect() });
        if rows.len() > ROWS_MAX {
            return Err(too_many());
        }
    }
    below_names(None, rows)
}

/// Reads a workbook: its first sheet with the columns we look for.
pub fn workbook(bytes: &[u8]) -> Result<Sheet, Mistakes> {
    check_unpacked(bytes)?;
    let broken = |error: calamine::XlsxError| {
        Mistakes::one("the workbook", format!("It cannot be read as an Excel workbook (.xlsx): {error}."))
    };
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut first = None;
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(broken)?;
        let (top, left) = range.start().unwrap_or_default();
        if range.height() > ROWS_MAX {
            return Err(too_many());
        }
        let rows = range.rows().zip(u64::from(top) + 1..).map(|(cells, number)| {
            let blank =
                std::iter::repeat_n(String::new(), usize::try_from(left).unwrap_or(0).min(COLUMNS_MAX));
            Row { number, cells: blank.chain(cells.iter().take(COLUMNS_MAX).map(written)).collect() }
        });
        match below_names(Some(name), rows.collect()) {
            Ok(sheet) => return Ok(sheet),
            Err(mistakes) => first = first.or(Some(mistakes)),
        }
    }
    Err(first.unwrap_or_else(|| Mistakes::one("the workbook", "It has no sheet.")))
}

/// A number in a spreadsheet is a number: 3.1 may have been 3.10. Whoever typed it as text keeps it.
fn written(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        other => other.to_string(),
    }
}

fn too_many() -> Mistakes {
    Mistakes::one("the file", format!("A table may have up to {ROWS_MAX} rows; this one has more."))
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

/// Finds the row with the names of the columns and keeps what is below it.
fn below_names(name: Option<String>, mut rows: Vec<Row>) -> Result<Sheet, Mistakes> {
    let head = rows.iter().take(ABOVE_MAX).enumerate().find_map(|(at, row)| {
        let columns = columns(&row.cells);
        columns.iter().any(|(name, _)| *name == "requirement").then_some((at, columns))
    });
    let Some((at, columns)) = head.filter(|(_, columns)| columns.len() > 1) else {
        let place = name.map_or("line 1".into(), |name| format!("sheet {name}, row 1"));
        return Err(Mistakes::one(
            place,
            "The names of the columns are missing. A text has requirement, objective, text; your own requirements \
             have requirement, family, title, statement, objective, text.",
        ));
    };
    let rows = rows.split_off(at + 1);
    let rows = rows.into_iter().filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty())).collect();
    Ok(Sheet { name, columns, rows })
}

fn columns(cells: &[String]) -> Vec<(&'static str, usize)> {
    let bare = |cell: &String| -> String {
        cell.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
    };
    let cells: Vec<_> = cells.iter().map(bare).collect();
    NAMES
        .iter()
        .filter_map(|(name, others)| {
            let exact = cells.iter().position(|cell| cell == name);
            let other = || cells.iter().position(|cell| others.contains(&cell.as_str()));
            exact.or_else(other).map(|at| (*name, at))
        })
        .collect()
}
