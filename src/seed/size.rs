//! How large the company shall be.

use crate::catalogue::builtin;
use std::fmt;

/// How much of everything there shall be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// The 110 of CMMC Level 2, and the company's own up to this number.
    pub requirements: usize,
    /// Pieces of evidence, each linked to one objective.
    pub evidence: usize,
    /// Tasks.
    pub tasks: usize,
    /// At least so many lines of the trail.
    pub audit: usize,
}

/// A size that no company has: an assessment of Level 2 always has all of its requirements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooSmall;

impl fmt::Display for TooSmall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "CMMC Level 2 has {} requirements, and the company is assessed at all of them. Ask for that many or more.",
            level2()
        )
    }
}

impl Default for Size {
    fn default() -> Self {
        Self { requirements: level2(), evidence: 100, tasks: 50, audit: 1000 }
    }
}

impl Size {
    /// Itself, if there can be such a company.
    pub fn check(self) -> Result<Self, TooSmall> {
        if self.requirements < level2() { Err(TooSmall) } else { Ok(self) }
    }

    /// How many requirements are the company's own.
    pub fn own(self) -> usize {
        self.requirements.saturating_sub(level2())
    }
}

fn level2() -> usize {
    builtin::requirements(builtin::Level::Two).len()
}
