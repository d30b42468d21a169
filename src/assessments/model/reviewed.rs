//! What a second person said about a finding (four eyes), and whether it still holds.

use crate::kernel::{env::Timestamp, text::Paragraph};
use serde::Serialize;

/// How far the review of an objective is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reviewed {
    /// Nobody has said anything about what stands there now.
    #[default]
    Waiting,
    /// It came back with a reason, and nothing was changed since.
    Returned,
    /// It was accepted, and changed since.
    Changed,
    /// It was accepted as it stands.
    Accepted,
}

impl Reviewed {
    /// All of them, in the order of the work.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Changed, Self::Returned, Self::Accepted];

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Returned => "returned",
            Self::Changed => "changed",
            Self::Accepted => "accepted",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// Whether somebody is to look at it.
    pub fn is_due(self) -> bool {
        matches!(self, Self::Waiting | Self::Changed)
    }

    /// The same after the finding was changed.
    #[must_use]
    pub fn overtaken(self) -> Self {
        match self {
            Self::Accepted | Self::Changed => Self::Changed,
            Self::Returned | Self::Waiting => Self::Waiting,
        }
    }
}

/// How many objectives are how far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Nobody has looked at them.
    pub waiting: usize,
    /// Changed since they were accepted.
    pub changed: usize,
    /// Returned with a reason.
    pub returned: usize,
    /// Accepted as they stand.
    pub accepted: usize,
    /// All objectives, those without a result too.
    pub total: usize,
}

impl Tally {
    /// Those that somebody is to look at.
    pub fn due(self) -> usize {
        self.waiting + self.changed
    }
}

/// What a second person said about a version of a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow, Serialize)]
pub struct Opinion {
    /// `accepted`, `returned`, or nothing.
    pub review: String,
    /// Why it was returned.
    pub review_reason: Paragraph,
    /// The version of the finding that it is about.
    pub reviewed_version: Option<i64>,
    /// When it was said.
    pub reviewed_at: Option<Timestamp>,
    /// Who said it.
    pub reviewer: Option<String>,
}

impl Opinion {
    /// What it comes to for a finding of this version.
    pub fn of(&self, version: i64) -> Reviewed {
        let said = Reviewed::parse(&self.review).unwrap_or_default();
        if self.reviewed_version == Some(version) { said } else { said.overtaken() }
    }

    /// The same where it returned a finding that is still of this version.
    pub fn returned(&self, version: i64) -> Option<Self> {
        (self.of(version) == Reviewed::Returned).then(|| self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_holds_for_the_version_it_was_said_of() {
        let said = |review: &str, version| {
            Opinion { review: review.into(), reviewed_version: Some(2), ..Opinion::default() }.of(version)
        };

        assert_eq!((said("accepted", 2), said("accepted", 3)), (Reviewed::Accepted, Reviewed::Changed));
        assert_eq!((said("returned", 2), said("returned", 3)), (Reviewed::Returned, Reviewed::Waiting));
        assert_eq!(Opinion::default().of(1), Reviewed::Waiting);
    }

    #[test]
    fn an_acceptance_once_changed_stays_so_until_somebody_looks_again() {
        assert_eq!(Reviewed::Accepted.overtaken().overtaken(), Reviewed::Changed);
        assert_eq!(Reviewed::Returned.overtaken(), Reviewed::Waiting);
    }
}
