//! Comma-, semicolon- and tab-separated text. A row that breaks its own form is a mistake: half a sentence would
//! look like a whole one.

use super::{ABOVE_MAX, Mistakes, ROWS_MAX, Row, Sheet, below_names, names, too_many_rows};

/// What may stand between cells, and how it is called.
const MARKS: [(u8, &str); 3] = [(b',', "comma"), (b';', "semicolon"), (b'\t', "tab")];
/// How much of a cell is shown to find it by, in characters.
const SHOWN_MAX: usize = 40;

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
    let (mark, mark_name) = mark_of(text);
    check_quotes(text, mark)?;
    let rows = rows(text, mark, ROWS_MAX + 1)?;
    if rows.len() > ROWS_MAX {
        return Err(Mistakes::one("the file", too_many_rows()));
    }
    let sheet = below_names(None, rows)?;
    check_widths(&sheet, mark_name)?;
    Ok(sheet)
}

/// The mark with which a row near the top names the most columns. What stands above the names may have any marks.
fn mark_of(text: &str) -> (u8, &'static str) {
    let named = |mark: u8| {
        let rows = rows(text, mark, ABOVE_MAX).unwrap_or_default();
        names(&rows).map_or(0, |(_, columns)| columns.len())
    };
    // Of several that fit alike the last is taken, so the comma comes last.
    MARKS.into_iter().rev().max_by_key(|(mark, _)| named(*mark)).unwrap_or(MARKS[0])
}

/// The first rows, up to `most`.
fn rows(text: &str, mark: u8, most: usize) -> Result<Vec<Row>, Mistakes> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(mark)
        .from_reader(text.as_bytes());
    let (mut rows, mut number, mut counted) = (Vec::new(), 1, 0);
    for record in reader.records().take(most) {
        let record =
            record.map_err(|error| Mistakes::one("the file", format!("It cannot be read: {error}.")))?;
        let start = start_of(&record, text);
        number += lines(&text.as_bytes()[counted..start]);
        counted = start;
        rows.push(Row { number, cells: record.iter().map(str::to_owned).collect(), strange: Vec::new() });
    }
    Ok(rows)
}

/// Where a record begins; the empty lines before it are counted to it by the reader, but not by people.
fn start_of(record: &csv::StringRecord, text: &str) -> usize {
    let start = record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(0);
    let start = start.min(text.len());
    let empty = text.as_bytes()[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    start + empty.count()
}

fn lines(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

/// Where a reader of quotes is.
#[derive(Clone, Copy)]
enum At {
    Start,
    Plain,
    Quoted,
    /// After a quote that may be the last one of its cell.
    Closed,
    /// After such a quote and a space.
    After,
}

/// A quote that nobody closes takes the rows below it into its own cell, up to the next quote or the end.
fn check_quotes(text: &str, mark: u8) -> Result<(), Mistakes> {
    let (mut at, mut line, mut opened) = (At::Start, 1, 1);
    for byte in text.bytes() {
        at = match (at, byte) {
            (At::Quoted, b'"') => At::Closed,
            (At::Quoted, _) | (At::Closed, b'"') => At::Quoted,
            (_, b'\r' | b'\n') => At::Start,
            (_, byte) if byte == mark => At::Start,
            (At::Start, b'"') => {
                opened = line;
                At::Quoted
            }
            (At::Closed | At::After, b' ') => At::After,
            (At::Closed | At::After, _) => {
                return Err(open_quote(opened, &format!("closed in line {line} with more text behind it")));
            }
            (At::Start | At::Plain, _) => At::Plain,
        };
        line += u64::from(byte == b'\n');
    }
    match at {
        At::Quoted => Err(open_quote(opened, "never closed, so that everything below it would be one cell")),
        At::Start | At::Plain | At::Closed | At::After => Ok(()),
    }
}

fn open_quote(line: u64, how: &str) -> Mistakes {
    Mistakes::one(
        format!("line {line}"),
        format!(
            "A quote is opened in this line and {how}. Close it at the end of its cell, and write a quote inside a \
             quoted cell twice (\"\")."
        ),
    )
}

/// Text behind the last column comes from a mark inside a cell without quotes; what stands before it would be cut.
fn check_widths(sheet: &Sheet, mark_name: &str) -> Result<(), Mistakes> {
    let is_filled = |cell: &String| !cell.trim().is_empty();
    let width = sheet.head.cells.iter().rposition(is_filled).map_or(0, |last| last + 1);
    let mut mistakes = Mistakes::default();
    for row in &sheet.rows {
        if let Some(cell) = row.cells.iter().skip(width).find(|cell| is_filled(cell)) {
            let shown: String = cell.trim().chars().take(SHOWN_MAX).collect();
            mistakes.add(
                format!("line {}", row.number),
                format!(
                    "This row has more cells than there are columns: \"{shown}\" belongs to none. Put quotes around \
                     a cell that has a {mark_name} in it."
                ),
            );
        }
    }
    mistakes.or(())
}
