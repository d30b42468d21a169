//! What reviewers see, what they say, and the rules for that.

mod event;
mod interval;
mod record;

pub use event::Event;
pub use interval::{months, own};
pub use record::{NewReview, OnRecord, Outcome, Review, ReviewId, Seen};

use crate::assessments::{AssessmentId, Mark, Opinion, Reviewed};
use crate::evidence::EvidenceId;
use crate::kernel::{
    Error, Result,
    env::{Day, Timestamp},
    hash::Sha256,
    id::UserId,
    text::Paragraph,
};
use serde::Serialize;

/// A requirement of an assessment.
#[derive(Clone, Copy, Debug)]
pub struct There<'a> {
    /// The assessment.
    pub assessment: AssessmentId,
    /// The requirement.
    pub requirement: &'a str,
}

/// What was found for an objective, as a reviewer sees it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Found {
    /// The objective's letter.
    pub objective: String,
    /// The result.
    pub result: Mark,
    /// Documents and screens were examined.
    pub is_examined: bool,
    /// People were interviewed.
    pub is_interviewed: bool,
    /// It was tested.
    pub is_tested: bool,
    /// Why, in words.
    pub finding: Paragraph,
    /// Copied from an earlier assessment and not looked at since.
    pub is_to_confirm: bool,
    /// How often it was changed.
    pub version: i64,
    /// Who recorded it.
    pub updated_by: Option<UserId>,
    /// That person's name.
    pub updated_name: Option<String>,
    /// When.
    pub updated_at: Timestamp,
    /// What a second person said about it.
    #[sqlx(flatten)]
    pub opinion: Opinion,
}

/// Why somebody cannot review what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Hindrance {
    /// There is no result.
    Unassessed,
    /// The result comes from an earlier assessment, and nobody has confirmed it in this one.
    ToConfirm,
    /// They recorded it themselves.
    Own,
}

/// What a reviewer says about an objective.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It holds as it stands.
    Accept,
    /// Somebody is to look again, because of this.
    Return(Paragraph),
}

/// A decision about the version that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The objective's letter.
    pub objective: String,
    /// The version of the finding.
    pub version: i64,
    /// How far its review was, or nothing.
    pub review: String,
    /// What is said.
    pub decision: Decision,
}

/// Evidence beside what was found.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Proof {
    /// The objective it serves.
    pub objective: String,
    /// The piece.
    pub id: EvidenceId,
    /// Its title.
    pub title: String,
    /// `draft` or `final`.
    pub state: String,
    /// The last day on which it shows how things are.
    pub valid_until: Option<Day>,
    /// The digest of its bytes.
    pub sha256: Sha256,
}

/// What somebody is to look at again.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Returned {
    /// The assessment.
    pub assessment_id: AssessmentId,
    /// Its title.
    pub assessment: String,
    /// The requirement.
    pub requirement: String,
    /// The objective's letter.
    pub objective: String,
    /// Why.
    pub review_reason: Paragraph,
    /// Who returned it.
    pub reviewer: Option<String>,
    /// When.
    pub reviewed_at: Option<Timestamp>,
}

impl Decision {
    /// The word in the database.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Accept => "accepted",
            Self::Return(_) => "returned",
        }
    }

    /// The reason, or nothing.
    pub fn reason(&self) -> &str {
        match self {
            Self::Accept => "",
            Self::Return(reason) => reason.as_str(),
        }
    }
}

impl Found {
    /// How far its review is; none while there is nothing to review.
    pub fn review(&self) -> Option<Reviewed> {
        let is_reviewable = self.result != Mark::Unassessed && !self.is_to_confirm;
        is_reviewable.then(|| self.opinion.of(self.version))
    }

    /// Why `user` cannot review it; none if they can.
    pub fn hindrance(&self, user: UserId) -> Option<Hindrance> {
        match self.result {
            Mark::Unassessed => Some(Hindrance::Unassessed),
            _ if self.is_to_confirm => Some(Hindrance::ToConfirm),
            _ if self.updated_by == Some(user) => Some(Hindrance::Own),
            _ => None,
        }
    }

