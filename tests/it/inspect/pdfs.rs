//! PDF documents that do more than show pages, or are more than a PDF.

use super::{refused, samples::*, taken};
use muster::{
    blobs::Watcher,
    evidence::inspect::{Kind, Look, Refusal},
};
use std::io::Cursor;

fn object(text: &str) -> Vec<u8> {
    pdf_with(format!("7 0 obj\n{text}\nendobj\n").as_bytes(), "")
}

#[test]
fn a_pdf_whose_header_is_not_at_the_start_is_refused() {
    refused("a.pdf", &[b"<html><script>1</script></html>", &pdf()[..]].concat(), "a web page (HTML)");
    for before in [&b"JFIF"[..], b"\0", b"\n \xef\xbb\xbf", b"words\n", b"\xff"] {
        refused("a.pdf", &[before, &pdf()].concat(), "the file holds something before its beginning");
    }
    refused("a.pdf", &[&vec![b' '; 1_024][..], &pdf()].concat(), "its content is");
}

#[test]
fn a_page_inside_a_pdf_is_refused() {
    refused("a.pdf", &pdf_with(b"<html><body onload=x>", ""), "web page or script");
    refused("a.pdf", &pdf_with(&pdf_stream("", b"<script>x()</script>"), ""), "web page or script");
}

#[test]
fn a_page_late_in_a_pdf_and_outside_its_streams_is_refused() {
    let stream = pdf_stream("", &vec![b' '; 200_000]);

    refused("a.pdf", &pdf_with(&[&stream[..], b"% <!DOCTYPE html>\n"].concat(), ""), "web page or script");
}

/// Files are read in pieces of 64 kB. Whatever a sign is cut by, it is seen, and an honest one is still honest.
#[test]
fn what_stands_on_the_edge_of_two_pieces_is_seen() {
    let signs: [(&[u8], &str); 3] = [
        (b"7 0 obj\n<</S/JavaScript/JS(1)>>\nendobj\n", "JavaScript"),
        (b"% <!DOCTYPE html>\n", "web page or script"),
        (b"% Rar!\x1a\x07\x01\0\n", "an archive"),
    ];
    for blanks in 65_300..65_560 {
        let before = vec![b' '; blanks];
        for (sign, reason) in signs {
            refused("a.pdf", &pdf_with(&[&before[..], sign].concat(), ""), reason);
        }
        let honest = pdf_stream("", &[&before[..], b" <script> stream /JavaScript "].concat());
        taken("a.pdf", &pdf_with(&honest, ""), Kind::Pdf);
    }
}

/// Uploads pass in pieces of other sizes.
#[test]
fn what_passes_in_pieces_of_any_size_is_seen() {
    let blanks = vec![b' '; 1_100];
    let bad = [object("<</S/JavaScript>>"), pdf_with(b"% <!DOCTYPE html>\n", ""), object("Rar!\x1a\x07")];
    let honest = pdf_with(&pdf_stream("", &[&blanks[..], b" <script> "].concat()), "");
    for size in [1, 2, 63, 64, 65, 300, 65_600] {
        let found = |whole: &[u8]| {
            let file = [whole, &blanks, b"\nstartxref\n9\n%%EOF\n"].concat();
            let mut look = Look::at("a.pdf", &Kind::ALL);
            file.chunks(size).for_each(|piece| look.pass(piece));
            look.end(&mut Cursor::new(file))
        };
        assert!(bad.iter().all(|whole| found(whole).is_err()), "{size}");
        assert_eq!(found(&honest).unwrap(), Kind::Pdf, "{size}");
    }
}

#[test]
fn a_pdf_that_was_not_seen_to_its_end_is_not_taken() {
    let file = pdf();
    for seen in [0, file.len() - 1] {
        let mut look = Look::at("a.pdf", &Kind::ALL);
        look.pass(&file[..seen]);

        let refusal = look.end(&mut Cursor::new(&file)).unwrap_err();

        assert!(matches!(refusal, Refusal::Unreadable(_)), "{refusal}");
    }
}

#[test]
fn data_behind_a_pdf_is_refused() {
    refused("a.pdf", &[&pdf()[..], b"MZ\x90\0"].concat(), "further data after the end");
    refused("a.pdf", &[pdf(), zip(&[("a", b"b")])].concat(), "a ZIP archive");
}

#[test]
fn an_archive_inside_a_pdf_is_refused() {
    refused("a.pdf", &pdf_with(&pdf_stream("", b"Rar!\x1a\x07\x01\0"), ""), "an archive");
}

#[test]
fn a_pdf_without_its_end_or_its_table_is_refused() {
    let whole = pdf();

    refused("a.pdf", &whole[..whole.len() - 8], "it has no end");
    refused("a.pdf", b"%PDF-1.7\n%%EOF\n", "does not say where");
    refused("a.pdf", b"%PDF-1.7\nstartxref\n99999\n%%EOF\n", "does not say where");
    refused("a.pdf", b"%PDF-x\n", "version");
}

#[test]
fn an_encrypted_pdf_is_refused() {
    refused("a.pdf", &pdf_with(b"", "/Encrypt 12 0 R"), "encrypted");
    refused("a.pdf", &pdf_with(b"", "/Encrypt<</Filter/Standard>>"), "encrypted");
    refused("a.pdf", &pdf_with(b"", "/E#6ecrypt %note\n 12 0 R"), "encrypted");
}

