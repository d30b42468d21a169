//! What is wrong with a file: where, and why. Several at once, so that a file is not sent again for each.

use serde::Serialize;
use std::fmt;

/// How many mistakes are told at once.
pub const TOLD_MAX: usize = 20;

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// A JSON path, a line and column, or a cell.
    pub at: String,
    /// What is wrong there, and what to do.
    pub reason: String,
}

/// Everything that is wrong, as far as it was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Mistakes {
    /// The first of them.
    pub told: Vec<Mistake>,
    /// How many more there are.
    pub more: usize,
}

impl Mistakes {
    /// A file that could not be read at all.
    pub fn one(at: impl Into<String>, reason: impl Into<String>) -> Self {
        let mut mistakes = Self::default();
        mistakes.add(at, reason);
        mistakes
    }

    /// Notes a mistake.
    pub fn add(&mut self, at: impl Into<String>, reason: impl Into<String>) {
        if self.told.len() < TOLD_MAX {
            self.told.push(Mistake { at: at.into(), reason: reason.into() });
        } else {
            self.more += 1;
        }
    }

    /// `value` if nothing was wrong.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.told.is_empty() { Ok(value) } else { Err(self) }
    }
}

/// One indented line for each mistake, for the console.
impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Mistake { at, reason } in &self.told {
            writeln!(f, "  {at}: {reason}")?;
        }
        if self.more > 0 {
            writeln!(f, "  and {} more.", self.more)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_are_told_and_the_rest_is_counted() {
        let mut mistakes = Mistakes::default();
        for n in 0..23 {
            mistakes.add(format!("line {n}"), "Wrong.");
        }

        assert_eq!((mistakes.told.len(), mistakes.more), (20, 3));
        assert!(mistakes.to_string().ends_with("  line 19: Wrong.\n  and 3 more.\n"));
    }
}
