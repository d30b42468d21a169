//! What is wrong with a file: where, and why. Several at once, so that a file is not sent again for each.

use serde::Serialize;
use std::fmt;

/// How many mistakes are told at once.
pub const TOLD_MAX: usize = 20;

/// Where something stands: in words, and by what comes before it in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    words: String,
    order: Order,
}

/// Row and column, or the number of a JSON value. The file as a whole comes before all that is in it.
type Order = (u64, u64);

impl Place {
    /// The place that is called `words`.
    pub const fn new(words: String, order: Order) -> Self {
        Self { words, order }
    }
}

/// The file as a whole.
impl From<String> for Place {
    fn from(words: String) -> Self {
        Self { words, order: (0, 0) }
    }
}

/// The file as a whole.
impl From<&str> for Place {
    fn from(words: &str) -> Self {
        words.to_owned().into()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// A JSON path, a line and column, or a cell.
    pub at: String,
    /// What is wrong there, and what to do.
    pub reason: String,
    #[serde(skip)]
    order: Order,
}

/// Everything that is wrong, as far as it was looked at, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Mistakes {
    /// The first of them in the file, whenever they were found.
    pub told: Vec<Mistake>,
    /// How many more there are.
    pub more: usize,
}

impl Mistakes {
    /// A file that could not be read at all.
    pub fn one(at: impl Into<Place>, reason: impl Into<String>) -> Self {
        let mut mistakes = Self::default();
        mistakes.add(at, reason);
        mistakes
    }

    /// Notes a mistake. Of several at one place the first that is noted comes first.
    pub fn add(&mut self, at: impl Into<Place>, reason: impl Into<String>) {
        let Place { words, order } = at.into();
        let after = self.told.partition_point(|it| it.order <= order);
        self.told.insert(after, Mistake { at: words, reason: reason.into(), order });
        if self.told.len() > TOLD_MAX {
            self.told.truncate(TOLD_MAX);
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
        for Mistake { at, reason, .. } in &self.told {
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

    #[test]
    fn what_stands_first_in_the_file_is_told_first_whenever_it_was_found() {
        let mut mistakes = Mistakes::default();
        for n in (0..23).rev() {
            mistakes.add(Place::new(format!("line {n}"), (n, 1)), "Wrong.");
        }
        mistakes.add(Place::new("line 3".into(), (3, 0)), "Before.");
        mistakes.add("the file", "Whole.");

        let told: Vec<_> = mistakes.told.iter().map(|it| it.at.as_str()).collect();
        assert_eq!(told[..6], ["the file", "line 0", "line 1", "line 2", "line 3", "line 3"]);
        assert_eq!((mistakes.told[4].reason.as_str(), told.len(), mistakes.more), ("Before.", 20, 5));
    }
}
