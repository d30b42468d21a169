//! Text with commas, semicolons or tabs between its cells.

use super::{Book, ROWS_MAX, Row, moment, page, too_many_rows};
use crate::web::csv::harmless;

/// What Windows-1252 has where Unicode has controls, from 0x80 on; a zero where it has nothing.
const WINDOWS: [u16; 32] = [
    0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
    0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
    0x0153, 0, 0x017e, 0x0178,
];

/// Reads it.
pub fn read(bytes: &[u8]) -> Result<Book, String> {
    let mut text = decoded(bytes)?;
    // So that the line after a row is told in the same way for the last one.
    text.push('\n');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let (mut rows, mut record) = (Vec::new(), csv::StringRecord::new());
    let broken = |error: csv::Error| format!("It cannot be read as a table: {error}.");
    while reader.read_record(&mut record).map_err(broken)? {
        // A row begins where the reader was before, but for lines without anything that it passed over.
        let within: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
        let line = reader.position().line().saturating_sub(1 + within as u64);
        rows.push(Row { line, cells: record.iter().map(plain).collect() });
        if rows.len() > ROWS_MAX + 100 {
            return Err(too_many_rows());
        }
    }
    let page = page("", rows)?;
    Ok(Book { as_of: moment(&page), table: None, pages: vec![page] })
}

/// Files of ours have an apostrophe before what a spreadsheet would take for a formula.
fn plain(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if harmless(rest) == cell => rest.to_owned(),
        _ => cell.to_owned(),
    }
}

/// UTF-8, or Windows-1252 where it cannot be that.
fn decoded(bytes: &[u8]) -> Result<String, String> {
    const SAY: &str =
        "This is no CSV, workbook or JSON. In a spreadsheet, save the table as \"CSV UTF-8\" or as .xlsx.";
    let is_text = |text: &str| !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    if let Ok(text) = std::str::from_utf8(bytes) {
        let text = text.trim_start_matches('\u{feff}');
        return if is_text(text) { Ok(text.to_owned()) } else { Err(SAY.into()) };
    }
    let letter = |byte: &u8| match byte {
        0x80..=0x9f => char::from_u32(WINDOWS[usize::from(byte - 0x80)].into()).filter(|c| *c != '\0'),
        other => Some(char::from(*other)),
    };
    let text: Option<String> = bytes.iter().map(letter).collect();
    text.filter(|text| is_text(text)).ok_or_else(|| SAY.into())
}

/// How many lines are looked at to tell what stands between cells.
const LINES_LOOKED_AT: usize = 10;

/// Whichever of the three stands in the most of the first lines, quoted parts left out; then the one that stands more
/// often in each of those. A title above the table has commas of its own, and so have texts within it.
fn delimiter(text: &str) -> u8 {
    const MARKS: [u8; 3] = [b'\t', b';', b','];
    let (mut is_quoted, mut lines) = (false, vec![[0; MARKS.len()]]);
    for byte in text.bytes() {
        is_quoted ^= byte == b'"';
        match MARKS.iter().position(|mark| *mark == byte) {
            Some(at) if !is_quoted => lines.last_mut().into_iter().for_each(|counts| counts[at] += 1),
            _ if byte == b'\n' && !is_quoted && lines.len() == LINES_LOOKED_AT => break,
            _ if byte == b'\n' && !is_quoted => lines.push([0; MARKS.len()]),
            _ => {}
        }
    }
    let weight = |at: &usize| {
        let found = lines.iter().map(|counts| counts[*at]).filter(|count| *count > 0);
        (found.clone().count(), found.min())
    };
    MARKS[(0..MARKS.len()).max_by_key(weight).unwrap_or_default()]
}
