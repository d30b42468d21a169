//! Versions of one piece: none is ever overwritten, each has its own digest.

use super::{Details, Evidence, EvidenceId, State};
use crate::kernel::{
    env::{Day, Timestamp},
    hash::Sha256,
};
use serde::Serialize;

/// What is said about a new version; the rest is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Draft or final.
    pub state: State,
    /// The day it was taken.
    pub captured_on: Option<Day>,
    /// The last day on which it still shows how things are.
    pub valid_until: Option<Day>,
}

/// One version, for the list on the page of the piece.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Version {
    /// Its id.
    pub id: EvidenceId,
    /// Its number in the series.
    pub number: i64,
    /// The name it is downloaded under.
    pub file_name: String,
    /// Where it is kept, if not here.
    pub place: String,
    /// How large it is.
    pub size_bytes: i64,
    /// The digest of its bytes.
    pub sha256: Sha256,
    /// When it was added.
    pub created_at: Timestamp,
    /// Who brought it.
    pub added_by_name: String,
    /// Whether a completed assessment stands on it.
    pub is_frozen: bool,
}

impl Evidence {
    /// What all versions of it have in common: the id of the first.
    pub fn series(&self) -> EvidenceId {
        self.first_id.unwrap_or(self.id)
    }

    /// The details of its next version; `usual` is its last day where nobody says another.
    pub fn renewed(&self, terms: Terms, usual: Option<Day>) -> Details {
        Details {
            title: self.title.clone(),
            description: self.description.clone(),
            kind: self.kind,
            state: terms.state,
            captured_on: terms.captured_on,
            valid_until: terms.valid_until.or(usual),
            owner_id: self.owner_id,
            tags: self.tags.clone(),
        }
    }
}
