//! Text files that are pages, scripts, broken, or no text at all.

use super::{look, refused, samples::*, taken};
use muster::evidence::inspect::Kind;
use proptest::prelude::*;

#[test]
fn a_page_or_xml_under_a_text_name_is_refused() {
    for name in ["a.txt", "a.csv", "a.log", "a.json", "a.eml"] {
        refused(name, b"\n  <!DOCTYPE html><html></html>", "content is a web page (HTML)");
        refused(name, b"<!doctype\nHTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">\n<p>1", "a web page (HTML)");
        refused(name, b"<?xml version='1.0'?>\n<!-- x -->\n<!DOCTYPE html>\n<html/>", "a web page (HTML)");
        refused(name, b"<?xml version='1.0'?><?x y?><svg/>", "an SVG picture");
        refused(name, b"<?xml version='1.0'?><!-- x --><html5report/>", "content is XML");
        refused(name, b"<!DOCTYPE report><report/>", "content is XML");
        refused(name, b"<HTML><body>", "a web page (HTML)");
        refused(name, b"\xef\xbb\xbf<?xml version='1.0'?><nmaprun/>", "XML");
        refused(name, b"<!-- x --><script>1</script>", "a web page (HTML)");
        refused(name, b"<report>\n<a>1</a>\n</report>\n", "XML");
    }
}

#[test]
fn a_page_in_utf_16_is_refused() {
    let page: Vec<u8> =
        "\u{feff}<html><script>1</script>".encode_utf16().flat_map(u16::to_le_bytes).collect();

    refused("a.txt", &page, "a web page (HTML)");
}

#[test]
fn markdown_that_is_a_whole_page_is_refused() {
    refused("a.md", b"<!-- title -->\n<html><body>", "a web page (HTML)");
    refused("a.md", b"<script>alert(1)</script>", "a web page (HTML)");
}

#[test]
fn scripts_under_a_text_name_are_refused() {
    refused("a.txt", b"#!/bin/sh\nrm -rf /\n", "a script");
    refused("a.md", b"#! /usr/bin/env python3\n", "a script");
    refused("a.log", b"@ECHO OFF\r\ndel *\r\n", "a batch script");
    refused("a.csv", b"<?php exit;", "a program for a web server");
}

#[test]
fn other_formats_that_are_text_themselves_are_refused() {
    refused("a.txt", &pdf(), "a PDF document");
    refused("a.txt", b"{\\rtf1 hello}", "content is");
    refused("a.log", b"%!PS-Adobe-3.0", "content is");
}

#[test]
fn binary_under_a_text_name_is_refused() {
    refused("a.txt", b"hello\0world", "zero bytes");
    refused("a.csv", b"a,b\n\x01\x02", "control characters");
    refused("a.csv", b"a,\x1b[31mb", "control characters");
    refused("a.txt", &zip(&[("a", b"b")]), "a ZIP archive");
    refused("a.md", &ooxml(DOCX, "", &[]), "content is");
}

#[test]
fn text_that_happens_to_begin_like_another_format_is_taken() {
    for text in
        ["BMW fleet list\n", "MZ zone\n", "BZh notes\n", "GIF8 is a format\n", "ID3 tags\n", "II* v\n"]
    {
        taken("a.txt", text.as_bytes(), Kind::Txt);
    }
}

#[test]
fn text_in_an_encoding_that_cannot_be_told_is_refused() {
    for control in ["\x1b[0m", "\x07", "\x08", "\x0b", "\x1a", "\x7f"] {
        let text = [b"Gr\xf6\xdfe \xfc\xf6\xe4\xd6\xdc".as_slice(), control.as_bytes()].concat();
        refused("a.txt", &text, "cannot be told");
    }
    refused("a.csv", b"Gr\xf6\xdfe\0", "zero bytes");
    refused("a.log", b"Gr\xf6\xdfe\x02", "control characters");
    refused("a.txt", b"a long enough text with one odd byte \x81 in it", "cannot be told");
    refused("a.txt", b"\xff\xfeh\0i\0\x00\xd8", "UTF-16");
    refused("a.txt", b"\xff\xfeh\0i\0x", "UTF-16");
    refused("a.txt", b"\xff\xfeh\0\0\0i\0", "zero bytes");
    refused("a.json", b"[\"caf\xe9 au lait, please and thanks\"]", "UTF-8");
}

#[test]
fn a_mistake_in_json_is_told_with_its_line() {
    refused("a.json", b"{\n\"a\": 1,\n}", "line 3: the name of a field");
    refused("a.json", b"[1, 2", "before it is complete");
    refused("a.json", b"{\"a\": 1}\n{\"a\": 2}\n", "line 2: more follows");
    refused("a.json", b"plain words", "line 1");
    refused("a.json", b"[1}", "not opened");
}

#[test]
fn json_nested_without_end_is_refused() {
    let deep = |depth: usize| [vec![b'['; depth], vec![b']'; depth]].concat();

    assert!(look("a.json", &deep(128)).is_ok());
    refused("a.json", &deep(129), "too deeply");
    refused("a.json", &deep(1_000_000), "too deeply");
}

#[test]
fn a_table_whose_quotes_never_end_is_refused() {
    refused("a.csv", b"user,role\n\"Ann,admin\nBo,user\n", "never ends");
}

#[test]
fn a_message_without_a_header_is_refused() {
    refused("a.eml", b"Hello Ann,\nall done.\n", "not of the form");
    refused("a.eml", b" folded: first\nFrom: a@example.org\n\nx", "does not start with");
    refused("a.eml", b"X-Mailer: x\nTo: a@example.org\n\nHello", "who sent it");
    refused("a.eml", b"From: a@example.org\n\nHello", "who sent it");
}

fn with(header: &str, body: &str) -> String {
    format!(
        "From: a@example.org\nSubject: s\nContent-Type: multipart/mixed\n\n--b\n{header}\n\n{body}\n--b--\n"
    )
}

#[test]
fn a_program_in_a_message_is_seen_however_its_lines_are_split_and_padded() {
    let header = "Content-Type: image/png\nContent-Transfer-Encoding:\n base64";
    let packed = "TVqQAAMAAAAEAAAA//8AALgAAAA=";
    let short: Vec<&str> = packed.as_bytes().chunks(4).map(|four| str::from_utf8(four).unwrap()).collect();
    for body in [packed.to_owned(), short.join("\r\n"), short.join("\n\n"), format!(" {packed}")] {
        refused("a.eml", with(header, &body).as_bytes(), "a Windows program");

        let single = format!("From: a@example.org\nSubject: s\n{header}\n\n{body}");
        refused("a.eml", single.as_bytes(), "a Windows program");
    }
    let harmless = "UGxhaW4gd29yZHMu\n\n\n".repeat(90) + packed;
    taken("a.eml", with(header, &harmless).as_bytes(), Kind::Eml);
}

#[test]
fn a_program_in_a_message_is_seen_by_number_and_between_begin_and_end() {
    let quoted = "Content-Type: image/png\nContent-Transfer-Encoding: quoted-printable";
    refused("a.eml", with(quoted, "MZ=90=00=03=00").as_bytes(), "a Windows program");
    refused("a.eml", with(quoted, "=4DZ=\r\n=\r\n=90=00=\r\n=03").as_bytes(), "a Windows program");
    refused("a.eml", with(quoted, "#=21/bin/sh\nrm -r =24HOME").as_bytes(), "a script");
    taken("a.eml", with(quoted, "The door=E2=80=99s lock is MZ=90=00.").as_bytes(), Kind::Eml);

    for two in ["quoted-printable (not base64)", "base64\nContent-Transfer-Encoding-X: quoted-printable"] {
        let header = format!("Content-Transfer-Encoding: {two}");
        refused("a.eml", with(&header, "MZ=90=00=03=00\n\n").as_bytes(), "a Windows program");
        refused("a.eml", with(&header, "TVqQAAMAAAA").as_bytes(), "a Windows program");
    }
    refused("a.eml", with(quoted, "\x7fELF=02=01=01").as_bytes(), "a Linux program");
    let inner = "From: b@example.org\nContent-Type: x/y; name=a.exe\n\nx";
    let packed = "Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable";
    refused("a.eml", with(packed, inner).as_bytes(), "a program, script or document");

    let plain = "Content-Type: text/plain";
    let file = |name: &str, line: &str| format!("Here it is.\n\nbegin 644 {name}\r\n{line}\n`\nend\n");
    refused("a.eml", with(plain, &file("a.png", "$35J0``,``")).as_bytes(), "a Windows program");
    refused("a.eml", with(plain, &file("a b.exe", "#0V%T")).as_bytes(), "a program, script or document");
    let described = format!("{quoted}\nContent-Description: message/rfc822");
    refused("a.eml", with(&described, "MZ=90=00=03").as_bytes(), "a Windows program");
    let base64 = "Content-Transfer-Encoding: base64";
    refused("a.eml", with(base64, "TV\n--qQ\n--AAMA\n\nAAAE").as_bytes(), "a Windows program");
    let split = "begin 644 a\n\"35H\nbegin 644 b\n$35J0``,``\n";
    refused("a.eml", with(plain, split).as_bytes(), "a Windows program");
    refused("a.eml", with(plain, &"begin 644 a\n".repeat(20)).as_bytes(), "none ends");
    let second = file("a.txt", "#0V%T") + "---\n" + &file("b.exe", "#0V%T");
    refused("a.eml", with(plain, &second).as_bytes(), "a program, script or document");
    let second = format!("begin 644 a\n{}", file("b", "$35J0``,``"));
    refused("a.eml", with(quoted, &second).as_bytes(), "a Windows program");
    taken("a.eml", with(plain, &file("a.txt", "#0V%T")).as_bytes(), Kind::Eml);
    let words = "begin with a.exe\nbegin 2 x.exe\nbegin 999 x.exe\nbegin \nbegin 644\nbegin 0644";
    taken("a.eml", with(plain, words).as_bytes(), Kind::Eml);
}

#[test]
fn a_program_in_a_message_is_seen_however_its_name_is_written() {
    for name in [
        "name=\"=?utf-8?B?\r\n ZXZpbC5leGU=?=\"",
        "name=\"=?utf-8?B?ZXZpbC5leGU=?=\"",
        "name=\"=?utf-8?Q?evil=2Eexe?=\"",
        "filename*0=\"evil.e\";\r\n filename*1=\"xe\"",
        "filename*0*=utf-8''evil%2E;\r\n filename*1*=exe",
        "filename=\r\n\tevil.exe",
    ] {
        let header = format!("Content-Disposition: attachment;\r\n {name}");

        refused("a.eml", with(&header, "x").as_bytes(), "a program, script or document with macros");
    }
}

#[test]
fn a_program_in_a_message_that_another_brings_is_seen() {
    let inner = "From: b@example.org\nContent-Disposition: attachment; filename=a.exe\n\nx";

    refused("a.eml", with("Content-Type: message/rfc822", inner).as_bytes(), "a program, script or document");
}

#[test]
fn a_field_about_content_without_end_is_refused() {
    let header = format!("Content-Type: x/y;{}\n name=a.exe", "\n x=y;".repeat(60_000));

    refused("a.eml", with(&header, "x").as_bytes(), "far too long");
}

#[test]
fn a_message_with_a_program_or_macros_is_refused() {
    let named = "Content-Disposition: attachment;\n filename=\"invoice.pdf.EXE\"";
    let coded = "Content-Type: text/plain; name*0*=utf-8''plan.docm; x=y";
    let packed = "Content-Type: image/png\nContent-Transfer-Encoding: BASE64";

    refused("a.eml", with(named, "x").as_bytes(), "a program, script or document with macros");
    refused("a.eml", with(coded, "x").as_bytes(), "a program, script or document with macros");
    refused("a.eml", with(packed, "\nTVqQAAMAAAAEAAAA//8AALgAAAA").as_bytes(), "a Windows program");
}

#[test]
fn an_encrypted_message_is_refused() {
    let smime = "From: a@example.org\nSubject: s\nContent-Type: application/pkcs7-mime;\n \
                 smime-type=enveloped-data\n\nMI";

    refused("a.eml", smime.as_bytes(), "encrypted");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    /// What is taken as JSON is what another reader of JSON takes.
    #[test]
    fn json_is_judged_as_another_reader_judges_it(text in "[\\[\\]{},: \"a-cu0-9+.eE\\\\truefalsn-]{1,14}") {
        let other = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();

        prop_assert_eq!(look("a.json", text.as_bytes()).is_ok(), other);
    }
}
