//! What is told, to whom, and how they want it.

use serde::Serialize;
use serde_json::{Map, Value};

/// The kind of all news among reminders, which have the kinds of the calendar.
pub const KIND: &str = "news";

/// How somebody wants to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, Serialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Mail {
    /// In one letter a day.
    Digest,
    /// In a letter each.
    Single,
    /// Only on the page.
    None,
}

impl Mail {
    /// Reads the word of a form.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "digest" => Some(Self::Digest),
            "single" => Some(Self::Single),
            "none" => Some(Self::None),
            _ => None,
        }
    }
}

/// Something that somebody is told.
#[derive(Debug)]
pub struct News {
    /// What it is, in a line.
    pub title: String,
    /// Where there is something to do, below the organisation's pages.
    pub path: String,
    /// The letter about it.
    pub letter: &'static str,
    /// What the letter says besides `organisation` and `path`; `by`, where somebody else than the actor is behind it.
    pub data: Map<String, Value>,
}

impl News {
    /// Who is behind it: the same person in the list and in the letter.
    pub fn by<'a>(&'a self, actor: &'a str) -> &'a str {
        self.data.get("by").and_then(Value::as_str).unwrap_or(actor)
    }
}

/// Whoever is told.
#[derive(Debug, sqlx::FromRow)]
pub struct Reader {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// How they want to be told.
    pub mail: Mail,
}
