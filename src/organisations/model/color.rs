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

/// What the settings of an organisation say.
#[derive(Clone, Debug)]
pub struct NewSettings {
    /// Its name.
    pub name: Line,
    /// Which kinds of file it takes as evidence.
    pub evidence_kinds: super::EvidenceKinds,
    /// Its color.
    pub color: Color,
    /// Its letters.
    pub initials: Initials,
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
    fn a_color_is_one_of_ours_or_none() {
        assert_eq!(Color::parse(""), Ok(Color::default()));
        assert_eq!(Color::parse("blue").unwrap().on_white(), Some("#1f55a8"));
        assert!(Color::parse("pink").is_err());
        assert_eq!(Color::default().on_white(), None);
    }
}
