//! Tables: CSV, or the sheet of a workbook that has the columns we look for. Every cell knows its place.

mod separated;
#[cfg(test)]
mod tests;
mod workbook;

pub use separated::csv;
pub use workbook::workbook;

use super::{Mistakes, Place};

const ROWS_MAX: usize = 30_000;
const COLUMNS_MAX: usize = 64;
/// How many rows may stand above the names of the columns.
const ABOVE_MAX: usize = 10;

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
    /// The row with the names.
    head: Row,
    columns: Vec<Column>,
    /// The rows below the names, empty ones left out.
    pub rows: Vec<Row>,
}

/// A column that we look for.
#[derive(Debug)]
struct Column {
    name: &'static str,
    /// Where it stands. More than one place is a mistake, once the column is used.
    at: Vec<usize>,
}

/// One row.
#[derive(Debug)]
pub struct Row {
    number: u64,
    cells: Vec<String>,
    /// Where a spreadsheet has something else than text.
    strange: Vec<(usize, Strange)>,
}

/// What a cell of a spreadsheet may hold that says something else than what people see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strange {
    /// A day or a time, kept as a number.
    Date,
    /// True or false.
    Truth,
    /// `#N/A` and the like.
    Error,
}

impl Sheet {
    /// Whether there is a column of this name.
    pub fn has(&self, column: &str) -> bool {
        self.position(column).is_some()
    }

    /// Whether it has the columns of an organisation's own requirements.
    pub fn is_own(&self) -> bool {
        self.has("statement") && self.has("family")
    }

    /// Whether it is a table of requirements with something in it. A list of words and what they mean has the columns
    /// of an official text too, but no numbers.
    fn is_filled(&self) -> bool {
        let has_number = |row: &Row| {
            let numbers = ["requirement", "objective"].map(|column| self.text(row, column));
            numbers.concat().contains(|c: char| c.is_ascii_digit())
        };
        match self.is_own() {
            true => !self.rows.is_empty(),
            false => self.has("text") && self.rows.iter().any(has_number),
        }
    }

    /// Whether it may be such a table, where a part of it could not be read.
    fn may_be_filled(&self) -> bool {
        self.is_filled() || (self.rows.is_empty() && (self.is_own() || self.has("text")))
    }

    fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().find(|it| it.name == column).and_then(|it| it.at.first().copied())
    }

    /// The text of a cell; empty where there is none.
    pub fn text<'s>(&self, row: &'s Row, column: &str) -> &'s str {
        let cell = self.position(column).and_then(|at| row.cells.get(at));
        cell.map_or("", |text| text.trim())
    }

    /// Where a cell stands: `line 12, column text`, or `sheet Controls, cell C12`.
    pub fn place(&self, row: &Row, column: &str) -> Place {
        let position = self.position(column);
        let words = match (&self.name, position) {
            (Some(name), Some(at)) => format!("sheet {name}, cell {}{}", letters(at), row.number),
            (Some(name), None) => format!("sheet {name}, row {}", row.number),
            (None, _) => format!("line {}, column {column}", row.number),
        };
        Place::new(words, (row.number, position.map_or(0, |at| at as u64)))
    }

    /// Whether the columns that are `used` can be trusted: each is there once, and its cells are text or numbers.
    pub fn check(&self, used: &[&str]) -> Result<(), Mistakes> {
        let mut mistakes = Mistakes::default();
        let used: Vec<_> = self.columns.iter().filter(|it| used.contains(&it.name)).collect();
        for Column { name, at } in &used {
            if let [first, second, ..] = at[..] {
                let said = |at: usize| format!("{} (\"{}\")", letters(at), self.head.cells[at].trim());
                mistakes.add(
                    self.place(&self.head, name),
                    format!(
                        "The columns {} and {} both mean {name}. Remove one of them, or give it another name.",
                        said(first),
                        said(second)
                    ),
                );
            }
        }
        for row in &self.rows {
            for (at, what) in &row.strange {
                if let Some(column) = used.iter().find(|it| it.at.first() == Some(at)) {
                    mistakes.add(self.place(row, column.name), what.reason(&row.cells[*at]));
                }
            }
        }
        mistakes.or(())
    }
}

impl Strange {
    fn reason(self, text: &str) -> String {
        let what = match self {
            Self::Date => "This is a date or a time, not text.".into(),
            Self::Truth => "This is a yes or no of the spreadsheet, not text.".into(),
            Self::Error => format!("This is the error {text}, not text."),
        };
        format!("{what} Format the column as text and enter the cell again.")
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

fn too_many_rows() -> String {
    format!("A table may have up to {ROWS_MAX} rows; this one has more.")
}

/// Finds the row with the names of the columns and keeps what is below it.
fn below_names(name: Option<String>, mut rows: Vec<Row>) -> Result<Sheet, Mistakes> {
    let Some((at, columns)) = names(&rows) else {
        let place = name.map_or("line 1".into(), |name| format!("sheet {name}, row 1"));
        return Err(Mistakes::one(
            place,
            "The names of the columns are missing. A text has requirement, objective, text; your own requirements \
             have requirement, family, title, statement, objective, text.",
        ));
    };
    let below = rows.split_off(at + 1);
    let head = rows.swap_remove(at);
    let rows = below.into_iter().filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty())).collect();
    Ok(Sheet { name, head, columns, rows })
}

/// The row with the names of the columns, and the columns.
fn names(rows: &[Row]) -> Option<(usize, Vec<Column>)> {
    let columns = rows.iter().take(ABOVE_MAX).map(|row| columns(&row.cells));
    columns.enumerate().find(|(_, it)| it.len() > 1 && it.iter().any(|it| it.name == "requirement"))
}

/// A column that has our own name for it comes before one that means the same.
fn columns(cells: &[String]) -> Vec<Column> {
    let bare = |cell: &String| -> String {
        cell.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
    };
    let cells: Vec<_> = cells.iter().map(bare).collect();
    let places = |is_it: &dyn Fn(&str) -> bool| -> Vec<usize> {
        cells.iter().enumerate().filter(|(_, cell)| is_it(cell)).map(|(at, _)| at).collect()
    };
    NAMES
        .iter()
        .map(|(name, others)| {
            let at = [places(&|cell| cell == *name), places(&|cell| others.contains(&cell))].concat();
            Column { name, at }
        })
        .filter(|it| !it.at.is_empty())
        .collect()
}
