//! Tables of every kind that people send.

use super::*;

#[test]
fn columns_are_found_by_name_wherever_they_stand() {
    let sheet =
        csv("Our list;;\n\nText;Requirement ID;Letter\n\"one; two\";3.1.1;a\n;;\n".as_bytes()).unwrap();

    assert_eq!(sheet.rows.len(), 1);
    let row = &sheet.rows[0];
    assert_eq!((sheet.text(row, "requirement"), sheet.text(row, "text")), ("3.1.1", "one; two"));
    assert_eq!(sheet.place(row, "text"), "line 4, column text");
    assert_eq!(sheet.text(row, "family"), "");
}

#[test]
fn a_file_without_columns_or_in_another_code_says_what_to_do() {
    let reason = |bytes: &[u8]| csv(bytes).unwrap_err().told.remove(0);

    assert!(reason(b"a,b\n1,2\n").reason.contains("names of the columns are missing"));
    let latin = reason(b"requirement,text\n3.1.1,caf\xe9\n");
    assert_eq!(latin.at, "line 2");
    assert!(latin.reason.contains("CSV UTF-8"));
}

#[test]
fn cells_are_named_as_in_the_spreadsheet() {
    assert_eq!([0, 25, 26, 701].map(letters), ["A", "Z", "AA", "ZZ"]);
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The least that is a workbook: one sheet called Controls with texts in its cells, from row 2, column B.
fn book(rows: &[[&str; 3]]) -> Vec<u8> {
    let cell = |at: usize, number: usize, text: &str| {
        let place = format!("{}{number}", letters(at + 1));
        format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    let row = |(number, texts): (usize, &[&str; 3])| {
        let cells: String = texts.iter().enumerate().map(|(at, text)| cell(at, number, text)).collect();
        format!("<row r=\"{number}\">{cells}</row>")
    };
    let rows: String = (2..).zip(rows).map(row).collect();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{office}/{kind}\" \
             Target=\"{target}\"/></Relationships>"
        )
    };
    let workbook = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"Controls\" sheetId=\"1\" \
         r:id=\"rId1\"/></sheets></workbook>"
    );
    let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
    zipped(&[
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml").as_bytes()),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml").as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

#[test]
fn a_workbook_is_read_and_its_cells_keep_their_places() {
    let sheet = workbook(&book(&[["Requirement", "Objective", "Text"], ["3.1.1", "a", "known"]])).unwrap();

    let row = &sheet.rows[0];
    assert_eq!((sheet.text(row, "requirement"), sheet.text(row, "text")), ("3.1.1", "known"));
    assert_eq!(sheet.place(row, "objective"), "sheet Controls, cell C3");
    let nameless = workbook(&book(&[["a", "b", "c"]])).unwrap_err().told.remove(0);
    assert_eq!(nameless.at, "sheet Controls, row 1");
}

#[test]
fn an_archive_that_grows_without_end_is_not_unpacked() {
    let zeros = vec![0; 70 * 1024 * 1024];
    let bomb = zipped(&[("xl/one.xml", &zeros), ("xl/two.xml", &zeros)]);

    assert!(bomb.len() < 1024 * 1024);
    assert!(workbook(&bomb).unwrap_err().told[0].reason.contains("far more than a catalogue needs"));
}
