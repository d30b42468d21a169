//! Office documents that hide, run or overwhelm.

use super::{refused, samples::*, taken};
use muster::evidence::inspect::Kind;
use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

const LISTED: &[u8] = b"PK\x01\x02";
const PART: &[u8] = b"PK\x03\x04";

fn docx(parts: &[(&str, &[u8])]) -> Vec<u8> {
    ooxml(DOCX, "", parts)
}

fn docx_patched(sign: &[u8], nth: usize, offset: usize, with: &[u8]) -> Vec<u8> {
    let mut bytes = docx(&[("docProps/core.xml", b"<core>with words</core>")]);
    patch(&mut bytes, sign, nth, offset, with);
    bytes
}

#[test]
fn an_office_document_under_another_ones_name_is_refused() {
    refused("a.xlsx", &docx(&[]), "a Word document");
    refused("a.docx", &ooxml(PPTX, "", &[]), "a PowerPoint presentation");
    refused("a.docx", &odf(Kind::Odt, "", &[]), "OpenDocument");
    refused("a.odt", &docx(&[]), "an Office document");
    refused("a.ods", &odf(Kind::Odt, "", &[]), "another kind of OpenDocument");
}

#[test]
fn an_archive_or_java_program_is_no_document() {
    refused("a.docx", &zip(&[("notes.txt", b"hello")]), "a ZIP archive");
    refused(
        "a.xlsx",
        &zip(&[("META-INF/MANIFEST.MF", b"Main-Class: A"), ("A.class", b"x")]),
        "a Java program",
    );
    refused("a.odt", &zip(&[("notes.txt", b"hello")]), "a ZIP archive");
    refused("a.pdf", &zip(&[("notes.txt", b"hello")]), "a ZIP archive");
    refused("a.docx", b"Rar!\x1a\x07\x01\0", "an archive");
}

#[test]
fn macros_in_a_renamed_document_are_refused() {
    let main = "<Override PartName=\"/m.xml\" \
                ContentType=\"application/vnd.ms-word.document.macroEnabled.main+xml\"/>";
    let sheet = "<Override PartName=\"/m.xml\" ContentType=\"application/vnd.ms-excel.macrosheet+xml\"/>";
    let control = "<Default Extension=\"bin\" ContentType=\"application/vnd.ms-office.activeX\"/>";

    refused("a.docx", &ooxml(DOCX, main, &[]), "macros");
    refused("a.docx", &docx(&[("word/vbaProject.bin", b"x")]), "macros");
    refused("a.xlsx", &ooxml(XLSX, sheet, &[]), "macros");
    refused("a.xlsx", &ooxml(XLSX, "", &[("xl/macrosheets/sheet1.xml", b"<x/>")]), "macros");
    refused("a.xlsx", &ooxml(XLSX, control, &[]), "macros");
    refused("a.odt", &odf(Kind::Odt, "", &[("Basic/Standard/Module1.xml", b"x")]), "macros");
    refused("a.ods", &odf(Kind::Ods, "", &[("Scripts/python/a.txt", b"x")]), "macros");
}

#[test]
fn macros_of_an_open_document_are_refused_whatever_they_are_called_and_wherever_they_are() {
    for name in [
        "Basic/Standard/script-lEvil.xml",
        "Basic/Standard/script-lc.xml",
        "Basic/Standard/dialog-lb.xml",
        "Object 1/Basic/Standard/Module1.xml",
        "basic/Standard/Module1.xml",
        "Object 1/Scripts/python/a.txt",
    ] {
        refused("a.odt", &odf(Kind::Odt, "", &[(name, b"x")]), "macros");
    }
    let lists = ["Basic/script-lc.xml", "Basic/Standard/script-lb.xml", "Object 1/Dialogs/dialog-lc.xml"];
    taken("a.odt", &odf(Kind::Odt, "", &lists.map(|name| (name, &b"<x/>"[..]))), Kind::Odt);
}

#[test]
fn definitions_in_the_list_of_types_are_refused() {
    let list =
        types(DOCX, "").replace("<Types", "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><Types");

    refused("a.docx", &zip(&[("[Content_Types].xml", list.as_bytes()), ("main.xml", b"")]), "DOCTYPE");
}

#[test]
fn a_document_with_a_password_is_refused() {
    refused("a.docx", &compound(&[("EncryptionInfo", b"x"), ("EncryptedPackage", b"y")]), "password");
    refused("a.docx", &docx_patched(LISTED, 1, 8, &[1]), "password");
    refused("a.odt", &odf(Kind::Odt, "<manifest:encryption-data/>", &[]), "password");
    refused("a.doc", &compound(&[("WordDocument", &word(0x0100))]), "password");
    refused("a.xls", &compound(&[("Workbook", &workbook(&[(0x2f, b"key")]))]), "password");
    let user = [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xdf, 0xc4, 0xd1, 0xf3][..], &[0; 30]].concat();
    refused("a.ppt", &compound(&[("PowerPoint Document", b"x"), ("Current User", &user)]), "password");
}