    /// Fails with words if `user` cannot review the objective that people call `name`.
    pub fn reviewable(&self, user: UserId, name: &str) -> Result<()> {
        match self.hindrance(user) {
            None => Ok(()),
            Some(Hindrance::Own) => Err(Error::Forbidden(format!(
                "You recorded the result of {name} yourself, so somebody else has to review it. Ask another \
                 compliance lead or an administrator."
            ))),
            Some(Hindrance::Unassessed) => Err(Error::invalid(
                "form",
                format!("{name} has no result. It can be reviewed once it is assessed."),
            )),
            Some(Hindrance::ToConfirm) => Err(Error::invalid(
                "form",
                format!(
                    "The result of {name} comes from an earlier assessment. It can be reviewed once somebody \
                     has confirmed it in this one."
                ),
            )),
        }
    }

    /// Whether `choice` is about what stands here: the same version, about which nobody else said anything meanwhile.
    pub fn is_as_seen(&self, choice: &Choice) -> bool {
        let review = self.review().map_or("", Reviewed::word);
        self.version == choice.version && (review == choice.review || self.says(&choice.decision))
    }

    /// Whether `decision` is what stands there already.
    pub fn says(&self, decision: &Decision) -> bool {
        self.opinion.reviewed_version == Some(self.version)
            && self.opinion.review == decision.word()
            && self.opinion.review_reason.as_str() == decision.reason()
    }
}

/// An objective as people call it: `3.1.1[a]`, at Level 1 `AC.L1-b.1.i 3.1.1[a]`.
pub fn name(requirement: &str, objective: &str) -> String {
    match objective.ends_with(']') {
        true => format!("{requirement} {objective}"),
        false => format!("{requirement}[{objective}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(number: u128) -> UserId {
        UserId(uuid::Uuid::from_u128(number))
    }

    fn found() -> Found {
        Found {
            objective: "a".into(),
            result: Mark::Met,
            is_examined: true,
            is_interviewed: false,
            is_tested: false,
            finding: Paragraph::default(),
            is_to_confirm: false,
            version: 3,
            updated_by: Some(user(1)),
            updated_name: None,
            updated_at: Timestamp::UNIX_EPOCH,
            opinion: Opinion::default(),
        }
    }

    #[test]
    fn nobody_reviews_what_they_recorded_themselves() {
        assert_eq!(found().hindrance(user(1)), Some(Hindrance::Own));
        assert!(matches!(found().reviewable(user(1), "3.1.1[a]"), Err(Error::Forbidden(_))));
        assert!(found().reviewable(user(2), "3.1.1[a]").is_ok());
    }

    #[test]
    fn only_a_result_of_this_assessment_is_reviewed() {
        let open = Found { result: Mark::Unassessed, ..found() };
        let copied = Found { is_to_confirm: true, ..found() };

        assert_eq!((open.review(), open.hindrance(user(2))), (None, Some(Hindrance::Unassessed)));
        assert_eq!((copied.review(), copied.hindrance(user(2))), (None, Some(Hindrance::ToConfirm)));
        assert_eq!(found().review(), Some(Reviewed::Waiting));
    }

    #[test]
    fn saying_the_same_again_says_nothing_new() {
        let why = Decision::Return(Paragraph::parse("The list is of last year.").unwrap());
        let opinion = Opinion {
            review: "returned".into(),
            review_reason: Paragraph::parse("The list is of last year.").unwrap(),
            reviewed_version: Some(3),
            ..Opinion::default()
        };
        let returned = Found { opinion, ..found() };

        assert!(returned.says(&why) && !returned.says(&Decision::Accept));
        assert!(!Found { version: 4, ..returned }.says(&why));
    }

    #[test]
    fn what_another_reviewer_said_meanwhile_was_not_seen() {
        let choice =
            |version, decision| Choice { objective: "a".into(), version, review: "waiting".into(), decision };
        let opinion = Opinion { review: "accepted".into(), reviewed_version: Some(3), ..Opinion::default() };
        let accepted = Found { opinion, ..found() };
        let why = || Decision::Return(Paragraph::parse("The list is of last year.").unwrap());

        assert!(found().is_as_seen(&choice(3, why())) && !found().is_as_seen(&choice(2, why())));
        assert!(!accepted.is_as_seen(&choice(3, why())) && accepted.is_as_seen(&choice(3, Decision::Accept)));
    }
}
