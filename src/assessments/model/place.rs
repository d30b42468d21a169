//! Where a finding belongs.

use serde::Serialize;

/// A requirement and the letter of its objective.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, sqlx::FromRow)]
pub struct Place {
    /// The requirement's id: `3.1.1`, `AC.L1-b.1.i`, `AC.L3-3.1.2e`, or the organisation's own.
    pub requirement: String,
    /// The objective's letter; at Level 1 with its SP 800-171 id: `3.1.1[a]`.
    pub objective: String,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.objective.ends_with(']') {
            true => write!(f, "{} {}", self.requirement, self.objective),
            false => write!(f, "{}[{}]", self.requirement, self.objective),
        }
    }
}
