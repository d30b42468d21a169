//! Numbers of requirements and letters of objectives, as they stand in addresses and findings.

use serde::Serialize;
use std::fmt;

/// The number of a requirement: letters, digits and `. - _ ( )`, without spaces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Code(String);

impl Code {
    /// The longest number.
    pub const MAX: usize = 40;

    /// Parses, or says what to do. Spaces are left out: `AC-2 (1)` is `AC-2(1)`.
    pub fn parse(raw: &str) -> Result<Self, String> {
        let text: String = raw.chars().filter(|c| !c.is_whitespace()).collect();
        let is_kept = |c: char| c.is_ascii_alphanumeric() || ".-_()".contains(c);
        let starts_well = text.starts_with(|c: char| c.is_ascii_alphanumeric());
        match text.len() {
            0 => Err("Enter the requirement's number.".into()),
            1..=Self::MAX if starts_well && text.chars().all(is_kept) => Ok(Self(text)),
            1..=Self::MAX => Err(format!(
                "Write the number \"{text}\" with letters, digits and . - _ ( ), beginning with a letter or digit."
            )),
            _ => {
                Err(format!("Keep the number to {} characters; it has {}.", Self::MAX, text.chars().count()))
            }
        }
    }

    /// Fails if no own requirement can be called this: it stands in the address of the form to write one.
    pub fn check_own(&self) -> Result<(), &'static str> {
        match self.as_str() {
            "new" => Err("\"new\" cannot be a number. Choose another one."),
            _ => Ok(()),
        }
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The letter of an objective: `a`, or what a publication has in its place, such as `b.01` or `a.[01]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Letter(String);

impl Letter {
    /// The longest one.
    pub const MAX: usize = 20;

    /// Parses, or says what to do. `[A]` is `a`.
    pub fn parse(raw: &str) -> Result<Self, String> {
        let text: String = raw.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
        let mut bare = text.as_str();
        while let Some(inside) = bare.strip_prefix('[').and_then(|it| it.strip_suffix(']')).filter(is_whole) {
            bare = inside;
        }
        let bare = bare.trim_end_matches('.');
        let is_kept = |c: char| c.is_ascii_alphanumeric() || ".-_()[]".contains(c);
        match bare.len() {
            1..=Self::MAX if bare.chars().all(is_kept) && is_whole(&bare) => Ok(Self(bare.to_owned())),
            _ => Err(format!("Name the objective by a letter such as a; \"{}\" is none.", raw.trim())),
        }
    }

    /// The letter.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether every bracket in it has its other one.
fn is_whole(text: &&str) -> bool {
    let open = text.chars().try_fold(0_usize, |open, c| match c {
        '[' => Some(open + 1),
        ']' => open.checked_sub(1),
        _ => Some(open),
    });
    open == Some(0)
}

impl fmt::Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_can_stand_in_an_address() {
        assert_eq!(Code::parse(" AC-2 (1) ").unwrap().as_str(), "AC-2(1)");
        for bad in ["", "a/b", "é1", "-1", "..", &"x".repeat(41)] {
            assert!(Code::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn letters_lose_their_brackets_unless_they_are_part_of_them() {
        let letter = |raw| Letter::parse(raw).map(|it| it.to_string()).unwrap_or_default();

        assert_eq!(
            (letter("[A]"), letter("b."), letter("a.[01]")),
            ("a".into(), "b".into(), "a.[01]".into())
        );
        assert_eq!(
            (letter("[[a]]"), letter("[a[01]]"), letter("[a][b]")),
            ("a".into(), "a[01]".into(), "[a][b]".into())
        );
        for bad in ["", "[]", "a]", "[a", "[[a]", "a]b["] {
            assert_eq!(letter(bad), "", "{bad}");
        }
    }
}
