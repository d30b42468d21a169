//! The list of evidence: what is looked for, and what a row shows.

use super::{EvidenceId, Holder, Kind, State};
use crate::kernel::{env::Day, hash::Sha256, id::UserId};
use serde::Serialize;

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Words of title, description or file name.
    pub search: String,
    /// A kind, or any.
    pub kind: Option<Kind>,
    /// `draft`, `final`, `stale` (past its day), or empty for any.
    pub state: &'static str,
    /// Whose, or anybody's.
    pub owner: Option<UserId>,
    /// What comes first.
    pub sort: Sort,
    /// The page, from 1; none is everything, up to a limit.
    pub page: Option<i64>,
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
        ["draft", "final", "stale"].into_iter().find(|known| *known == word).unwrap_or("")
    }

    /// Whether anything is left out.
    pub fn is_narrow(&self) -> bool {
        !self.search.is_empty() || self.kind.is_some() || !self.state.is_empty() || self.owner.is_some()
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
    /// Whether its day has passed.
    pub is_stale: bool,
    /// How many objectives it serves, in all assessments.
    pub covers: i64,
    /// The day it was taken.
    pub captured_on: Option<Day>,
    /// The last day on which it still shows how things are.
    pub valid_until: Option<Day>,
    /// Who keeps it up to date.
    pub owner_name: Option<String>,
    /// The digest of its bytes.
    pub sha256: Sha256,
    /// How many rows there are on all pages.
    #[serde(skip)]
    pub total: i64,
}

/// A page of the list.
#[derive(Debug)]
pub struct List {
    /// The rows.
    pub rows: Vec<Listed>,
    /// Which page, from 1.
    pub number: i64,
    /// How many rows there are on all pages.
    pub total: i64,
    /// Everybody who owns evidence, for the filter.
    pub owners: Vec<Holder>,
}
