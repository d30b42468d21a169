//! Text files: readable text in an encoding that can be told, which is not a page, script or other format.

mod encoding;

use super::{
    Kind, Refusal, content, csv, eml, json,
    probe::{Probe, fill},
    signs,
};
use encoding::{Encoding, Utf16};

/// Takes the text of a file piece by piece; the pieces may break anywhere, even inside a character.
pub trait Reader {
    /// Reads on.
    fn feed(&mut self, text: &[u8]) -> Result<(), Refusal>;
    /// Nothing follows.
    fn finish(&mut self) -> Result<(), Refusal>;
}

/// Checks that the file is text, and that it has the form its name claims.
pub fn check(probe: &mut Probe<'_>) -> Result<(), Refusal> {
    if is_binary(probe) {
        return Err(content::mismatch(probe));
    }
    let encoding = Encoding::of(&probe.head);
    let encoding = check_characters(probe, encoding)?;
    let (start, end) = ends(probe, encoding)?;
    refuse_disguise(probe.kind, &start, &end)?;
    match probe.kind {
        Kind::Json if encoding == Encoding::Windows1252 => Err(Refusal::NotText {
            kind: Kind::Json,
            detail: "characters that are not UTF-8, which JSON asks for",
        }),
        Kind::Json => read_with(probe, encoding, &mut json::Checker::default()),
        Kind::Csv => read_with(probe, encoding, &mut csv::Checker::new(&start)),
        Kind::Eml => read_with(probe, encoding, &mut eml::Checker::default()),
        _ => Ok(()),
    }
}

/// Other formats are named when they are met, so that the answer says more than "not text".
fn is_binary(probe: &Probe<'_>) -> bool {
    const TEXTUAL: [&[u8]; 3] = [b"%PDF-", b"{\\rtf", b"%!PS"];
    let head = &probe.head;
    let has_controls = head.iter().any(|byte| matches!(byte, 0..=0x06 | 0x0e..=0x1a | 0x1c..=0x1f));
    let is_known = || infer::get(head).is_some() || signs::program(head).is_some() || signs::is_archive(head);
    TEXTUAL.iter().any(|sign| head.starts_with(sign))
        || head.starts_with(signs::COMPOUND)
        || (Encoding::of(head).is_single_byte() && has_controls && is_known())
}

/// Reads the whole file once; answers the encoding, which for bytes that are not UTF-8 is only then known.
fn check_characters(probe: &mut Probe<'_>, encoding: Encoding) -> Result<Encoding, Refusal> {
    let kind = probe.kind;
    let not_text = |detail| Refusal::NotText { kind, detail };
    let mut seen = encoding::Seen::default();
    let mut wide = Utf16::new(encoding);
    let mut text = Vec::new();
    let fault = probe.windows(encoding.mark_bytes(), 0, |window, _| match encoding.is_single_byte() {
        true => seen.add(window, kind).err(),
        false => {
            text.clear();
            wide.decode(window, &mut text).and_then(|()| seen.add(&text, kind)).err()
        }
    })?;
    if let Some(detail) = fault.or_else(|| wide.finish().err()) {
        return Err(not_text(detail));
    }
    if seen.is_blank() {
        return Err(Refusal::Empty);
    }
    match encoding {
        Encoding::Utf8 => seen.encoding(kind).map_err(not_text),
        known => Ok(known),
    }
}

/// The first and the last of the text, decoded.
fn ends(probe: &mut Probe<'_>, encoding: Encoding) -> Result<(String, String), Refusal> {
    let start = encoding.text(&probe.head);
    // An even count from the end keeps the two bytes of a UTF-16 character together.
    let tail = probe.tail(512)?;
    Ok((start, encoding.text(&tail)))
}

fn read_with(probe: &mut Probe<'_>, encoding: Encoding, reader: &mut impl Reader) -> Result<(), Refusal> {
    probe.go(encoding.mark_bytes())?;
    let mut wide = Utf16::new(encoding);
    let mut piece = vec![0; 32 * 1024];
    let mut text = Vec::new();
    loop {
        let used = fill(&mut probe.file, &mut piece)?;
        if used == 0 {
            return reader.finish();
        }
        if encoding.is_single_byte() {
            reader.feed(&piece[..used])?;
            continue;
        }
        text.clear();
        wide.decode(&piece[..used], &mut text)
            .map_err(|detail| Refusal::NotText { kind: probe.kind, detail })?;
        reader.feed(&text)?;
    }
}

/// Refuses pages, pictures and scripts that are text themselves.
fn refuse_disguise(kind: Kind, start: &str, end: &str) -> Result<(), Refusal> {
    let start = start.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let begins = |sign: &str| start.get(..sign.len()).is_some_and(|text| text.eq_ignore_ascii_case(sign));
    if begins("#!") {
        return Err(Refusal::Program("a script"));
    }
    if ["<?php", "<?=", "<%"].into_iter().any(begins) {
        return Err(Refusal::Program("a program for a web server"));
    }
    if ["@echo off", "@echo on"].into_iter().any(begins) {
        return Err(Refusal::Program("a batch script"));
    }
    let found = match kind {
        Kind::Md => markdown_page(start),
        _ => content::leading_markup(start).or_else(|| closed_element(start, end).then_some("XML")),
    };
    found.map_or(Ok(()), |found| Err(Refusal::NotWhatItSays { claimed: kind, found: found.to_owned() }))
}

/// Markdown may begin with a comment or a tag such as `<p>`, but not be a whole page.
fn markdown_page(start: &str) -> Option<&'static str> {
    let mut rest = start;
    while let Some((_, after)) = rest.strip_prefix("<!--").and_then(|inside| inside.split_once("-->")) {
        rest = after.trim_start();
    }
    let whole = ["<!doctype", "<html", "<head", "<body", "<script", "<iframe", "<svg", "<?xml", "<style"];
    let begins = |sign: &&str| rest.get(..sign.len()).is_some_and(|text| text.eq_ignore_ascii_case(sign));
    whole.iter().any(begins).then(|| content::leading_markup(rest).unwrap_or("a web page (HTML)"))
}

/// Whether the text is one element from its first tag to its last.
fn closed_element(start: &str, end: &str) -> bool {
    let name: String = start
        .strip_prefix('<')
        .unwrap_or_default()
        .chars()
        .take_while(|c| c.is_alphanumeric() || matches!(c, ':' | '-' | '_' | '.'))
        .collect();
    !name.is_empty() && end.trim_end().ends_with(&format!("</{name}>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_may_begin_with_a_comment_but_not_hide_a_page_behind_it() {
        assert_eq!(markdown_page("<!-- badges --> <p align=center>Title</p>"), None);

        assert!(markdown_page("<!-- a --><!-- b -->\n<script>alert(1)</script>").is_some());
    }
}
