//! The list of evidence: what is looked for, and what a row shows.

use super::{EvidenceId, Holder, Kind, Standing, State, Tags, Verdict};
use crate::kernel::{env::Day, id::UserId};
use serde::Serialize;

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Words of title, description or file name.
    pub search: String,
    /// A kind, or any.
    pub kind: Option<Kind>,
    /// A word of `STATES`, or empty for any but what was superseded.
    pub state: &'static str,
    /// Whose, or anybody's.
    pub owner: Option<UserId>,
    /// One word it is to be found by, or none.
    pub tag: String,
    /// What comes first.
    pub sort: Sort,
    /// After which row of that order; none is from the beginning.
    pub after: Option<Cursor>,
}

/// What can be asked for as a state. `final` is all that is neither a draft nor out of date.
const STATES: [&str; 7] = ["draft", "submitted", "accepted", "returned", "stale", "superseded", "final"];

/// A row of an ordered list: what orders it, then its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// What the leading column says.
    pub key: String,
    /// The row.
    pub id: EvidenceId,
}

impl Cursor {
    /// Reads the word of an address; anything else is no cursor.
    pub fn parse(word: &str) -> Option<Self> {
        let (id, key) = word.split_once('~')?;
        Some(Self { key: key.to_owned(), id: id.parse().ok()? })
    }

    /// The word in addresses.
    pub fn word(&self) -> String {
        format!("{}~{}", self.id, self.key)
    }
}

/// The order of rows: a column, up or down; no column is the newest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    /// `title`, `kind`, `captured`, `valid`, `owner`, or empty.
    pub column: &'static str,
    /// From the end to the beginning.
    pub is_down: bool,
}

impl Filter {
    /// Reads the word of a state filter; any other word is no filter.
    pub fn state(word: &str) -> &'static str {
        STATES.into_iter().find(|known| *known == word).unwrap_or("")
    }

    /// Whether anything is left out.
    pub fn is_narrow(&self) -> bool {
        !self.search.is_empty()
            || self.kind.is_some()
            || !self.state.is_empty()
            || self.owner.is_some()
            || !self.tag.is_empty()
    }
}

impl Sort {
    /// The columns that sort.
    pub const COLUMNS: [&'static str; 5] = ["title", "kind", "captured", "valid", "owner"];

    /// Reads `title` or `-title`; any other word is the usual order.
    pub fn parse(word: &str) -> Self {
        let (name, is_down) = word.strip_prefix('-').map_or((word, false), |name| (name, true));
        let column = Self::COLUMNS.into_iter().find(|known| *known == name);
        column.map_or(Self::default(), |column| Self { column, is_down })
    }
}

/// One row.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Listed {
    /// Its id.
    pub id: EvidenceId,
    /// Its title.
    pub title: String,
    /// What sort of proof it is.
    pub kind: Kind,
    /// Draft or final.
    pub state: State,
    /// What was decided about it.
    pub review: Verdict,
    /// Whether its day has passed.
    pub is_stale: bool,
    /// Whether there is a newer version.
    pub is_replaced: bool,
    /// Whether its bytes are kept elsewhere.
    pub is_reference: bool,
    /// How many objectives it serves, in all assessments.
    pub covers: i64,
    /// The day it was taken.
    pub captured_on: Option<Day>,
    /// The last day on which it still shows how things are.
    pub valid_until: Option<Day>,
    /// Who keeps it up to date.
    pub owner_name: Option<String>,
    /// Words to find it by.
    pub tags: Tags,
    /// The number of this version.
    pub number: i64,
    /// Grows with every change of what is known about it.
    pub version: i64,
    /// What the leading column says, for the next page.
    #[serde(skip)]
    pub sort_key: String,
}

impl Listed {
    /// Where it stands.
    pub fn standing(&self) -> Standing {
        Standing::of(self.state, self.review, self.is_stale, self.is_replaced)
    }

    /// Its place in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor { key: self.sort_key.clone(), id: self.id }
    }
}

/// A page of the list.
#[derive(Debug)]
pub struct List {
    /// The rows.
    pub rows: Vec<Listed>,
    /// Whether more follow.
    pub has_more: bool,
    /// Everybody who owns evidence, for the filter.
    pub owners: Vec<Holder>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_way_through_an_address() {
        let cursor = Cursor { key: "a~b c".into(), id: EvidenceId(uuid::Uuid::nil()) };

        assert_eq!(Cursor::parse(&cursor.word()), Some(cursor));
        assert_eq!(Cursor::parse("2"), None);
        assert_eq!(Cursor::parse("x~y"), None);
    }
}
