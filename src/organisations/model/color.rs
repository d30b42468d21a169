//! The color and the letters by which people see at a glance whose pages they are on.

use crate::kernel::text::Line;
use serde::Serialize;

/// A color that an organisation can have: its word, what people call it, and how it looks on white.
pub const COLORS: &[(&str, &str, &str)] = &[
    ("slate", "Slate", "#4a5560"),
    ("brick", "Brick", "#9c3322"),
    ("amber", "Amber", "#7d5200"),
    ("olive", "Olive", "#55620c"),
    ("green", "Green", "#1f6b3a"),
    ("blue", "Blue", "#1f55a8"),
    ("violet", "Violet", "#6a3fa0"),
    ("rose", "Rose", "#9b2463"),
];

/// One of the colors, or none.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::Type, Serialize)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct Color(String);

impl Color {
    /// The color of this word; empty is none.
    pub fn parse(word: &str) -> Result<Self, String> {
        match word.is_empty() || COLORS.iter().any(|(known, _, _)| *known == word) {
            true => Ok(Self(word.to_owned())),
            false => Err("Choose one of the colors, or none.".into()),
        }
    }
    /// Its word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// How it looks on white, `#rrggbb`.
    pub fn on_white(&self) -> Option<&'static str> {
        COLORS.iter().find(|(known, _, _)| *known == self.0).map(|(_, _, hex)| *hex)
    }
}

/// Up to three capital letters or digits.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::Type, Serialize)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct Initials(String);

impl Initials {
    /// What was typed, made capital; nothing typed takes them from the name.
    pub fn parse(typed: &str, name: &str) -> Result<Self, String> {
        let typed = typed.trim().to_ascii_uppercase();
        match typed.len() {
            0 => Ok(Self::of_name(name)),
            1..=3 if typed.chars().all(|sign| sign.is_ascii_alphanumeric()) => Ok(Self(typed)),
            _ => Err("Write one to three letters from A to Z, or digits.".into()),
        }
    }
    /// The first letters of the first two words that have any.
    pub fn of_name(name: &str) -> Self {
        let first = |word: &str| word.chars().find(char::is_ascii_alphanumeric);
        Self(name.split_whitespace().filter_map(first).take(2).collect::<String>().to_ascii_uppercase())
    }
    /// The letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A line that says how pages are to be handled, or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::Type, Serialize)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct Marking(String);

impl Marking {
    /// The longest line on top of a page, in characters: it fits a telephone in two lines.
    pub const BANNER_MAX: usize = 80;
    /// The longest line below a printed page, in characters.
    pub const IMPRINT_MAX: usize = 160;

    /// What was typed, up to `max` characters of it.
    pub fn parse(typed: &str, max: usize) -> Result<Self, String> {
        if typed.trim().is_empty() {
            return Ok(Self::default());
        }
        let words = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = Line::parse(&words, "Write letters, or nothing.")?.to_string();
        match line.chars().count() {
            n if n > max => Err(format!("Keep it to {max} characters; these are {n}.")),
            _ => Ok(Self(line)),
        }
    }
    /// The line.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What an organisation is called and how its pages look.
#[derive(Clone, Debug)]
pub struct NewSettings {
    /// Its name.
    pub name: Line,
    /// Its color.
    pub color: Color,
    /// Its letters.
    pub initials: Initials,
    /// What stands on top of its pages.
    pub banner: Marking,
    /// What stands below what it prints, and in files it hands over.
    pub imprint: Marking,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_what_was_typed_or_come_from_the_name() {
        let of = |typed, name| Initials::parse(typed, name).map(|it| it.as_str().to_owned());

        assert_eq!(of(" cm1 ", "Contoso"), Ok("CM1".into()));
        assert_eq!(of("", "contoso machine works"), Ok("CM".into()));
        assert_eq!(of("", "Ünal & Sons"), Ok("NS".into()));
        assert!(of("ABCD", "").is_err() && of("<b>", "").is_err() && of("É", "").is_err());
    }

    #[test]
    fn a_marking_is_one_short_line_or_nothing() {
        let of = |typed: &str| Marking::parse(typed, 8).map(|it| it.as_str().to_owned());

        assert_eq!(of("  "), Ok(String::new()));
        assert_eq!(of(" CUI\r\nSP "), Ok("CUI SP".into()));
        assert_eq!(of("CUI//SP-X"), Err("Keep it to 8 characters; these are 9.".into()));
    }

    #[test]
    fn a_color_is_one_of_ours_or_none() {
        assert_eq!(Color::parse(""), Ok(Color::default()));
        assert_eq!(Color::parse("blue").unwrap().on_white(), Some("#1f55a8"));
        assert!(Color::parse("pink").is_err());
        assert_eq!(Color::default().on_white(), None);
    }
}
