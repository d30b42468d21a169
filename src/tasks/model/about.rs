//! What a task is about.

use crate::assessments::AssessmentId;
use crate::evidence::EvidenceId;
use crate::kernel::env::Day;
use crate::poams::{MilestoneId, PoamId};
use serde::Serialize;

/// A requirement, one of its objectives, a piece of evidence, a milestone of the POA&M, or nothing of these.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow, Serialize)]
pub struct About {
    /// The requirement's number, or empty.
    pub requirement: String,
    /// The objective's letter, or empty.
    pub objective: String,
    /// The evidence.
    pub evidence_id: Option<EvidenceId>,
    /// The milestone.
    pub milestone_id: Option<MilestoneId>,
}

/// A milestone that a task is about, in the newest assessment that has it.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Milestone {
    /// Its id.
    pub milestone_id: MilestoneId,
    /// What is done by then.
    pub milestone_words: String,
    /// By when.
    pub milestone_due_on: Day,
    /// The requirement of its item.
    pub milestone_requirement: String,
    /// The assessment.
    pub milestone_assessment_id: AssessmentId,
    /// The item.
    pub milestone_poam_id: PoamId,
}

impl About {
    /// The requirement or objective as people write it, `3.1.1[a]`.
    pub fn number(&self) -> String {
        match self.objective.as_str() {
            "" => self.requirement.clone(),
            letter => format!("{}[{letter}]", self.requirement),
        }
    }
}

/// Splits what was typed, `3.1.1[a]` or `3.1.1`, into number and letter.
pub fn split(typed: &str) -> (&str, &str) {
    match typed.trim().strip_suffix(']').and_then(|open| open.split_once('[')) {
        Some((id, letter)) => (id.trim(), letter.trim()),
        None => (typed.trim(), ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_objective_is_told_from_its_requirement() {
        assert_eq!(split(" 3.1.1 [a] "), ("3.1.1", "a"));
        assert_eq!(split("AC.L2-3.1.1"), ("AC.L2-3.1.1", ""));
        let about = About { requirement: "3.1.1".into(), objective: "a".into(), ..About::default() };
        assert_eq!((about.number().as_str(), About::default().number().as_str()), ("3.1.1[a]", ""));
    }
}