#[test]
fn a_document_that_unpacks_to_far_more_than_its_size_is_refused() {
    let zeros = vec![0; 101 << 20];

    refused("a.docx", &docx(&[("word/big.xml", &zeros)]), "would unpack to 101 MB");
    refused("a.odt", &odf(Kind::Odt, "", &[("big.xml", &zeros[..20 << 20])]), "200 times its size");
}

#[test]
fn a_document_of_too_many_parts_is_refused() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..70_000 {
        zip.start_file(number.to_string(), SimpleFileOptions::default()).unwrap();
    }

    refused("a.xlsx", &zip.finish().unwrap().into_inner(), "holds 70000 parts");
}

#[test]
fn parts_that_overlap_are_refused() {
    refused("a.docx", &docx_patched(LISTED, 2, 42, &[0, 0, 0, 0]), "overlap");
}

#[test]
fn a_part_that_is_larger_than_listed_is_refused() {
    refused("a.docx", &docx_patched(LISTED, 0, 24, &[9, 0, 0, 0]), "not what its list of parts says");
    refused("a.docx", &docx_patched(LISTED, 0, 20, &[0, 0, 0, 9]), "overlap");
}

/// Office programs look at no list: they unpack what is there.
#[test]
fn a_part_that_unpacks_to_more_than_is_listed_is_refused_wherever_it_stands() {
    let zeros = vec![0; 30 << 20];
    for name in ["word/document.xml", "word/media/image1.png", "word/folder/"] {
        let part = [(name, &zeros[..])];
        for (file, mut bytes) in [("a.docx", docx(&part)), ("a.odt", odf(Kind::Odt, "", &part))] {
            patch(&mut bytes, LISTED, 3, 24, &172_u32.to_le_bytes());
            patch(&mut bytes, PART, 3, 22, &172_u32.to_le_bytes());

            refused(file, &bytes, "not what its list of parts says");
        }
    }
}

#[test]
fn a_part_with_another_checksum_than_is_listed_is_refused() {
    refused("a.docx", &docx_patched(LISTED, 3, 16, &[1, 2, 3, 4]), "not what its list of parts says");
    refused("a.docx", &docx_patched(LISTED, 3, 24, &[99]), "not what its list of parts says");
}

/// What hides in an object is found wherever in it it stands.
#[test]
fn what_stands_on_the_edge_of_two_windows_of_an_object_is_seen() {
    let name: Vec<u8> = "\u{1}Ole10Native".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for before in (65_400..65_560).step_by(7) {
        let begin = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
        let object = [&begin[..], &vec![b'x'; before], &name, &[b'x'; 70_000]].concat();

        refused("a.docx", &docx(&[("word/embeddings/oleObject1.bin", &object)]), "an embedded object");
    }
}

#[test]
fn a_part_that_is_listed_under_another_name_is_refused() {
    refused("a.docx", &docx_patched(PART, 3, 30, b"x"), "do not agree");
}

#[test]
fn a_part_that_is_packed_in_an_unknown_way_is_refused() {
    refused("a.docx", &docx_patched(LISTED, 1, 10, &[14, 0]), "do not use");
}

#[test]
fn data_before_between_or_behind_the_parts_is_refused() {
    let whole = docx(&[]);

    refused("a.docx", &[b"PK\x03\x04 and a page: <html>", &whole[..]].concat(), "further data");
    refused("a.docx", &[b"<html><script>", &whole[..]].concat(), "a web page");
    refused("a.docx", &[&whole[..], b"<?php exit; ?>"].concat(), "further data after its end");
    let mut noted = docx(&[]);
    let note = noted.len() - 2;
    noted[note] = 7;
    refused("a.docx", &[&noted[..], b"MZ hide"].concat(), "further data after its end");
}

#[test]
fn unsafe_names_of_parts_are_refused() {
    for name in ["../../etc/cron.d/x", "/etc/passwd", "word\\..\\..\\x.xml", "C:/x.xml"] {
        refused("a.docx", &docx(&[(name, b"x")]), "leads out of the file");
    }
}

#[test]
fn a_link_in_a_document_is_refused() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("word/media", "/etc/passwd", SimpleFileOptions::default()).unwrap();

    refused("a.docx", &zip.finish().unwrap().into_inner(), "a link to another file");
}

#[test]
fn two_parts_of_one_name_are_refused() {
    refused("a.docx", &docx(&[("Main.xml", b"<other/>")]), "two parts of the same name");
}

#[test]
fn a_document_of_two_formats_is_refused() {
    let list = types(DOCX, "");

    refused("a.docx", &docx(&[("mimetype", b"application/epub+zip")]), "another format");
    refused("a.odt", &odf(Kind::Odt, "", &[("[Content_Types].xml", list.as_bytes())]), "another format");
}

