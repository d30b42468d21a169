//! Documents inside of documents: a workbook behind a chart is one, and nothing else may be called so.

use super::{refused, samples::*, taken};
use muster::evidence::inspect::Kind;

const PLACE: &str = "word/embeddings/Microsoft_Excel_Sheet.xlsx";

fn docx_with(embedded: &[u8]) -> Vec<u8> {
    ooxml(DOCX, "", &[(PLACE, embedded)])
}

fn xlsx(parts: &[(&str, &[u8])]) -> Vec<u8> {
    ooxml(XLSX, "", parts)
}

#[test]
fn a_document_with_documents_of_office_programs_in_it_is_taken() {
    let chart = xlsx(&[]);
    let slides = ooxml(PPTX, "", &[("ppt/embeddings/Microsoft_Excel_Worksheet.xlsx", &chart)]);
    let table: Vec<u8> = (0..40_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let many: Vec<String> = (0..1_500).map(|n| format!("xl/worksheets/sheet{n}.xml")).collect();
    let sheets: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &table[..300])).collect();

    taken("a.docx", &docx_with(&chart), Kind::Docx);
    taken("a.docx", &docx_with(&xlsx(&[("xl/media/image1.dat", &table)])), Kind::Docx);
    taken("a.docx", &docx_with(&xlsx(&sheets)), Kind::Docx);
    taken("a.docx", &ooxml(DOCX, "", &[("word/embeddings/a.pptx", &slides), (PLACE, &chart)]), Kind::Docx);
}

#[test]
fn a_pasted_drawing_or_slide_is_taken() {
    let drawing = zip(&[
        (
            "[Content_Types].xml",
            b"<Types><Override PartName=\"/visio/document.xml\" \
              ContentType=\"application/vnd.ms-visio.drawing.main+xml\"/></Types>",
        ),
        ("_rels/.rels", b"<Relationships/>"),
        ("visio/document.xml", b"<VisioDocument/>"),
    ]);
    let slide = ooxml("presentationml.slide.main+xml", "", &[]);

    let drawn = ooxml(DOCX, "", &[("word/embeddings/Microsoft_Visio_Drawing.vsdx", &drawing)]);
    taken("a.docx", &drawn, Kind::Docx);
    let shown = ooxml(DOCX, "", &[("word/embeddings/Microsoft_PowerPoint_Slide.sldx", &slide)]);
    taken("a.docx", &shown, Kind::Docx);
    for name in ["a.xlsb", "a.vsdm", "a.sldm", "a.zip"] {
        let bytes = ooxml(DOCX, "", &[(&format!("word/embeddings/{name}"), &drawing)]);
        refused("a.docx", &bytes, "packed into it");
    }
}

#[test]
fn an_archive_that_is_called_a_workbook_is_refused() {
    let list = types("other", "");
    let empty = zip(&[("[Content_Types].xml", list.as_bytes()), ("evil.txt", b"x")]);

    refused("a.docx", &docx_with(&zip(&[("evil.txt", b"x")])), "packed into it (an archive)");
    refused("a.docx", &docx_with(&empty), "packed into it (an archive)");
    refused("a.docx", &docx_with(b"PK\x03\x04 and no more"), "embedded in it is broken");
}

#[test]
fn what_no_document_may_hold_no_embedded_one_may() {
    let sheet = "<Override PartName=\"/m.xml\" ContentType=\"application/vnd.ms-excel.macrosheet+xml\"/>";

    refused("a.docx", &docx_with(&xlsx(&[("xl/vbaProject.bin", b"x")])), "macros");
    refused("a.docx", &docx_with(&ooxml(XLSX, sheet, &[])), "macros");
    refused("a.docx", &docx_with(&xlsx(&[("evil.exe", b"x")])), "a program or script");
    refused("a.docx", &docx_with(&xlsx(&[("xl/media/a.png", b"\x7fELF\x02\x01")])), "a program or script");
    refused("a.docx", &docx_with(&xlsx(&[("xl/a.xml", &zip(&[("a", b"b")]))])), "an archive");
}

#[test]
fn an_embedded_document_that_unpacks_to_more_than_is_listed_is_refused() {
    let mut book = xlsx(&[("xl/sheet1.xml", &vec![0; 9 << 20])]);
    patch(&mut book, b"PK\x01\x02", 3, 24, &172_u32.to_le_bytes());

    refused("a.docx", &docx_with(&book), "embedded in it is broken");
}

#[test]
fn documents_in_each_other_unpack_to_no_more_than_one_may() {
    let half: Vec<u8> = b"0123456789abcdef".repeat(3_500_000);
    let book = xlsx(&[("xl/sheet1.xml", &half)]);
    taken("a.docx", &docx_with(&book), Kind::Docx);

    let both = ooxml(DOCX, "", &[("word/embeddings/a.xlsx", &book), ("word/embeddings/b.xlsx", &book)]);
    refused("a.docx", &both, "would unpack to 107 MB, more than 100 MB");
}

#[test]
fn what_hides_deeper_is_seen_too() {
    let place = "xl/embeddings/a.docx";
    let bad = xlsx(&[(place, &ooxml(DOCX, "", &[("word/a.exe", b"x")]))]);
    let deep = xlsx(&[(place, &ooxml(DOCX, "", &[(PLACE, &xlsx(&[]))]))]);
    let state: Vec<u8> = (0..700_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).collect();
    let large = xlsx(&[(place, &ooxml(DOCX, "", &[("word/a.dat", &state)]))]);

    refused("a.docx", &docx_with(&bad), "a program or script");
    refused("a.docx", &docx_with(&deep), "an archive");
    refused("a.docx", &docx_with(&large), "too large to check");
}
