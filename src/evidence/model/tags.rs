//! Words to find evidence by.

use serde::{Serialize, Serializer};

/// The most tags of one piece.
const TAGS_MAX: usize = 20;

/// The longest tag, in characters.
const LENGTH_MAX: usize = 40;

/// Some words, each once, in order. They are kept in one text, each between spaces, so that one can be looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct Tags(String);

impl Tags {
    /// Reads words with commas between them, or says what to do. A space within a word becomes a hyphen.
    pub fn parse(raw: &str) -> Result<Self, String> {
        let mut words: Vec<String> = raw.split(',').map(word).filter(|word| !word.is_empty()).collect();
        words.sort();
        words.dedup();
        if words.len() > TAGS_MAX {
            return Err(format!("Keep it to {TAGS_MAX} tags; these are {}.", words.len()));
        }
        match words.iter().find(|word| word.chars().count() > LENGTH_MAX) {
            Some(long) => {
                Err(format!("Keep each tag to {LENGTH_MAX} characters; this one is longer: {long}."))
            }
            None => Ok(Self::of(&words)),
        }
    }

    fn of(words: &[String]) -> Self {
        if words.is_empty() { Self::default() } else { Self(format!(" {} ", words.join(" "))) }
    }

    /// The words.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split_whitespace()
    }

    /// These and `more`, or what to do if they are too many.
    pub fn with(&self, more: &Self) -> Result<Self, String> {
        Self::parse(&self.words().chain(more.words()).collect::<Vec<_>>().join(","))
    }

    /// As people type them.
    pub fn typed(&self) -> String {
        self.words().collect::<Vec<_>>().join(", ")
    }
}

/// One tag as it is kept: lower case, letters, digits and hyphens.
fn word(raw: &str) -> String {
    let kept = |c: char| if c.is_alphanumeric() || c == '.' || c == '_' { c } else { '-' };
    let text: String = raw.trim().to_lowercase().chars().map(kept).collect();
    text.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

impl Serialize for Tags {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.words())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_words_each_once_and_in_order() {
        let tags = Tags::parse(" Site B, access  control,, site b,3.1.1 ").unwrap();

        assert_eq!(tags.words().collect::<Vec<_>>(), ["3.1.1", "access-control", "site-b"]);
        assert_eq!(Tags::parse(&tags.typed()).unwrap(), tags);
        assert_eq!(Tags::parse(" , ").unwrap(), Tags::default());
        assert_eq!(tags.with(&Tags::parse("new").unwrap()).unwrap().words().count(), 4);
    }

    #[test]
    fn too_many_or_too_long_tags_are_refused() {
        let many = (0..21).map(|n| n.to_string()).collect::<Vec<_>>().join(",");

        assert!(Tags::parse(&many).unwrap_err().contains("20"));
        assert!(Tags::parse(&"x".repeat(41)).unwrap_err().contains("40"));
    }
}
