//! Says in words what the content of a wrongly named file is.

use super::{Kind, Refusal, probe::Probe, signs};
use infer::MatcherType;

/// The refusal of a file whose first bytes are not those of the kind it claims.
pub fn mismatch(probe: &Probe<'_>) -> Refusal {
    match signs::program(&probe.head) {
        Some(program) => Refusal::Program(program),
        None => Refusal::NotWhatItSays { claimed: probe.kind, found: describe(&probe.head) },
    }
}

/// The media type that `infer` reads from the first bytes.
pub fn inferred(head: &[u8]) -> Option<&'static str> {
    // Its matchers for old office files open the whole container, which a head alone is not.
    if head.starts_with(signs::COMPOUND) { None } else { infer::get(head).map(|found| found.mime_type()) }
}

fn describe(head: &[u8]) -> String {
    if head.starts_with(signs::COMPOUND) {
        return "an Office file of the format before 2007".to_owned();
    }
    if let Some(markup) = leading_markup(&String::from_utf8_lossy(head)) {
        return markup.to_owned();
    }
    let found = infer::get(head);
    let media_type = found.map(|found| found.mime_type());
    if let Some(kind) = Kind::ALL.into_iter().find(|kind| media_type == Some(kind.media_type())) {
        return kind.with_article();
    }
    match found.map(|found| found.matcher_type()) {
        Some(MatcherType::Image) => "a picture of another format",
        Some(MatcherType::Video) => "a video",
        Some(MatcherType::Audio) => "a sound recording",
        Some(MatcherType::Archive) if head.starts_with(signs::ZIP) => "a ZIP archive",
        Some(MatcherType::Archive) => "an archive",
        Some(MatcherType::App) => "a program",
        _ if std::str::from_utf8(head).is_ok_and(|text| !text.contains('\0')) => "plain text",
        _ => "something else",
    }
    .to_owned()
}

const SVG: &str = "an SVG picture, which can hold scripts";
const WEB_PAGE: &str = "a web page (HTML)";

/// Names the markup that `text` starts with, as browsers decide it: the first tag after blanks.
pub fn leading_markup(text: &str) -> Option<&'static str> {
    const PAGE: [&str; 16] = [
        "head", "script", "iframe", "h1", "div", "font", "table", "a", "style", "title", "b", "body", "br",
        "p", "img", "form",
    ];
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let tag = start.strip_prefix('<')?;
    let is = |name: &str| is_tag(tag, name);
    if let Some(known) = document(tag) {
        Some(known)
    } else if is("?xml") || is("?xml-stylesheet") {
        // A page and a picture may say first that they are written in XML.
        Some(behind_instructions(tag).and_then(document).unwrap_or("XML"))
    } else if is("!doctype") || is("!entity") {
        Some("XML")
    } else if tag.starts_with("!--") || PAGE.into_iter().any(is) {
        Some(WEB_PAGE)
    } else {
        None
    }
}

/// The document that `tag` begins, if it is one for a browser: by its root or by the type that names its root.
fn document(tag: &str) -> Option<&'static str> {
    const TYPE: &str = "!doctype";
    let root = if is_tag(tag, TYPE) { tag[TYPE.len()..].trim_start() } else { tag };
    [("html", WEB_PAGE), ("svg", SVG)]
        .into_iter()
        .find(|(name, _)| is_tag(root, name))
        .map(|(_, found)| found)
}

/// The first tag behind the instructions and comments with which XML begins.
fn behind_instructions(tag: &str) -> Option<&str> {
    let (_, mut rest) = tag.split_once("?>")?;
    loop {
        let next = rest.trim_start().strip_prefix('<')?;
        (_, rest) = if next.starts_with('?') {
            next.split_once("?>")?
        } else if next.starts_with("!--") {
            next.split_once("-->")?
        } else {
            return Some(next);
        };
    }
}

fn is_tag(tag: &str, name: &str) -> bool {
    let is_end = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n', '\u{c}', '>', '/']);
    tag.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) && is_end(&tag[name.len()..])
}
