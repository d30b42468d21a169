//! The record of a review: what somebody saw on a day, and what came of it.

use super::{Found, Proof};
use crate::assessments::{Cell, Line, Mark, Reviewed, Standing};
use crate::kernel::{
    Error, Problems, Result,
    env::{Day, Timestamp},
    text::Paragraph,
};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;

id!(
    /// A review of a requirement.
    ReviewId
);

/// What came of a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, Serialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Everything is still as it is recorded.
    AsRecorded,
    /// Something has to be done.
    NeedsWork,
}

impl Outcome {
    /// The word in forms.
    pub fn word(self) -> &'static str {
        match self {
            Self::AsRecorded => "as_recorded",
            Self::NeedsWork => "needs_work",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::AsRecorded, Self::NeedsWork].into_iter().find(|one| one.word() == word)
    }
}

/// What a reviewer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReview {
    /// The day.
    pub reviewed_on: Day,
    /// What came of it.
    pub outcome: Outcome,
    /// In words.
    pub notes: Paragraph,
}

impl NewReview {
    /// Checks the day, and that what needs work is named.
    pub fn check(self, today: Day) -> Result<Self> {
        let mut problems = Problems::new();
        if self.reviewed_on > today {
            problems.insert("reviewed_on", "Enter the day of a review that has taken place.".into());
        }
        if self.outcome == Outcome::NeedsWork && self.notes.is_empty() {
            problems.insert("notes", "Say what needs work.".into());
        }
        if problems.is_empty() { Ok(self) } else { Err(Error::Invalid(problems)) }
    }
}

/// How things stood when it was reviewed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The result of the requirement.
    pub result: String,
    /// The score, where there was one.
    pub score: Option<i32>,
    /// The highest score that was still possible, while there was none.
    pub best: Option<i32>,
    /// The lowest.
    pub worst: Option<i32>,
    /// The highest score there is; none at Level 1.
    pub maximum: Option<i32>,
    /// The status that the result allowed.
    pub status: String,
    /// Its objectives.
    pub objectives: Vec<SeenObjective>,
    /// Their evidence.
    pub evidence: Vec<SeenEvidence>,
}

/// An objective as it stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenObjective {
    /// Its letter.
    pub objective: String,
    /// Its result.
    pub result: String,
    /// How often that was changed.
    pub version: i64,
    /// Why, in words.
    pub finding: String,
    /// How far the review by a second person was, or nothing.
    pub review: String,
}

/// A piece of evidence as it stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenEvidence {
    /// The objective it served.
    pub objective: String,
    /// The piece.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

impl Seen {
    /// How `line` stands, with what was found and what proves it.
    pub fn of(line: &Line, standing: &Standing, found: &[Found], proofs: &[Proof]) -> Self {
        let objective = |cell: &Cell| {
            let found = found.iter().find(|found| found.objective == cell.objective);
            SeenObjective {
                objective: cell.objective.clone(),
                result: found.map_or(Mark::Unassessed, |found| found.result).word().to_owned(),
                version: found.map_or(0, |found| found.version),
                finding: found.map(|found| found.finding.as_str().to_owned()).unwrap_or_default(),
                review: found.and_then(Found::review).map_or("", Reviewed::word).to_owned(),
            }
        };
        let evidence = |proof: &Proof| SeenEvidence {
            objective: proof.objective.clone(),
            id: proof.id.to_string(),
            title: proof.title.clone(),
            sha256: proof.sha256.to_string(),
        };
        Self {
            result: line.mark().word().to_owned(),
            score: standing.score,
            best: standing.best,
            worst: standing.worst,
            maximum: standing.maximum,
            status: standing.status.clone(),
            objectives: line.cells.iter().map(objective).collect(),
            evidence: proofs.iter().map(evidence).collect(),
        }
    }
}

/// A review on record.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Review {
    /// Its id.
    pub id: ReviewId,
    /// The day.
    pub reviewed_on: Day,
    /// What came of it.
    pub outcome: Outcome,
    /// In words.
    pub notes: Paragraph,
    /// How things stood.
    pub seen: Json<Seen>,
    /// Who reviewed it.
    pub by_name: String,
    /// When it was recorded.
    pub created_at: Timestamp,
}

/// A review on record, and of which requirement it is.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OnRecord {
    /// The requirement.
    pub requirement: String,
    /// The review.
    #[sqlx(flatten)]
    pub review: Review,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_has_taken_place_and_says_what_needs_work() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let said = |on: &str, outcome, notes: &str| {
            let notes = Paragraph::parse(notes).unwrap();
            NewReview { reviewed_on: day(on), outcome, notes }.check(day("2026-03-02")).is_ok()
        };

        assert!(said("2026-03-02", Outcome::AsRecorded, ""));
        assert!(!said("2026-03-03", Outcome::AsRecorded, ""));
        assert!(
            !said("2026-03-02", Outcome::NeedsWork, "")
                && said("2026-03-02", Outcome::NeedsWork, "The list.")
        );
    }
}
