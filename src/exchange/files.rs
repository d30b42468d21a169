//! Writes tables as files.

use super::model::{About, Cell, Format, Sheet};
use crate::kernel::{Error, Result};
use crate::web::csv;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as Style, Workbook, XlsxError};
use serde_json::{Map, Value, json};

/// The longest text that a cell of a workbook can hold.
const CELL_CHARS_MAX: usize = 32_767;

/// The bytes of the file.
pub fn write(sheet: &Sheet, about: &About, format: Format) -> Result<Vec<u8>> {
    match format {
        Format::Csv => as_csv(sheet, about),
        Format::Xlsx => as_xlsx(sheet, about).map_err(|fault| Error::Internal(fault.into())),
        Format::Json => as_json(sheet, about),
    }
}

/// A plain table has no place for what is said about it but columns of its own.
fn as_csv(sheet: &Sheet, about: &About) -> Result<Vec<u8>> {
    let mut head: Vec<&str> = sheet.columns.iter().map(|column| column.name).collect();
    head.extend(["as_of", "exported_by", "rule_pack"]);
    let mut said =
        vec![Cell::from(about.as_of), about.exported_by.as_str().into(), about.rule_pack.as_str().into()];
    if !about.imprint.is_empty() {
        head.push("imprint");
        said.push(about.imprint.as_str().into());
    }
    let rows = sheet.rows.iter().map(|row| row.iter().chain(&said).map(text).collect());
    csv::table(&head, rows)
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Nothing => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) => text.clone(),
    }
}

/// Texts are written as texts, which no spreadsheet runs.
fn as_xlsx(sheet: &Sheet, about: &About) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_timestamp(about.as_of.timestamp())?;
    book.set_properties(&DocProperties::new().set_author(&about.exported_by).set_creation_datetime(&made));
    let bold = Style::new().set_bold();
    let page = book.add_worksheet().set_name(about.table)?;
    for (at, column) in (0..).zip(&sheet.columns) {
        page.write_string_with_format(0, at, column.name, &bold)?;
    }
    page.set_freeze_panes(1, 1)?;
    // On paper; a single & would be a command.
    page.set_footer(format!("&C{}", about.imprint.replace('&', "&&")));
    for (line, row) in (1..).zip(&sheet.rows) {
        for (at, cell) in (0..).zip(row) {
            match cell {
                Cell::Nothing => {}
                Cell::Number(number) => drop(page.write_number(line, at, *number as f64)?),
                Cell::Text(text) => drop(page.write_string(line, at, short(text))?),
            }
        }
    }
    page.set_autofit_max_width(400).autofit();
    let page = book.add_worksheet().set_name("about")?;
    let said = serde_json::to_value(about).unwrap_or_default();
    for (line, (name, value)) in (0..).zip(said.as_object().into_iter().flatten()) {
        page.write_string_with_format(line, 0, name, &bold)?;
        page.write_string(line, 1, value.as_str().unwrap_or_default())?;
    }
    page.autofit();
    book.save_to_buffer()
}

/// What fits into a cell; a text that goes on says so.
fn short(text: &str) -> String {
    const MORE: &str = " … (longer than a cell can be; see the JSON)";
    if text.chars().count() <= CELL_CHARS_MAX {
        return text.to_owned();
    }
    text.chars().take(CELL_CHARS_MAX - MORE.chars().count()).chain(MORE.chars()).collect()
}

fn as_json(sheet: &Sheet, about: &About) -> Result<Vec<u8>> {
    let object = |row: &Vec<Cell>| -> Map<String, Value> {
        let named = sheet.columns.iter().zip(row);
        named.map(|(column, cell)| (column.name.to_owned(), json!(cell))).collect()
    };
    let rows: Vec<_> = sheet.rows.iter().map(object).collect();
    let whole = json!({ "about": about, "count": rows.len(), "rows": rows });
    serde_json::to_vec_pretty(&whole).map_err(|fault| Error::Internal(fault.into()))
}