#[test]
fn a_pdf_with_javascript_is_refused_however_it_is_written() {
    refused("a.pdf", &object("<</S /JavaScript /JS (app.alert(1))>>"), "JavaScript");
    refused("a.pdf", &object("<</S/Java#53cript/JS 8 0 R>>"), "JavaScript");
    refused("a.pdf", &object("<</S % a note\n %another\n/JavaScript>>"), "JavaScript");
    refused("a.pdf", &object("<</Names <</JavaScript 5 0 R>>>>"), "JavaScript");
    refused("a.pdf", &object("<</JavaScript 12/S/JavaScript>>"), "JavaScript");
}

#[test]
fn an_action_that_says_elsewhere_what_it_is_is_refused() {
    for name in ["/JavaScript", "/Launch", "/J#61vaScript"] {
        let plain = format!("7 0 obj\n<</S 8 0 R/JS(1)>>\nendobj\n8 0 obj\n{name}\nendobj\n");
        let packed = pdf_stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &zlib(name.as_bytes()));
        let action = b"7 0 obj\n<</S 8 0 R/JS(1)>>\nendobj\n";

        refused("a.pdf", &pdf_with(plain.as_bytes(), ""), "unusual way");
        refused("a.pdf", &pdf_with(&[&packed[..], action].concat(), ""), "unusual way");
    }
    refused("a.pdf", &object("<</Subtype 8 0 R>> /FileAttachment"), "unusual way");
}

/// Tax forms ask for the status with buttons called `S`.
#[test]
fn a_pdf_whose_button_is_called_as_an_actions_kind_is_taken() {
    let button = "<</Type/Annot/Subtype/Widget/AP<</N<</S 8 0 R/Off 9 0 R>>>>/AS/Off>>";

    taken("a.pdf", &object(button), Kind::Pdf);
}

#[test]
fn packed_objects_are_found_without_their_type() {
    let hidden = zlib(b"7 0 <</S/JavaScript/JS(1)>>");
    for dictionary in ["/N 1/First 4", "/First 4 /N 1", "/Type 6 0 R/N 1/First +4", "/N 6 0 R/First %x\n 4"] {
        let group = pdf_stream(&format!("{dictionary}/Filter/FlateDecode"), &hidden);

        refused("a.pdf", &pdf_with(&group, ""), "JavaScript");
    }
    let outline = "<</Type/Outlines/First 8 0 R/Last 9 0 R/Count 2>>";
    taken("a.pdf", &object(outline), Kind::Pdf);
}

#[test]
fn javascript_behind_a_word_that_only_looks_like_a_streams_start_is_seen() {
    refused("a.pdf", &object("% >> stream\n<</S/JavaScript/JS(1)>>"), "JavaScript");
}

#[test]
fn javascript_in_packed_objects_is_seen() {
    let hidden = zlib(&[&vec![b' '; 70_000][..], b"<</S/JavaScript/JS(1)>>"].concat());
    let group = pdf_stream("/Type/ObjStm/N 1/First 4/Filter [ /FlateDecode ]", &hidden);

    refused("a.pdf", &pdf_with(&group, ""), "JavaScript");
}

#[test]
fn javascript_in_packed_objects_that_are_broken_behind_it_is_seen() {
    let mut hidden = zlib(&[&b"<</S/JavaScript/JS(1)>> "[..], &[b'x'; 40]].concat());
    let checksum = hidden.len() - 4;
    hidden[checksum..].fill(0);
    let group = pdf_stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &hidden);

    refused("a.pdf", &pdf_with(&group, ""), "JavaScript");
}

#[test]
fn packed_objects_that_cannot_be_looked_into_are_refused() {
    for filter in ["[/ASCIIHexDecode/FlateDecode]", "/LZWDecode", "7 0 R", "/Fl#61teDecode"] {
        let group = pdf_stream(&format!("/Type/ObjStm/N 1/First 4/Filter {filter}"), b"4142");

        refused("a.pdf", &pdf_with(&group, ""), "unusual way");
    }
    let no_packing = pdf_stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", b"no zlib header");
    refused("a.pdf", &pdf_with(&no_packing, ""), "unusual way");
}

#[test]
fn packed_objects_that_unpack_without_end_are_refused() {
    let group = pdf_stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &zlib(&vec![0; 70 << 20]));

    refused("a.pdf", &pdf_with(&group, ""), "unpacks to more");
}

#[test]
fn a_pdf_that_starts_programs_is_refused() {
    refused("a.pdf", &object("<</Type/Action/S/Launch/F(cmd.exe)>>"), "starts programs");
}

#[test]
fn a_pdf_that_carries_files_is_refused() {
    refused("a.pdf", &object("<</Names<</EmbeddedFiles 8 0 R>>>>"), "packed into it");
    refused("a.pdf", &object("<</Type/Filespec/F(a.exe)/EF<</F 9 0 R>>>>"), "packed into it");
    refused("a.pdf", &object("<</Type /EmbeddedFile>>"), "packed into it");
    refused("a.pdf", &object("<</Subtype /FileAttachment>>"), "packed into it");
}

#[test]
fn a_pdf_with_films_or_a_dynamic_form_is_refused() {
    refused("a.pdf", &object("<</Subtype/RichMedia>>"), "active media");
    refused("a.pdf", &object("<</XFA [(template) 5 0 R]>>"), "dynamic form");
}
