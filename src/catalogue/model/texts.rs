//! Bodies of text and what stands in them.

use super::{CatalogueId, OWN, RequirementId};
use crate::kernel::{
    env::{Day, Timestamp},
    hash::Sha256,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A body of text.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Body {
    /// Its id.
    pub id: CatalogueId,
    /// Its word in addresses.
    #[sqlx(rename = "catalogue_key")]
    pub key: String,
    /// What it is called.
    pub title: String,
    /// The file it came from, with the publication's own version.
    pub source: String,
    /// The SHA-256 of that file.
    pub source_sha256: Option<Sha256>,
    /// The day of its publication.
    pub source_on: Option<Day>,
    /// When it came in, or was last renewed.
    pub imported_at: Timestamp,
    /// Counts its changes.
    pub version: i64,
    /// How many requirements it has, retired ones aside.
    pub requirements: i64,
    /// How many objectives these have.
    pub objectives: i64,
}

impl Body {
    /// Whether it holds the organisation's own requirements.
    pub fn is_own(&self) -> bool {
        self.key == OWN
    }
}

/// One requirement of a body of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Requirement {
    /// Its id.
    pub id: RequirementId,
    /// Its number.
    pub code: String,
    /// Its family.
    pub family: String,
    /// Its title.
    pub title: String,
    /// What it asks.
    pub statement: String,
    /// What the publication explains.
    pub guidance: String,
    /// When it was retired.
    pub retired_at: Option<Timestamp>,
    /// Counts its changes.
    pub version: i64,
    /// Letter and text of each objective.
    pub objectives: Vec<(String, String)>,
}

/// The official text of one built-in requirement, from a file that somebody imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Official {
    /// The body it stands in.
    pub key: String,
    /// What the body is called.
    pub title: String,
    /// The file it came from.
    pub source: String,
    /// The day of its publication.
    pub source_on: Option<Day>,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// What it asks.
    pub statement: String,
    /// What the publication explains.
    pub guidance: String,
    /// The text of each objective by its key in the built-in catalogue.
    pub objectives: BTreeMap<String, String>,
}

/// An own requirement in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Own {
    /// Its number, which findings carry.
    pub code: String,
    /// Its family.
    pub family: String,
    /// Its title.
    pub title: String,
    /// What it asks; empty in an outline.
    pub statement: String,
    /// Letter and text of each objective; the texts are empty in an outline.
    pub objectives: Vec<(String, String)>,
}
