//! An organisation's own words for a letter, as they are kept.

use crate::kernel::{audit::Entry, env::Timestamp};
use crate::mail::Wording;
use serde_json::json;

/// The words for one letter; without them it goes out in Muster's.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Kept {
    /// The letter's name.
    pub letter: String,
    subject: Option<String>,
    body: Option<String>,
    /// Counts the changes; 0 before the first.
    pub version: i64,
    /// When they were last changed.
    pub updated_at: Option<Timestamp>,
}

impl Kept {
    /// No words, and never any.
    pub fn none(letter: &str) -> Self {
        Self::of(letter, None, 0)
    }
    /// These words, or Muster's again.
    pub fn of(letter: &str, wording: Option<Wording>, version: i64) -> Self {
        let (subject, body) = wording.map_or((None, None), |it| (Some(it.subject), Some(it.body)));
        Self { letter: letter.to_owned(), subject, body, version, updated_at: None }
    }
    /// The words, if there are any.
    pub fn wording(&self) -> Option<Wording> {
        self.subject.clone().zip(self.body.clone()).map(|(subject, body)| Wording { subject, body })
    }
}

/// What happened to the words of a letter.
pub enum Event<'a> {
    /// There are others, or none any more.
    Reworded {
        /// As they were.
        before: &'a Kept,
        /// As they are.
        after: &'a Kept,
    },
}

impl From<Event<'_>> for Entry {
    fn from(event: Event<'_>) -> Self {
        let Event::Reworded { before, after } = event;
        Self {
            action: "mail_text.changed",
            subject: format!("mail_text:{}", after.letter),
            detail: json!({ "before": words(before), "after": words(after) }),
        }
    }
}

fn words(kept: &Kept) -> serde_json::Value {
    match kept.wording() {
        Some(Wording { subject, body }) => json!({ "words": "their own", "subject": subject, "body": body }),
        None => json!({ "words": "Muster's" }),
    }
}
