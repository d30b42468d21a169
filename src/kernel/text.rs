//! Words that people type, parsed once at the edge: inside they are never empty, too long or full of controls.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Normalised text without control characters; newlines survive only where `lines` says so.
fn clean(raw: &str, lines: bool) -> String {
    let text: String = raw.replace("\r\n", "\n").nfc().filter(|c| is_kept(*c, lines)).collect();
    text.trim().to_owned()
}

fn is_kept(c: char, lines: bool) -> bool {
    let is_bidi = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (!c.is_control() && !is_bidi) || (lines && matches!(c, '\n' | '\t'))
}

/// So many of what `noun` calls one of: `1 row`, `2 rows`.
pub fn number_of(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// One line of 1 to 200 characters.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::Type, Serialize, Deserialize)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct Line(String);

impl Line {
    /// The longest line, in characters.
    pub const MAX: usize = 200;

    /// Parses, or says what to do; `ask` is what to say when nothing was typed.
    pub fn parse(raw: &str, ask: &str) -> Result<Self, String> {
        let text = clean(&raw.replace(['\n', '\r', '\t'], " "), false);
        match text.chars().count() {
            0 => Err(ask.to_owned()),
            1..=Self::MAX => Ok(Self(text)),
            n => Err(format!("Keep it to {} characters; these are {n}.", Self::MAX)),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Text of several lines, possibly empty, of at most 20,000 characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::Type, Serialize, Deserialize)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct Paragraph(String);

impl Paragraph {
    /// The longest text, in characters.
    pub const MAX: usize = 20_000;

    /// Parses, or says what to do.
    pub fn parse(raw: &str) -> Result<Self, String> {
        let text = clean(raw, true);
        match text.chars().count() {
            0..=Self::MAX => Ok(Self(text)),
            n => Err(format!("Keep it to {} characters; these are {n}.", Self::MAX)),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// An e-mail address, lower case, as far as it can be told without sending to it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::Type, Serialize, Deserialize)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Parses, or says what to do.
    pub fn parse(raw: &str) -> Result<Self, String> {
        let text = clean(raw, false).to_lowercase();
        let is_good = text.len() <= 254
            && text.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
            })
            && text.matches('@').count() == 1
            && !text.contains(char::is_whitespace);
        if is_good { Ok(Self(text)) } else { Err("Enter an address like dana@example.com.".into()) }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A word for an address: 2 to 40 of `a-z`, `0-9` and inner hyphens.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::Type, Serialize, Deserialize)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct Slug(String);

impl Slug {
    /// The slug of a name: "Contoso Mfg, Inc." → `contoso-mfg-inc`.
    pub fn of(name: &str) -> Self {
        Self::or(name, "organisation")
    }

    /// The same, with another word for a name that has too few letters of ours: 株 → `otherwise`.
    pub fn or(name: &str, otherwise: &'static str) -> Self {
        let words: Vec<String> = name
            .nfkd()
            .filter(|c| c.is_ascii())
            .collect::<String>()
            .to_lowercase()
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        let mut slug: String = words.join("-").chars().take(40).collect();
        while slug.ends_with('-') {
            slug.pop();
        }
        if slug.len() < 2 { Self(otherwise.into()) } else { Self(slug) }
    }

    /// The same word with a number, for the second of that name: `contoso` → `contoso-2`.
    #[must_use]
    pub fn numbered(&self, n: usize) -> Self {
        let suffix = format!("-{n}");
        let room = 40 - suffix.len();
        Self(format!("{}{suffix}", self.0.chars().take(room).collect::<String>().trim_end_matches('-')))
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A pattern for `like … escape '!'` that finds `search` anywhere, in text made lower case by the database.
/// Only ASCII letters are folded, because that is what both databases do alike.
pub fn like(search: &str) -> String {
    let mut pattern = String::from("%");
    for letter in search.trim().chars().take(100) {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter.to_ascii_lowercase());
    }
    if pattern.len() > 1 {
        pattern.push('%');
    }
    pattern
}

/// Reads a day as people write it: 2026-11-21, 11/21/2026, 21 Nov 2026. Empty is `None`.
pub fn day(raw: &str) -> Result<Option<super::env::Day>, String> {
    let text = clean(raw, false);
    if text.is_empty() {
        return Ok(None);
    }
    ["%Y-%m-%d", "%m/%d/%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y"]
        .iter()
        .find_map(|form| super::env::Day::parse_from_str(&text, form).ok())
        .filter(|day| (1990..=2200).contains(&chrono::Datelike::year(day)))
        .map(Some)
        .ok_or_else(|| "Enter a date like 2026-11-21.".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_something_is_not_told_as_many() {
        assert_eq!([0, 1, 2].map(|count| number_of(count, "row")), ["0 rows", "1 row", "2 rows"]);
    }

    #[test]
    fn a_line_is_trimmed_and_loses_controls_and_direction_marks() {
        assert_eq!(Line::parse(" a\u{202e}b\u{0}c\nd ", "").unwrap().as_str(), "abc d");
    }

    #[test]
    fn an_empty_or_long_line_says_what_to_do() {
        assert_eq!(Line::parse("  ", "Say its name."), Err("Say its name.".into()));
        assert!(Line::parse(&"x".repeat(201), "").unwrap_err().contains("200"));
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        for text in ["2026-11-21", "11/21/2026", "21 Nov 2026", "November 21, 2026"] {
            assert_eq!(day(text).unwrap().unwrap().to_string(), "2026-11-21", "{text}");
        }
        assert_eq!(day(" "), Ok(None));
        assert!(day("2026-02-30").is_err() && day("tomorrow").is_err());
    }

    #[test]
    fn an_address_is_lower_case_and_has_one_at() {
        assert_eq!(Email::parse(" Dana@Contoso.Example ").unwrap().as_str(), "dana@contoso.example");
        for bad in ["dana", "dana@", "@x.y", "a@b@c.d", "a b@c.d", "a@b"] {
            assert!(Email::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_means_something_to_like_is_taken_as_it_is_typed() {
        assert_eq!((like(" 100%_! "), like("")), ("%100!%!_!!%".into(), "%".into()));
    }

    #[test]
    fn a_slug_is_made_of_any_name() {
        assert_eq!(Slug::of("Contoso Mfg, Inc.").as_str(), "contoso-mfg-inc");
        assert_eq!(Slug::of("Ünïted Gear").as_str(), "united-gear");
        assert_eq!(Slug::of("株").as_str(), "organisation");
        assert_eq!((Slug::or("株", "text").as_str(), Slug::or("Our", "text").as_str()), ("text", "our"));
        assert_eq!(Slug::of("Contoso").numbered(2).as_str(), "contoso-2");
        assert!(Slug::of(&"x".repeat(60)).numbered(12).as_str().len() == 40);
    }
}
