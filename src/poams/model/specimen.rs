//! Items for the tests of rules.

use super::{Milestone, MilestoneId, Poam, PoamId, Proof, State};
use crate::assessments::AssessmentId;
use crate::evidence::EvidenceId;
use crate::kernel::{
    env::Timestamp,
    text::{Line, Paragraph},
};
use uuid::Uuid;

/// An open item.
pub fn poam() -> Poam {
    let text = |words: &str| Paragraph::parse(words).expect("a short text is a paragraph");
    Poam {
        id: PoamId(Uuid::from_u128(3)),
        assessment_id: AssessmentId(Uuid::from_u128(1)),
        requirement: "3.1.3".to_owned(),
        weakness: text("Mail leaves unfiltered."),
        root_cause: text("Nobody switched the filter on."),
        resources: text(""),
        cost_usd: None,
        responsible_id: None,
        responsible: None,
        due_on: "2026-05-01".parse().expect("a day"),
        state: State::Open,
        closure: text(""),
        submitted_by: None,
        submitted_name: None,
        submitted_at: None,
        closed_by: None,
        closed_name: None,
        closed_at: None,
        version: 1,
        created_at: Timestamp::UNIX_EPOCH,
        updated_at: Timestamp::UNIX_EPOCH,
    }
}

/// A milestone, done on a day or not.
pub fn milestone(done_on: Option<&str>) -> Milestone {
    Milestone {
        id: MilestoneId(Uuid::from_u128(4)),
        place: 1,
        words: Line::parse("The filter is on", "").expect("a short text is a line"),
        due_on: "2026-04-01".parse().expect("a day"),
        done_on: done_on.map(|day| day.parse().expect("a day")),
        version: 1,
    }
}

/// Evidence in a state, valid until a day or for good.
pub fn proof(state: &str, valid_until: Option<&str>) -> Proof {
    Proof {
        id: EvidenceId(Uuid::from_u128(5)),
        title: "Filter log".to_owned(),
        state: state.to_owned(),
        valid_until: valid_until.map(|day| day.parse().expect("a day")),
    }
}
