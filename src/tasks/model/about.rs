//! What a task is about.

use crate::evidence::EvidenceId;
use serde::Serialize;

/// A requirement, one of its objectives, a piece of evidence, or nothing of these.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow, Serialize)]
pub struct About {
    /// The requirement's number, or empty.
    pub requirement: String,
    /// The objective's letter, or empty.
    pub objective: String,
    /// The evidence.
    pub evidence_id: Option<EvidenceId>,
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
        let about = About { requirement: "3.1.1".into(), objective: "a".into(), evidence_id: None };
        assert_eq!((about.number().as_str(), About::default().number().as_str()), ("3.1.1[a]", ""));
    }
}
