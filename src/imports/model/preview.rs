//! What a file would do, row by row, as it was shown.

use crate::kernel::env::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a row stands to what Muster has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stand {
    /// There is nothing like it yet.
    New,
    /// It says something else.
    Changed,
    /// It says the same.
    Same,
    /// It says something else, and somebody changed it in Muster since the file was made.
    Conflict,
    /// It cannot be.
    Error,
}

impl Stand {
    /// All of them, in the order of the tabs.
    pub const ALL: [Self; 5] = [Self::Error, Self::Conflict, Self::Changed, Self::New, Self::Same];

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Same => "same",
            Self::Conflict => "conflict",
            Self::Error => "error",
        }
    }

    /// The words for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::Changed => "Changed",
            Self::Same => "Nothing to change",
            Self::Conflict => "Changed in Muster too",
            Self::Error => "With errors",
        }
    }

    /// Whether somebody chooses about it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::New | Self::Changed | Self::Conflict)
    }

    /// Whether it is taken where nobody chose: what somebody changed in Muster meanwhile stays.
    pub fn is_taken(self) -> bool {
        matches!(self, Self::New | Self::Changed)
    }
}

/// What one field becomes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The field, for people.
    pub field: String,
    /// As it is.
    pub before: String,
    /// As it would be.
    pub after: String,
}

/// What is wrong in one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The column's name in the file; empty where it is the row as a whole.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What is wrong with it, and what to do.
    pub reason: String,
}

/// What one row would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Its number in the file.
    pub line: u64,
    /// What it is about, for people.
    pub label: String,
    /// How it stands.
    pub stand: Stand,
    /// What would change.
    pub changes: Vec<Change>,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// Something worth saying beside it.
    pub note: String,
    /// The version that it would change; two previews with the same of these have seen the same.
    pub seen: String,
}

impl Verdict {
    /// Whether this and `later` have seen the same: if not, the later one was made of something else.
    pub fn is_like(&self, later: &Self) -> bool {
        (self.line, self.stand, &self.seen, &self.changes)
            == (later.line, later.stand, &later.seen, &later.changes)
    }
}

/// What it does to the score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// The score before, or the range that it lies in.
    pub before: String,
    /// After.
    pub after: String,
    /// The status that is allowed before.
    pub status_before: String,
    /// After.
    pub status_after: String,
}

/// What a whole file would do.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Preview {
    /// Its rows.
    pub rows: Vec<Verdict>,
    /// What the rows that are taken by default do to the score; none where results stay.
    pub effect: Option<Effect>,
    /// How far the organisation's trail had grown at most when it was made; while it has not grown further, nothing
    /// stands otherwise.
    #[serde(default)]
    pub changes: Option<i64>,
    /// The day on which it was made: a rule may say something else on the next.
    #[serde(default)]
    pub on: Option<Day>,
    /// The columns that are not read.
    #[serde(default)]
    pub left_out: Vec<String>,
}

impl Preview {
    /// How many rows stand so.
    pub fn count(&self, stand: Stand) -> usize {
        self.rows.iter().filter(|row| row.stand == stand).count()
    }

    /// The rows that `later` sees otherwise, as it sees them.
    pub fn overtaken<'a>(&self, later: &'a Self) -> Vec<&'a Verdict> {
        let was: BTreeMap<u64, &Verdict> = self.rows.iter().map(|row| (row.line, row)).collect();
        let is_other = |row: &&Verdict| was.get(&row.line).is_none_or(|was| !was.is_like(row));
        later.rows.iter().filter(is_other).collect()
    }
}

/// Which rows somebody chose to take or to leave: by the row's number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices(pub BTreeMap<u64, bool>);

impl Choices {
    /// Whether a row is taken.
    pub fn takes(&self, row: &Verdict) -> bool {
        row.stand.is_open() && self.0.get(&row.line).copied().unwrap_or(row.stand.is_taken())
    }

    /// Notes a choice; one that is what would be anyway is not kept.
    pub fn choose(&mut self, row: &Verdict, is_taken: bool) {
        if !row.stand.is_open() || is_taken == row.stand.is_taken() {
            self.0.remove(&row.line);
        } else {
            self.0.insert(row.line, is_taken);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: u64, stand: Stand, seen: &str) -> Verdict {
        let (label, note) = (String::new(), String::new());
        Verdict { line, label, stand, changes: Vec::new(), faults: Vec::new(), note, seen: seen.into() }
    }

    #[test]
    fn what_somebody_changed_meanwhile_stays_unless_chosen() {
        let (new, conflict, error) =
            (row(2, Stand::New, ""), row(3, Stand::Conflict, "4"), row(4, Stand::Error, ""));
        let mut choices = Choices::default();
        assert!(choices.takes(&new) && !choices.takes(&conflict) && !choices.takes(&error));

        choices.choose(&conflict, true);
        choices.choose(&new, true);
        choices.choose(&error, true);

        assert!(choices.takes(&conflict) && !choices.takes(&error));
        assert_eq!(choices.0.len(), 1, "what would be anyway is not kept");
    }

    #[test]
    fn a_row_that_is_seen_otherwise_is_found() {
        let of = |seen: &str| Preview { rows: vec![row(2, Stand::Changed, seen)], ..Preview::default() };

        assert!(of("1").overtaken(&of("1")).is_empty());
        assert_eq!(of("1").overtaken(&of("2")).len(), 1);
    }
}