#[cfg(test)]
mod tests {
    use super::{
        super::model::{Audience, Column},
        *,
    };
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    fn sheet() -> Sheet {
        let column = |name, least| Column { name, least };
        Sheet {
            columns: vec![column("requirement", Audience::Prime), column("finding", Audience::Assessor)],
            rows: vec![
                vec!["3.1.1".into(), "=cmd|' /C calc'!A0".into()],
                vec!["3.1.2".into(), Cell::Number(-5)],
            ],
        }
    }

    fn about() -> About {
        About {
            organisation: "Contoso".into(),
            imprint: String::new(),
            assessment: "Level 2".into(),
            table: "objectives",
            audience: "internal",
            as_of: chrono::DateTime::from_timestamp(1_795_000_000, 0).unwrap(),
            exported_by: "Dana Lead".into(),
            rule_pack: "cmmc-2025".into(),
        }
    }

    #[test]
    fn a_table_for_a_reader_lacks_the_columns_that_are_not_for_them() {
        let seen = sheet().seen_by(Audience::Prime);

        assert_eq!(seen.columns.len(), 1);
        assert_eq!(seen.rows[1], [Cell::Text("3.1.2".into())]);
        assert_eq!(sheet().seen_by(Audience::Assessor).columns.len(), 2);
    }

    #[test]
    fn csv_says_in_every_row_what_it_shows_and_runs_nothing() {
        let text = String::from_utf8(write(&sheet(), &about(), Format::Csv).unwrap()).unwrap();

        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("requirement,finding,as_of,exported_by,rule_pack"));
        let row = "3.1.1,'=cmd|' /C calc'!A0,2026-11-18T11:06:40Z,Dana Lead,cmmc-2025";
        assert_eq!(lines.next(), Some(row));
        assert!(lines.next().unwrap().starts_with("3.1.2,-5,"));
    }

    #[test]
    fn a_workbook_holds_texts_numbers_and_what_is_said_about_it() {
        let bytes = write(&sheet(), &about(), Format::Xlsx).unwrap();

        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.clone())).unwrap();
        let page = book.worksheet_range("objectives").unwrap();
        assert_eq!(page.get((1, 1)), Some(&Data::String("=cmd|' /C calc'!A0".into())));
        assert_eq!(page.get((2, 1)), Some(&Data::Float(-5.0)));
        assert!(book.worksheet_formula("objectives").unwrap().is_empty());
        let said = book.worksheet_range("about").unwrap();
        assert!(said.rows().any(|row| row[0] == Data::String("rule_pack".into())));
        assert_eq!(bytes, write(&sheet(), &about(), Format::Xlsx).unwrap(), "the same table, the same bytes");
    }

    #[test]
    fn what_an_organisation_says_below_everything_is_in_every_form() {
        let about = About { imprint: "Contoso & Sons, handle as CUI".into(), ..about() };
        let [csv, json, xlsx] =
            [Format::Csv, Format::Json, Format::Xlsx].map(|it| write(&sheet(), &about, it).unwrap());

        let csv = String::from_utf8(csv).unwrap();
        assert!(csv.lines().next().unwrap().ends_with(",rule_pack,imprint"), "{csv}");
        assert_eq!(csv.matches("\"Contoso & Sons, handle as CUI\"").count(), 2, "{csv}");
        assert_eq!(serde_json::from_slice::<Value>(&json).unwrap()["about"]["imprint"], about.imprint);
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(xlsx)).unwrap();
        let said = book.worksheet_range("about").unwrap();
        assert!(said.rows().any(|row| row[1] == Data::String(about.imprint.clone())));
    }

    #[test]
    fn a_text_longer_than_a_cell_can_be_says_so() {
        let long = short(&"é".repeat(40_000));

        assert_eq!(long.chars().count(), CELL_CHARS_MAX);
        assert!(long.ends_with("see the JSON)"));
    }

    #[test]
    fn json_names_every_value_and_counts_its_rows() {
        let value: Value = serde_json::from_slice(&write(&sheet(), &about(), Format::Json).unwrap()).unwrap();

        assert_eq!(value["count"], 2);
        assert_eq!(value["rows"][1], json!({ "requirement": "3.1.2", "finding": -5 }));
        assert_eq!(value["about"]["exported_by"], "Dana Lead");
    }
}
