//! Workbooks that mean harm.

use super::*;
use std::io::Write;

const UNPACKED_MAX: u64 = 16 * 1024 * 1024;
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook of one sheet with these cells, and more parts; of two with one name the later counts.
fn book(cells: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let related = |kind: &str, target: &str| {
        let link = format!("<Relationship Id=\"r1\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>");
        format!("<Relationships>{link}</Relationships>")
    };
    let root = related("officeDocument", "xl/workbook.xml");
    let relations = related("worksheet", "worksheets/sheet1.xml");
    let sheets = "<sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"r1\"/></sheets>";
    let list = format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\">{sheets}</workbook>");
    let sheet = format!("<worksheet xmlns=\"{MAIN}\">{cells}</worksheet>");
    let usual: [(&str, &str); 4] = [
        ("_rels/.rels", &root),
        ("xl/_rels/workbook.xml.rels", &relations),
        ("xl/workbook.xml", &list),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    let kept = usual.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    zipped(&kept.chain(more).copied().collect::<Vec<_>>())
}

fn refusal(bytes: &[u8]) -> String {
    Workbook::open(bytes, UNPACKED_MAX).err().expect("it should be refused")
}

/// The texts of the cells that can be read, and whether all can.
fn texts(bytes: &[u8]) -> (Vec<String>, Result<(), Fault>) {
    let mut texts = Vec::new();
    let mut book = Workbook::open(bytes, UNPACKED_MAX).unwrap();
    let read = book.cells("One", |line, column, value| {
        texts.push(format!("{line} {column} {}", calamine::Data::from(value.clone())));
        Ok(1)
    });
    (texts, read)
}

#[test]
fn no_room_is_made_for_texts_that_are_not_there() {
    let shared = |count: &str, name: &str| {
        let texts = format!("<x:sst {count}></x:sst>");
        book("<sheetData/>", &[(name, texts.as_str())])
    };
    let counts =
        ["uniqueCount=\"1000000000000\"", "uniqueCount='99999'", "uniqueCount=\"much\"", "a=\"1\" b"];

    for count in counts {
        for name in ["xl/sharedStrings.xml", "xl/SHAREDSTRINGS.XML"] {
            assert_eq!(refusal(&shared(count, name)), "It is damaged. Open and save it again, then send it.");
        }
    }
    assert!(Workbook::open(&shared("uniqueCount=\"0\"", "xl/sharedStrings.xml"), UNPACKED_MAX).is_ok());
}

#[test]
fn what_is_kept_of_a_workbook_is_counted_before_it_is_kept() {
    let long = "x".repeat(1024 * 1024);
    let formats = format!("<numFmts><numFmt numFmtId=\"200\" formatCode=\"{long}\"/></numFmts>");
    let copied = format!("{formats}<cellXfs>{}</cellXfs>", "<xf numFmtId=\"200\"/>".repeat(1_000));
    let many = format!("<cellXfs>{}</cellXfs>", "<xf/>".repeat(600_000));
    let texts = format!("<sst uniqueCount=\"2100000\">{}</sst>", "x".repeat(2_200_000));
    let target = format!("<Relationship Id=\"r1\" Type=\"{OFFICE}/worksheet\" Target=\"{long}\"/>");
    let sheets = "<sheet name=\"One\" r:id=\"r1\"/>".repeat(1_000);
    let sheets = format!("<workbook xmlns:r=\"{OFFICE}\"><sheets>{sheets}</sheets></workbook>");
    let target = format!("<Relationships>{target}</Relationships>");

    for parts in [
        vec![("xl/styles.xml", copied)],
        vec![("xl/styles.xml", many)],
        vec![("xl/sharedStrings.xml", texts)],
        vec![("xl/workbook.xml", sheets), ("xl/_rels/workbook.xml.rels", target)],
        vec![("xl/media/one.bin", "x".repeat(17 * 1024 * 1024))],
    ] {
        let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let bytes = book("<sheetData/>", &parts);

        assert!(bytes.len() < 128 * 1024, "{}: {}", parts[0].0, bytes.len());
        assert!(refusal(&bytes).starts_with("It unpacks to far more"), "{}", parts[0].0);
    }
}

#[test]
fn a_cell_that_cannot_be_read_hides_no_other() {
    for bad in [
        "<c r=\"B1\" t=\"e\"><v>#SPILL!</v></c>",
        "<c r=\"B1\" t=\"none\"><v>1</v></c>",
        "<c r=\"B1\" t=\"s\"><v>7</v></c>",
        "<c r=\"ZZZZZZZZZ1\"><v>1</v></c>",
        "<c r=\"B99999999999\"><v>1</v></c>",
        "<c r=\"B\"><v>1</v></c>",
    ] {
        let cells = format!("<row r=\"1\"><c r=\"A1\"><v>1</v></c>{bad}<c r=\"C1\"><v>3</v></c></row>");

        let (texts, read) = texts(&book(&format!("<sheetData>{cells}</sheetData>"), &[]));

        assert_eq!(texts, ["1 0 1", "1 2 3"], "{bad}");
        assert!(matches!(read, Err(Fault::Cell(_))), "{bad}: {read:?}");
    }
}

#[test]
fn a_workbook_of_nothing_but_faults_is_not_read_to_its_end() {
    let bad = "<c r=\"ZZZZZZZZZ1\"><v>1</v></c>".repeat(101);

    let (texts, read) = texts(&book(&format!("<sheetData><row r=\"1\">{bad}</row></sheetData>"), &[]));

    assert!(texts.is_empty() && matches!(read, Err(Fault::End(_))), "{read:?}");
}

#[test]
fn what_breaks_off_ends_with_words_and_not_with_the_program() {
    let cell = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";
    let (open, turned) =
        (format!("<sheetData>{cell}"), format!("<dimension ref=\"B5:A1\"/><sheetData>{cell}</sheetData>"));

    let (open, turned) = (texts(&book(&open, &[])), texts(&book(&turned, &[])));

    assert_eq!((open.0.len(), turned.0.len()), (1, 0));
    assert!(matches!(open.1, Err(Fault::End(_))), "{:?}", open.1);
    assert!(matches!(turned.1, Err(Fault::End(_))), "{:?}", turned.1);
}