#[test]
fn archives_programs_and_files_packed_into_a_document_are_refused() {
    let object = compound(&[("\u{1}Ole10Native", b"C:\\a.exe")]);
    let coded = compound(&[("VBA/dir", b"x"), ("_VBA_PROJECT", b"x")]);

    refused("a.docx", &docx(&[("word/media/image1.png", &zip(&[("a", b"b")]))]), "an archive");
    refused("a.docx", &docx(&[("word/embeddings/a.xlsx.bin", b"Rar!\x1a\x07\0")]), "an archive");
    refused("a.pptx", &ooxml(PPTX, "", &[("ppt/media/a.png", b"\x7fELF\x02\x01")]), "a program");
    refused("a.odt", &odf(Kind::Odt, "", &[("Pictures/setup.exe", b"x")]), "a program");
    refused("a.docx", &docx(&[("word/embeddings/a.xlsm", b"x")]), "a program");
    refused("a.docx", &docx(&[("word/embeddings/a.bin", &pdf())]), "a PDF document");
    refused("a.docx", &docx(&[("Pictures/a.pdf", &pdf())]), "a PDF document");
    refused("a.odt", &odf(Kind::Odt, "", &[("ObjectReplacements/a.pdf", &pdf())]), "a PDF document");
    refused("a.docx", &docx(&[("word/embeddings/oleObject1.bin", &object)]), "an embedded object");
    refused("a.docx", &docx(&[("word/embeddings/oleObject1.bin", &coded)]), "macros");
    let locked = compound(&[("EncryptionInfo", b"x"), ("EncryptedPackage", b"x")]);
    refused("a.xlsx", &ooxml(XLSX, "", &[("xl/embeddings/a.xlsx", &locked)]), "an encrypted document");
    refused("a.odt", &odf(Kind::Odt, "", &[("Object 1", &locked)]), "an encrypted document");
}

#[test]
fn old_office_documents_under_a_wrong_name_are_refused() {
    let xls = compound(&[("Workbook", &workbook(&[SHEET]))]);

    refused("a.doc", &xls, "an Excel 97 workbook");
    refused("a.xlsx", &xls, "before 2007");
    refused("a.txt", &xls, "before 2007");
    refused("a.doc", b"{\\rtf1 text}", "its content is");
    refused("a.xls", &compound(&[("\u{4840}\u{3f7f}", b"installer")]), "an installer");
    refused("a.doc", &compound(&[("__properties_version1.0", b"mail")]), "an Outlook message");
}

#[test]
fn macros_in_old_office_documents_are_refused() {
    let text = word(0);
    let record = b"\x1f\0\xff\x03\x14\0\0\0\x02\0\0\x04\x0c\0\0\0\x01\0\0\0\x01\0\0\0\x02\0\0\0";

    refused("a.doc", &compound(&[("WordDocument", &text), ("Macros/VBA/dir", b"x")]), "macros");
    refused("a.xls", &compound(&[("Workbook", &workbook(&[])), ("_VBA_PROJECT_CUR/VBA/dir", b"")]), "macros");
    refused("a.xls", &compound(&[("Workbook", &workbook(&[(0x85, b"\0\0\0\0\0\x01\x01\0M")]))]), "macros");
    refused("a.xls", &compound(&[("Book", &workbook(&[(0xd3, b"")]))]), "macros");
    refused("a.ppt", &compound(&[("PowerPoint Document", record)]), "macros");
}

#[test]
fn old_office_documents_with_something_besides_are_refused() {
    let doc = compound(&[("WordDocument", &word(0))]);
    let both = compound(&[("WordDocument", &word(0)), ("Workbook", &workbook(&[]))]);
    let packed = compound(&[("WordDocument", &word(0)), ("ObjectPool/_1/\u{1}Ole10Native", b"x")]);

    refused("a.doc", &[doc, zip(&[("a", b"b")])].concat(), "a ZIP archive");
    refused("a.doc", &both, "an office document of another kind");
    refused("a.doc", &packed, "an embedded object");
    let locked = compound(&[("WordDocument", &word(0)), ("ObjectPool/_1/EncryptedPackage", b"x")]);
    refused("a.doc", &locked, "an encrypted document");
}

#[test]
fn a_broken_old_office_document_is_refused() {
    let doc = compound(&[("WordDocument", b"not what Word writes")]);

    refused("a.doc", &doc, "does not start as it should");
    refused("a.doc", &doc[..700], "directory is broken");
}

#[test]
fn a_broken_document_is_refused() {
    let whole = docx(&[]);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("[Content_Types].xml", SimpleFileOptions::default()).unwrap();
    zip.write_all(types(DOCX, "").as_bytes()).unwrap();

    refused("a.docx", &whole[..whole.len() - 30], "list of parts is missing");
    refused("a.docx", &zip.finish().unwrap().into_inner(), "another kind of office file");
}
