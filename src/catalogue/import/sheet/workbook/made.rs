//! Workbooks for the tests, put together from their parts.

use crate::catalogue::import::sheet::letters;
use std::io::Cursor;

/// An archive of these files.
pub fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The least that is a workbook: a sheet called Controls with texts in its cells, from row 2, column B.
pub fn book(rows: &[[&str; 3]]) -> Vec<u8> {
    book_of(&[("Controls", "visible", rows)])
}

/// Sheets, and whether they are in sight. A cell that begins with `<` stands for itself, with its place or without.
pub fn book_of(sheets: &[(&str, &str, &[[&str; 3]])]) -> Vec<u8> {
    book_with(sheets, "<sst/>")
}

/// The same with texts that cells share. A sheet called Chart is one.
pub fn book_with(sheets: &[(&str, &str, &[[&str; 3]])], shared: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |number: usize, kind: &str, target: &str| {
        format!("<Relationship Id=\"rId{number}\" Type=\"{office}/{kind}\" Target=\"{target}\"/>")
    };
    let relations = |all: &str| format!("<Relationships xmlns=\"{package}\">{all}</Relationships>");
    let (mut listed, mut related, mut files) = (String::new(), String::new(), Vec::new());
    for (number, (name, state, rows)) in (1..).zip(sheets) {
        let id = format!("sheetId=\"{number}\" r:id=\"rId{number}\"");
        listed.push_str(&format!("<sheet name=\"{name}\" state=\"{state}\" {id}/>"));
        let kind = if *name == "Chart" { "chartsheet" } else { "worksheet" };
        related.push_str(&relation(number, kind, &format!("worksheets/sheet{number}.xml")));
        let rows: String = (2..).zip(*rows).map(|(number, cells)| row(number, cells)).collect();
        let inside =
            if kind == "worksheet" { format!("<sheetData>{rows}</sheetData>") } else { "<drawing/>".into() };
        let sheet = format!("<{kind} xmlns=\"{main}\">{inside}</{kind}>");
        files.push((format!("xl/worksheets/sheet{number}.xml"), sheet));
    }
    files.push(("xl/sharedStrings.xml".into(), shared.to_owned()));
    let office_uses = format!("xmlns=\"{main}\" xmlns:r=\"{office}\"");
    files.push(("_rels/.rels".into(), relations(&relation(1, "officeDocument", "xl/workbook.xml"))));
    files.push(("xl/_rels/workbook.xml.rels".into(), relations(&related)));
    files.push((
        "xl/workbook.xml".into(),
        format!("<workbook {office_uses}><sheets>{listed}</sheets></workbook>"),
    ));
    // The second of two styles is that of a day.
    let styles = "<cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>";
    files.push(("xl/styles.xml".into(), format!("<styleSheet xmlns=\"{main}\">{styles}</styleSheet>")));
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    zipped(&files)
}

fn row(number: usize, cells: &[&str; 3]) -> String {
    let cell = |(at, text): (usize, &&str)| {
        let place = format!("{}{number}", letters(at + 1));
        match text.strip_prefix("<c") {
            Some(rest) if rest.starts_with(" r=") => (*text).to_owned(),
            Some(rest) => format!("<c r=\"{place}\"{rest}"),
            None => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        }
    };
    let cells: String = cells.iter().enumerate().map(cell).collect();
    format!("<row r=\"{number}\">{cells}</row>")
}
