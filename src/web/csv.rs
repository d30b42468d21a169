//! Tables for spreadsheets.

use crate::kernel::{Error, Result};

/// A table as CSV (RFC 4180). No cell of it can be taken for a formula.
pub fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>> {
    let head = head.iter().map(|&name| name.to_owned()).collect();
    lines(std::iter::once(head).chain(rows))
}

/// More rows of such a table, for one that is sent in pieces.
pub fn lines(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    for row in rows {
        let written = csv.write_record(row.iter().map(|cell| harmless(cell)));
        written.map_err(|fault| Error::Internal(fault.into()))?;
    }
    csv.into_inner().map_err(|fault| Error::Internal(anyhow::anyhow!("{}", fault.error())))
}

/// A spreadsheet takes some beginnings for a formula and runs it; an apostrophe makes them text.
pub fn harmless(text: &str) -> String {
    match text.trim_start().chars().next() {
        Some('=' | '+' | '-' | '@') if text.parse::<f64>().is_err() => format!("'{text}"),
        _ if text.starts_with(['\t', '\r', '\n']) => format!("'{text}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_numbers_stay_numbers() {
        for text in ["=1+1", "+cmd", "-1+2", "@sum", " =1", "\t1", "\r\n=1"] {
            assert!(harmless(text).starts_with('\''), "{text:?}");
        }
        for text in ["-5", "Dana = boss", "", "3.1.1"] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn a_table_has_its_head_and_quotes_what_needs_it() {
        let rows = [vec!["3.1.1".to_owned(), "one, \"two\"\nthree".to_owned()]];
        let csv = String::from_utf8(table(&["requirement", "why"], rows).unwrap()).unwrap();

        assert_eq!(csv, "requirement,why\n3.1.1,\"one, \"\"two\"\"\nthree\"\n");
    }
}
