//! The objectives that evidence serves, as the assessments see them.

use super::{EvidenceId, Kind, State};
use crate::kernel::{
    Error, Result,
    env::{Day, Timestamp},
    hash::Sha256,
};
use serde::Serialize;
use uuid::Uuid;

/// An objective of an assessment that evidence can serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target<'a> {
    /// The assessment's id.
    pub assessment: Uuid,
    /// The requirement, such as `3.1.1`.
    pub requirement: &'a str,
    /// The objective's letter, such as `a`.
    pub objective: &'a str,
}

impl<'a> Target<'a> {
    /// Reads the three words of an address: all of them or none. `NotFound` if they cannot be an objective.
    pub fn parse(assessment: &str, requirement: &'a str, objective: &'a str) -> Result<Option<Self>> {
        if assessment.is_empty() && requirement.is_empty() && objective.is_empty() {
            return Ok(None);
        }
        let assessment = assessment.parse().map_err(|_| Error::NotFound)?;
        let fits = |text: &str| (1..=40).contains(&text.len());
        match fits(requirement) && fits(objective) {
            true => Ok(Some(Self { assessment, requirement, objective })),
            false => Err(Error::NotFound),
        }
    }
}

impl std::fmt::Display for Target<'_> {
    /// `3.1.1[a]`; at Level 1 the letter comes with its own number: `AC.L1-b.1.i 3.1.1[a]`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.objective.ends_with(']') {
            true => write!(f, "{} {}", self.requirement, self.objective),
            false => write!(f, "{}[{}]", self.requirement, self.objective),
        }
    }
}

/// Evidence that serves an objective.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Linked {
    /// Its id.
    pub id: EvidenceId,
    /// Its title.
    pub title: String,
    /// What sort of proof it is.
    pub kind: Kind,
    /// Draft or final.
    pub state: State,
    /// The name it is downloaded under.
    pub file_name: String,
    /// How large it is.
    pub size_bytes: i64,
    /// The day it was taken.
    pub captured_on: Option<Day>,
    /// The last day on which it still shows how things are.
    pub valid_until: Option<Day>,
    /// Whether that day has passed.
    pub is_stale: bool,
}

/// Evidence that could serve an objective, in the picker.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Candidate {
    /// The evidence.
    #[sqlx(flatten)]
    #[serde(flatten)]
    pub evidence: Linked,
    /// Whether it serves the objective already.
    pub is_linked: bool,
    /// Whether it serves another objective of the same requirement.
    pub is_sibling: bool,
}

/// Evidence beside an objective: it serves it, or one keystroke lets it serve. Where it is neither linked nor a
/// sibling's nor linked before, the person added it lately.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Offer {
    /// The evidence.
    #[sqlx(flatten)]
    #[serde(flatten)]
    pub evidence: Linked,
    /// Whether it serves the objective already.
    pub is_linked: bool,
    /// Whether it serves another objective of the same requirement, and not this one.
    pub is_sibling: bool,
    /// Whether it is among what the person linked last in this assessment.
    pub is_recent: bool,
}

/// One use of evidence in an assessment, for score sheets and exports.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Cited {
    /// The requirement it serves.
    pub requirement: String,
    /// The objective's letter.
    pub objective: String,
    /// The evidence.
    #[sqlx(flatten)]
    #[serde(flatten)]
    pub evidence: Linked,
    /// The digest of its bytes (FIPS 180-4), which an assessor asks for (32 CFR 170.17(c)(4)).
    pub sha256: Sha256,
    /// When the assessment was completed and the use of it frozen.
    pub frozen_at: Option<Timestamp>,
}

/// How much evidence an objective has.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow, Serialize)]
pub struct Coverage {
    /// The requirement.
    pub requirement: String,
    /// The objective's letter.
    pub objective: String,
    /// Pieces of evidence.
    pub links: i64,
    /// Those in final form.
    pub finals: i64,
}

/// What to say when an assessment is closed.
pub fn completed() -> Error {
    Error::Conflict(
        "This assessment is completed, so its evidence stays as it was. A compliance lead can reopen it with \
         a reason; then evidence can be added and taken away again."
            .into(),
    )
}
