//! Turns the name a browser sent into one that is safe to show, store and offer for download.

use super::limits::{EXTENSION_CHARS_MAX, NAME_CHARS_MAX};
use unicode_normalization::UnicodeNormalization;

/// The name used when nothing of the given one may stay.
const NAMELESS: &str = "file";

/// Names that Windows gives to devices; a file cannot be saved under them, with any extension.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Makes a file name harmless: no path, no control or direction marks, no device name, no leading dot,
/// at most 120 characters with the extension kept, composed (NFC), never empty. Cleaning twice changes
/// nothing.
pub fn clean_name(raw: &str) -> String {
    let last = raw.rsplit(['/', '\\']).find(|part| !blank(part)).unwrap_or_default();
    let composed: String = last.chars().filter(|c| !is_invisible(*c)).map(harmless).nfc().collect();
    let words = composed.split_whitespace().collect::<Vec<_>>().join(" ");
    let kept = cut(words.trim_matches(['.', ' ']));
    match kept.as_str() {
        "" => NAMELESS.to_owned(),
        name if is_device(name) => cut(&format!("_{name}")),
        _ => kept,
    }
}

/// The extension of a cleaned name in lower case, without the dot.
pub(super) fn extension(clean: &str) -> Option<String> {
    let (stem, extension) = clean.rsplit_once('.')?;
    (!stem.is_empty() && !extension.is_empty()).then(|| extension.to_lowercase())
}

fn blank(part: &str) -> bool {
    part.chars().all(|c| c == '.' || c.is_whitespace() || is_invisible(c))
}

/// Controls, zero-width and direction marks, and the tags that can smuggle text past a reader.
fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Characters that file systems refuse in names become an underscore.
fn harmless(c: char) -> char {
    match c {
        '<' | '>' | ':' | '"' | '|' | '?' | '*' => '_',
        // Look-alikes of the path separators and of the dot that a reader takes for the real ones.
        '\u{2044}' | '\u{2215}' | '\u{29f8}' | '\u{ff0f}' | '\u{ff3c}' | '\u{2216}' => '_',
        '\u{2024}' | '\u{ff0e}' => '.',
        _ => c,
    }
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let digit = |text: &str| matches!(text.chars().next(), Some('0'..='9' | '¹' | '²' | '³'));
    DEVICES.contains(&stem.as_str()) || numbered.is_some_and(|rest| rest.chars().count() == 1 && digit(rest))
}

/// Cuts the stem, not the extension: a reader must still see what the file is.
fn cut(name: &str) -> String {
    if name.chars().count() <= NAME_CHARS_MAX {
        return name.to_owned();
    }
    let tail = match name.rsplit_once('.') {
        Some((_, end)) if end.chars().count() <= EXTENSION_CHARS_MAX => format!(".{end}"),
        _ => String::new(),
    };
    let room = NAME_CHARS_MAX - tail.chars().count();
    let stem: String = name[..name.len() - tail.len()].chars().take(room).collect();
    format!("{}{tail}", stem.trim_end_matches(['.', ' ']))
}
