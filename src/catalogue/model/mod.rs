//! What the catalogue is made of besides the built-in data.

mod code;
mod diff;
mod event;
mod key;
mod merged;
mod texts;
mod words;

pub use code::{Code, Letter};
pub use diff::{Counts, Diff, Kept, Piece};
pub use event::Event;
pub use key::{key_for, stem};
pub use merged::{Catalogue, Item};
pub use texts::{Body, Official, Own, Requirement};
pub use words::Words;

use crate::kernel::{
    env::Timestamp,
    hash::Sha256,
    text::{Line, Paragraph},
};
use serde::{Deserialize, Serialize};

id!(
    /// A body of text: a publication, or the organisation's own requirements.
    CatalogueId
);
id!(
    /// A requirement of such a body.
    RequirementId
);
id!(
    /// A file that waits for a yes to its preview.
    ImportId
);

/// The key of the organisation's own requirements.
pub const OWN: &str = "own";

/// The most objectives of one requirement.
pub const OBJECTIVES_MAX: usize = 500;

/// The most requirements that an organisation can have of its own.
pub const OWN_MAX: usize = 1_000;

/// Words in addresses that no publication may have for its key.
pub const RESERVED: [&str; 7] =
    ["rules", "import", "imports", "template-csv", "level-1", "level-2", "level-3"];

/// An own requirement as somebody wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its family.
    pub family: Line,
    /// Its title.
    pub title: Line,
    /// What it asks.
    pub statement: Paragraph,
    /// Letter and text of each objective.
    pub objectives: Vec<(Letter, Paragraph)>,
}

/// A file that was read, with what is known about it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Read {
    /// What it held. Without its requirements once it was applied.
    pub parsed: crate::catalogue::import::Parsed,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// Its size.
    pub size_bytes: u64,
    /// What it changed, once it was applied.
    pub counts: Option<Counts>,
}

impl Read {
    /// The digest of its bytes.
    pub fn digest(&self) -> Option<Sha256> {
        Sha256::parse(&self.sha256)
    }
}

/// A file on its way into the catalogue.
#[derive(Clone, Debug)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// Its name, as the sender called it.
    pub file_name: String,
    /// What was read.
    pub read: Read,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When somebody said yes.
    pub applied_at: Option<Timestamp>,
}
