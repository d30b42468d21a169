//! The order of a list of requirements.

use crate::assessments::model::{Mark, picture::Line};
use std::cmp::Ordering;

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// The order of the catalogue.
    #[default]
    Id,
    /// What it costs.
    Value,
    /// Its result, the worst first.
    Result,
    /// The owner's name.
    Owner,
    /// The day of its next review.
    NextReview,
}

/// An order. What is equal stays in the order of the catalogue, and what has nothing to sort by comes last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub by: By,
    /// Whether the largest comes first.
    pub is_descending: bool,
}

impl By {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Id, Self::Value, Self::Result, Self::Owner, Self::NextReview];

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Value => "value",
            Self::Result => "result",
            Self::Owner => "owner",
            Self::NextReview => "next_review",
        }
    }
}

impl Sort {
    /// Reads `value`, or `-value` for the largest first.
    pub fn parse(word: &str) -> Self {
        let name = word.strip_prefix('-');
        let by = By::ALL.into_iter().find(|by| by.word() == name.unwrap_or(word));
        by.map(|by| Self { by, is_descending: name.is_some() }).unwrap_or_default()
    }

    /// The word in addresses; empty for the order of the catalogue.
    pub fn word(self) -> String {
        match (self.is_descending, self.by) {
            (false, By::Id) => String::new(),
            (false, by) => by.word().to_owned(),
            (true, by) => format!("-{}", by.word()),
        }
    }

    /// What the heading of a column leads to: that column's order, turned round if it stands already.
    #[must_use]
    pub fn towards(self, by: By) -> Self {
        // The dearest first is what people want to see when they sort by value.
        let first = by == By::Value;
        Self { by, is_descending: if self.by == by { !self.is_descending } else { first } }
    }

    /// Sorts lines that are in the order of the catalogue.
    pub fn apply(self, lines: &mut Vec<&Line>) {
        let down = self.is_descending;
        match self.by {
            By::Id if down => lines.reverse(),
            By::Id => {}
            By::Value => lines.sort_by(|a, b| last(a.weight, b.weight, down)),
            By::Result => lines.sort_by(|a, b| last(Some(rank(a)), Some(rank(b)), down)),
            By::Owner => lines.sort_by(|a, b| last(name(a), name(b), down)),
            By::NextReview => lines.sort_by(|a, b| last(a.next_review_on, b.next_review_on, down)),
        }
    }
}

/// Compares two values that may be missing; missing ones come last in both directions.
fn last<T: Ord>(a: Option<T>, b: Option<T>, is_descending: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if is_descending => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

fn name(line: &Line) -> Option<String> {
    line.owner.as_ref().map(|owner| owner.name.to_lowercase())
}

fn rank(line: &Line) -> u8 {
    match line.counts_as() {
        Mark::NotMet => 0,
        Mark::Unassessed => 1,
        Mark::Met if line.is_provisional() => 2,
        Mark::Met => 3,
        Mark::NotApplicable => 4,
    }
}
