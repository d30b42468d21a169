//! Files as people have them, by the programs they use.

use super::{look, samples::*, taken};
use muster::evidence::inspect::{Kind, accepted};

#[test]
fn one_file_of_every_kind_is_taken_under_each_of_its_extensions() {
    for (kind, bytes) in all() {
        for extension in kind.extensions() {
            taken(&format!("Proof.{}", extension.to_uppercase()), &bytes, kind);
        }
    }
}

#[test]
fn only_the_kinds_an_organisation_allows_are_taken() {
    let allowed = [Kind::Pdf];
    let mut file = std::io::Cursor::new(png_of(4, 3, b""));

    let refusal = muster::evidence::inspect::inspect("a.png", &mut file, &allowed).unwrap_err();

    assert_eq!(refusal.to_string(), "Files ending in .png are not accepted. Save it as one of: pdf.");
}

#[test]
fn an_extension_reads_as_its_kind_however_it_is_written() {
    assert_eq!(" .JPEG ".parse(), Ok(Kind::Jpeg));
    assert_eq!("markdown".parse(), Ok(Kind::Md));
    assert!("svg".parse::<Kind>().is_err());
    assert!(accepted(&Kind::ALL).starts_with("pdf, png, jpg, jpeg, gif"));
}

#[test]
fn the_file_is_left_at_its_start() {
    let mut file = std::io::Cursor::new(pdf());

    muster::evidence::inspect::inspect("a.pdf", &mut file, &Kind::ALL).unwrap();

    assert_eq!(file.position(), 0);
}

#[test]
fn a_phones_photo_with_a_second_picture_or_a_film_behind_it_is_taken() {
    let photo = jpeg_of(4, 3, b"phone");

    taken("two.jpg", &[&photo[..], &[0; 7], &photo].concat(), Kind::Jpeg);
    taken("live.jpg", &[&photo[..], b"\0\0\0\x18ftypmp42film"].concat(), Kind::Jpeg);
    taken("maker.jpg", &[&photo[..], b"maker's index SEFT"].concat(), Kind::Jpeg);
}

#[test]
fn a_pdf_that_shows_code_or_speaks_of_actions_is_taken() {
    let words =
        pdf_stream("", &[b"BT (", &[b'x'; 900][..], b"<script>alert(1)</script> /Launch) Tj ET"].concat());
    let title = b"8 0 obj\n<</Title (Sign/Encrypt 3 files, /JavaScript banned)>>\nendobj\n";

    taken("a.pdf", &pdf_with(&[&words[..], title].concat(), ""), Kind::Pdf);
}

#[test]
fn a_pdf_behind_a_mark_or_blanks_is_taken() {
    for before in [&b"\xef\xbb\xbf"[..], b"\r\n", b"\xef\xbb\xbf\n", b" \t\r\n\x0c"] {
        taken("a.pdf", &[before, &pdf()].concat(), Kind::Pdf);
    }
}

/// Who received a message cannot write it anew.
#[test]
fn a_message_in_the_encoding_it_came_in_is_taken() {
    for body in [&b"\x1b$B%F%9%H\x1b(B"[..], b"\x1b$)C\x0e7Q=:\x0f", b"\xcf\xf0\xe8\xe2\xe5\xf2 \x81\x8d\x90"]
    {
        let body = body.repeat(40);
        let subject = [&b"Subject: "[..], &body[..9], b"\r\n"].concat();

        taken("a.eml", &[EML.as_bytes(), &body].concat(), Kind::Eml);
        taken("a.eml", &[&subject, EML.as_bytes(), b"\r\n"].concat(), Kind::Eml);
    }
}

#[test]
fn an_open_document_with_a_picture_that_is_a_pdf_is_taken() {
    for name in ["Pictures/1.pdf", "Object 1/Pictures/1.pdf"] {
        taken("a.odt", &odf(Kind::Odt, "", &[(name, &pdf())]), Kind::Odt);
    }
}

#[test]
fn a_pdf_with_harmless_packed_objects_is_taken() {
    let group = pdf_stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &zlib(b"7 0 <</Type/Font>>"));

    taken("a.pdf", &pdf_with(&group, ""), Kind::Pdf);
}

#[test]
fn text_of_windows_programs_is_taken() {
    let wide: Vec<u8> = "\u{feff}Größe 😀\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide_json: Vec<u8> = "\u{feff}{\"ok\": \"é\"}".encode_utf16().flat_map(u16::to_be_bytes).collect();

    taken("a.txt", &wide, Kind::Txt);
    taken("a.json", &wide_json, Kind::Json);
    taken("a.json", b"\xef\xbb\xbf[1]", Kind::Json);
    taken("a.csv", b"Name;Gr\xf6\xdfe\r\nM\xfcller;5\r\n", Kind::Csv);
}

#[test]
fn a_few_words_in_the_code_page_of_windows_are_text_however_many_letters_are_above_ascii() {
    for words in [
        &b"M\xfcller & S\xf6hne, Caf\xe9"[..],
        b"Gr\xf6\xdfe",
        b"\xdc",
        b"\xd6l\t\xe4\xf6\xfc\r\n\x0c\xc4\xd6\xdc\r\n",
        b"\x80 5\x96\x93\xdc\x94",
    ] {
        taken("a.txt", words, Kind::Txt);
        taken("a.csv", words, Kind::Csv);
        taken("a.log", words, Kind::Log);
        taken("a.md", words, Kind::Md);
    }
}

#[test]
fn an_office_file_with_a_line_end_behind_it_is_taken() {
    taken("a.docx", &[&ooxml(DOCX, "", &[])[..], b"\r\n"].concat(), Kind::Docx);
}

#[test]
fn a_message_with_html_and_a_pdf_is_taken() {
    let parts = "From: a@example.org\nX-Folded: one\n two\nSubject: s\nContent-Type: multipart/mixed;\n boundary=b\n\n\
                 --b\nContent-Type: text/html\n\n<html><script>x</script></html>\n\
                 --b\nContent-Type: application/pdf; name=\"a.pdf\"\nContent-Transfer-Encoding: base64\n\n\
                 JVBERi0xLjQK\n--b--\n";

    taken("a.eml", parts.as_bytes(), Kind::Eml);
}

#[test]
fn an_office_file_made_with_sizes_behind_the_parts_is_taken() {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new_stream(Vec::new());
    let list = types(XLSX, "");
    for (name, text) in
        [("[Content_Types].xml", list.as_str()), ("_rels/.rels", "<r/>"), ("main.xml", "<w/>")]
    {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }

    let bytes = zip.finish().unwrap().into_inner();

    assert_eq!(look("a.xlsx", &bytes).unwrap(), Kind::Xlsx);
}
