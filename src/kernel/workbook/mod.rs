//! Workbooks (.xlsx) of strangers, cell by cell: a workbook of a few bytes can name a cell so far away that a table up
//! to there would fill the memory, and one long text in every cell.

#[cfg(test)]
mod tests;
mod weight;

use calamine::{DataRef, Reader, SheetVisible, Xlsx, XlsxError};
use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// The most sheets.
pub const SHEETS_MAX: usize = 50;
/// The most text in all cells together, in bytes.
const TEXT_BYTES_MAX: usize = 40 * 1024 * 1024;
/// So many cells that cannot be read are passed over.
const FAULTS_MAX: usize = 100;
/// How much is said of what is wrong, in characters.
const SAID_MAX: usize = 200;

/// A workbook that was weighed and opened.
pub struct Workbook<'b> {
    book: Xlsx<Cursor<&'b [u8]>>,
    text_left: usize,
    faults_left: usize,
}

/// A sheet.
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Whether people see it.
    pub is_in_sight: bool,
}

/// Why there is less of a sheet than there should be.
#[derive(Debug)]
pub enum Fault {
    /// A cell cannot be read; all others were.
    Cell(String),
    /// What comes after it was not looked at.
    End(String),
}

impl Fault {
    /// What is wrong, and what to do.
    pub fn reason(self) -> String {
        match self {
            Self::Cell(reason) | Self::End(reason) => reason,
        }
    }
}

impl<'b> Workbook<'b> {
    /// Opens one that unpacks to at most so many bytes, or says what is wrong with it and what to do.
    pub fn open(bytes: &'b [u8], unpacked_max: u64) -> Result<Self, String> {
        weight::check(bytes, unpacked_max)?;
        let book =
            safely(bytes, |bytes| Xlsx::new(Cursor::new(bytes))).map_err(|error| unreadable(&error))?;
        Ok(Self { book, text_left: TEXT_BYTES_MAX, faults_left: FAULTS_MAX })
    }

    /// Its sheets, in their order.
    pub fn sheets(&self) -> Vec<Sheet> {
        let sheet = |it: &calamine::Sheet| Sheet {
            name: it.name.clone(),
            is_in_sight: it.visible == SheetVisible::Visible,
        };
        self.book.sheets_metadata().iter().map(sheet).collect()
    }

    /// Hands over the cells of a sheet, each with the number of its row, from 1, and of its column, from 0. `keep`
    /// answers how many bytes of text it keeps of one, or why it takes no more. A chart has no cells.
    pub fn cells(
        &mut self,
        sheet: &str,
        mut keep: impl FnMut(u64, usize, &DataRef<'_>) -> Result<usize, String>,
    ) -> Result<(), Fault> {
        let mut cells = match safely(&mut self.book, |book| book.worksheet_cells_reader(sheet)) {
            Ok(cells) => cells,
            Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
            Err(error) => return Err(Fault::End(unreadable(&error))),
        };
        let mut read = Ok(());
        loop {
            let cell = match safely(&mut cells, |cells| cells.next_cell()) {
                Ok(Some(cell)) => cell,
                Ok(None) => return read,
                Err(error) if is_of_one_cell(&error) && self.faults_left > 0 => {
                    self.faults_left -= 1;
                    read = read.and_then(|()| Err(Fault::Cell(unreadable(&error))));
                    continue;
                }
                Err(error) => return Err(Fault::End(unreadable(&error))),
            };
            let (line, column) = cell.get_position();
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            let bytes = keep(u64::from(line) + 1, column, cell.get_value()).map_err(Fault::End)?;
            self.text_left = self.text_left.checked_sub(bytes).ok_or_else(|| {
                Fault::End("It holds far more text than a table of this size needs. Save it as CSV.".into())
            })?;
        }
    }
}

/// calamine reckons with the places of cells without asking whether there can be such places.
fn safely<A, T>(with: A, read: impl FnOnce(A) -> Result<T, XlsxError>) -> Result<T, XlsxError> {
    let read = AssertUnwindSafe(move || read(with));
    catch_unwind(read).unwrap_or(Err(XlsxError::Unexpected("a place in it cannot be")))
}

/// Whether the cells after it can be read all the same.
fn is_of_one_cell(error: &XlsxError) -> bool {
    matches!(
        error,
        XlsxError::CellError(_)
            | XlsxError::CellTAttribute(_)
            | XlsxError::ParseFloat(_)
            | XlsxError::Unrecognized { .. }
            | XlsxError::Unexpected(_)
            | XlsxError::UnexpectedNode(_)
            | XlsxError::Alphanumeric(_)
            | XlsxError::RangeWithoutColumnComponent
            | XlsxError::RangeWithoutRowComponent
    )
}

fn unreadable(error: &XlsxError) -> String {
    let error: String = match error {
        XlsxError::CellError(said) => {
            let said: String = said.chars().take(SAID_MAX).collect();
            return format!(
                "A cell of it holds the error {said}. Correct or empty that cell, then send it again."
            );
        }
        other => other.to_string().chars().take(SAID_MAX).collect(),
    };
    format!("It cannot be read as an Excel workbook (.xlsx): {error}. Open and save it again, then send it.")
}
