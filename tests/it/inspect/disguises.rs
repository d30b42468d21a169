//! Files that are not what their name says, and pictures with something behind or inside them.

use super::{refused, samples::*};

const SVG: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";

fn windows_program() -> Vec<u8> {
    [b"MZ\x90\0\x03\0\0\0", &[0; 120][..], b"PE\0\0 program"].concat()
}

#[test]
fn an_empty_file_is_refused() {
    refused("a.pdf", b"", "empty");
    refused("a.txt", b" \r\n\t ", "empty");
}

#[test]
fn a_name_without_an_extension_is_refused() {
    refused("README", b"text", "no ending");
}

#[test]
fn extensions_outside_the_list_are_refused_whatever_is_inside() {
    for name in ["a.svg", "a.html", "a.exe", "a.docm", "a.zip", "a.pdf.exe", "a.pdf .hta", "a.xhtml", "a.lnk"]
    {
        refused(name, &pdf(), "not accepted");
    }
}

#[test]
fn a_direction_mark_cannot_fake_an_extension() {
    refused("report\u{202e}fdp.exe", &pdf(), ".exe are not accepted");
}

#[test]
fn a_windows_program_is_refused_under_every_name() {
    for kind in muster::evidence::inspect::Kind::ALL {
        refused(&format!("a.{}", kind.extension()), &windows_program(), "a Windows program");
    }
}

#[test]
fn linux_java_and_macos_programs_are_refused() {
    refused("a.pdf", b"\x7fELF\x02\x01\x01\0", "a Linux program");
    refused("a.txt", b"\x7fELF\x02\x01\x01\0", "a Linux program");
    refused("a.docx", b"\xca\xfe\xba\xbe\0\0\0\x34", "a Java program");
    refused("a.png", b"\xcf\xfa\xed\xfe\x07\0\0\x01", "a macOS program");
}

#[test]
fn an_svg_is_refused_as_picture_and_as_text() {
    for name in ["a.png", "a.jpg", "a.gif", "a.webp", "a.txt", "a.log", "a.md", "a.csv", "a.pdf", "a.docx"] {
        refused(name, SVG, "SVG");
    }
}

#[test]
fn a_picture_under_another_pictures_name_is_refused() {
    refused("a.jpg", &png_of(4, 3, b""), "a PNG picture");
    refused("a.png", &jpeg_of(4, 3, b""), "a JPEG photo");
    refused("a.webp", &gif_of(4, 3), "a GIF picture");
    refused("a.gif", &webp_of(4, 3), "a WebP picture");
}

#[test]
fn a_picture_under_a_documents_name_is_refused() {
    refused("a.pdf", &png_of(4, 3, b""), "a PNG picture");
    refused("a.txt", &png_of(4, 3, b""), "a PNG picture");
    refused("a.docx", &jpeg_of(4, 3, b""), "a JPEG photo");
}

#[test]
fn a_picture_of_a_kind_that_is_not_taken_is_refused_under_another_name() {
    refused("a.png", b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0", "a picture of another format");
}

#[test]
fn an_archive_behind_a_picture_is_refused() {
    let archive = zip(&[("evil.class", b"\xca\xfe\xba\xbe")]);
    for (name, picture) in [
        ("a.gif", gif_of(4, 3)),
        ("a.jpg", jpeg_of(4, 3, b"")),
        ("a.png", png_of(4, 3, b"")),
        ("a.webp", webp_of(4, 3)),
    ] {
        refused(name, &[&picture[..], &archive].concat(), "a ZIP archive");
        refused(name, &[&picture[..], b"Rar!\x1a\x07\0 packed"].concat(), "an archive");
        refused(name, &[&picture[..], b"7z\xbc\xaf\x27\x1c packed"].concat(), "an archive");
    }
}

#[test]
fn an_archive_with_a_note_behind_it_is_refused_too() {
    let archive = zip(&[("a", b"b")]);

    refused("a.gif", &[&gif_of(4, 3)[..], &archive, b"trailing words"].concat(), "a ZIP archive");
}

#[test]
fn a_page_or_server_program_behind_a_picture_is_refused() {
    refused(
        "a.jpg",
        &[&jpeg_of(4, 3, b"")[..], b"<?php system($_GET[0]); ?>"].concat(),
        "web page or script",
    );
    refused("a.gif", &[&gif_of(4, 3)[..], b"<HTML><body>"].concat(), "web page or script");
    refused("a.png", &[&png_of(4, 3, b"")[..], b"<script>x</script>"].concat(), "web page or script");
}

#[test]
fn a_page_or_server_program_in_a_pictures_notes_is_refused() {
    let note = png_chunk(b"tEXt", b"Comment\0<script src=//example.org></script>");

    refused("a.png", &png_of(4, 3, &note), "web page or script");
    refused("a.jpg", &jpeg_of(4, 3, b"<?php phpinfo(); ?>"), "web page or script");
}

#[test]
fn markup_on_the_edge_of_two_readings_is_still_seen() {
    for before in 65_480..65_540 {
        let mut picture =
            png_of(4, 3, &png_chunk(b"tEXt", &[&vec![b'x'; before][..], b"<script >"].concat()));
        picture.extend_from_slice(&[0; 10]);

        refused("a.png", &picture, "web page or script");
    }
}

#[test]
fn a_pdf_inside_a_pictures_beginning_is_refused() {
    refused("a.jpg", &jpeg_of(4, 3, b"%PDF-1.4 1 0 obj"), "a PDF document");
}

#[test]
fn a_program_behind_a_picture_is_refused() {
    for (name, picture) in
        [("a.png", png_of(4, 3, b"")), ("a.jpg", jpeg_of(4, 3, b"")), ("a.gif", gif_of(4, 3))]
    {
        refused(name, &[picture, windows_program()].concat(), "further data after the end");
    }
}

#[test]
fn a_gif_header_before_a_script_is_refused() {
    refused("a.gif", b"GIF89a/*<script>*/=1;alert(1)", "web page or script");
    refused("a.gif", b"GIF89a=\0\x01\0;\0\0alert(1);", "one of its parts is not where it should be");
}

#[test]
fn pictures_of_too_many_pixels_are_refused_by_their_header() {
    refused("a.png", &png_of(50_001, 1, b""), "50001 by 1 pixels");
    refused("a.png", &png_of(50_000, 50_000, b""), "50000 by 50000 pixels");
    refused("a.jpg", &jpeg_of(65_000, 2, b""), "65000 by 2 pixels");
    refused("a.gif", &gif_of(40_000, 40_000), "40000 by 40000 pixels");
    refused("a.webp", &webp_of(16_000, 16_000), "16000 by 16000 pixels");
}

#[test]
fn a_picture_that_is_cut_off_is_refused() {
    for (kind, bytes) in all().into_iter().skip(1).take(4) {
        let name = format!("a.{}", kind.extension());

        refused(&name, &bytes[..bytes.len() - 3], "does not read as");
    }
}
