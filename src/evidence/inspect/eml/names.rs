//! The names of attachments, as a field of a header may write them: plain, in words of another encoding (RFC 2047),
//! with signs written as numbers, or in pieces (RFC 2231).

use super::{
    super::signs,
    packed::{Packed, Packing, by_number},
};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// Whether a file of a name in this unfolded field would be run or would bring macros.
pub fn has_runnable(field: &str) -> bool {
    is_any_runnable(field) || (field.contains("=?") && is_any_runnable(&decode_words(field)))
}

/// Judges every value of `name` or `filename`, and the whole that pieces make.
fn is_any_runnable(field: &str) -> bool {
    let is_runnable = |value| signs::is_runnable_name(&plain(value));
    let lower = field.to_ascii_lowercase();
    let starts = lower.match_indices("name").filter_map(|(at, word)| Start::at(field, at, at + word.len()));
    let starts: Vec<Start> = starts.collect();
    let mut pieces = Vec::new();
    for (start, next) in starts.iter().zip(starts.iter().skip(1).map(|next| next.at).chain([field.len()])) {
        let value = value(&field[start.value..], next - start.value);
        if let Some(number) = start.number {
            pieces.push((number, value));
        }
        // Without quotes a name ends at a blank for some programs and goes on for others.
        if is_runnable(value) || value.split_once(' ').is_some_and(|(first, _)| is_runnable(first)) {
            return true;
        }
    }
    pieces.sort_by_key(|(number, _)| *number);
    is_runnable(&pieces.iter().map(|(_, value)| *value).collect::<String>())
}

/// Where a name and its value begin, and which piece of it this is.
struct Start {
    at: usize,
    value: usize,
    number: Option<u32>,
}

impl Start {
    /// The word `name` stands at `at`; behind it follow `=`, `*=` or `*1*=`.
    fn at(field: &str, at: usize, behind: usize) -> Option<Self> {
        let is_sign = |c: char| matches!(c, '*' | ' ' | '\t') || c.is_ascii_digit();
        let after = field[behind..].trim_start_matches(is_sign);
        let sign = &field[behind..field.len() - after.len()];
        let value = after.strip_prefix('=')?.trim_start();
        let number = sign.trim_matches(['*', ' ', '\t']).parse().ok();
        Some(Self { at, value: field.len() - value.len(), number })
    }
}

/// The value that `text` begins with. In quotes it may hold what looks like the next name, which else is `next` bytes
/// away: so no byte is read more than twice, however many names there are.
fn value(text: &str, next: usize) -> &str {
    let value = match text.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => text[..next].split(';').next().map(|value| value.trim_matches('"')),
    };
    value.unwrap_or_default().trim()
}

fn plain(value: &str) -> Cow<'_, str> {
    match value.contains(['\\', '%']) {
        true => percent_decode_str(&value.replace('\\', "")).decode_utf8_lossy().into_owned().into(),
        false => value.into(),
    }
}

/// Writes out the words of the form `=?utf-8?B?…?=` and `=?utf-8?Q?…?=`; blanks between two of them count as none.
fn decode_words(text: &str) -> String {
    let mut plain = String::new();
    let (mut rest, mut has_word) = (text, false);
    while let Some((before, after)) = rest.split_once("=?") {
        if !(has_word && before.trim().is_empty()) {
            plain.push_str(before);
        }
        match word(after) {
            Some((decoded, behind)) => {
                plain.push_str(&decoded);
                (rest, has_word) = (behind, true);
            }
            None => {
                plain.push_str("=?");
                (rest, has_word) = (after, false);
            }
        }
    }
    plain + rest
}

/// What a word says and what follows it; `after` is behind its first two signs.
fn word(after: &str) -> Option<(String, &str)> {
    let (_, after) = after.split_once('?')?;
    let (way, after) = after.split_once('?')?;
    let (packed, behind) = after.split_once('?')?;
    let behind = behind.strip_prefix('=')?;
    let bytes = match way {
        "B" | "b" => {
            let mut unpacked = Packed::new(Packing::Base64);
            unpacked.feed(packed.as_bytes(), usize::MAX);
            unpacked.into_bytes()
        }
        "Q" | "q" => by_number(packed.replace('_', " ").as_bytes()),
        _ => return None,
    };
    // In wide characters those of an extension have a zero beside them.
    Some((String::from_utf8_lossy(&bytes).replace('\0', ""), behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_understood_however_it_is_written() {
        for name in [
            "filename=\"a.exe\"",
            "filename=a.exe",
            "FileName = a.exe (a comment)",
            "filename=not quoted a.exe; size=3",
            "filename=\"a.e\\xe\"",
            "name*=utf-8'en'a%2Eexe",
            "filename*0=\"a.e\"; filename*1=\"xe\"",
            "filename*1*=%65xe; filename*0*=utf-8''a.",
            "filename*0*=utf-8''a%2E; filename*1=e; filename*2=\"xe\"",
            "name=\"=?utf-8?B?YS5leGU=?=\"",
            "name=\"=?UTF-8?b?YS5leGU?=\"",
            "name==?iso-8859-1?Q?a_=2Eexe?=",
            "name=\"=?utf-8?B?YS4=?=\t =?utf-8?Q?e=78e?=\"",
            "name=\"a.=?utf-8?Q?e?=xe\"",
            "name=\"a; name=.exe\"",
            "name=a.txt name=a.exe",
            "name=\"=?utf-16le?B?YQAuAGUAeABlAA==?=\"",
        ] {
            assert!(has_runnable(&format!("Content-Type: x/y; {name}")), "{name}");
        }
    }

    #[test]
    fn a_harmless_name_is_left_alone() {
        for name in [
            "filename=\"a.exe.pdf\"",
            "name=\"=?utf-8?B?YS5wZGY=?=\"; size=\"exe\"",
            "name=\"=?utf-8?X?YS5leGU=?=\"",
            "filename*0=\"a.exe\"; filename*1=\"rcise.pdf\"; x",
            "name=\"100%.pdf\"; x=\"=?\"",
            "names of them: a.exe",
        ] {
            let is_piece = name.starts_with("filename*0");
            assert_eq!(has_runnable(&format!("Content-Type: x/y; {name}")), is_piece, "{name}");
        }
    }
}
