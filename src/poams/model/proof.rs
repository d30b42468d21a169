//! Evidence that shows that an item is brought to an end.

use crate::evidence::EvidenceId;
use crate::kernel::env::Day;
use serde::Serialize;

/// A piece of evidence of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// The evidence.
    pub id: EvidenceId,
    /// Its title.
    pub title: String,
    /// `draft` or `final`.
    pub state: String,
    /// The last day on which it still shows how things are.
    pub valid_until: Option<Day>,
}

impl Proof {
    /// Whether it shows something: in final form, and not past its day.
    pub fn is_good(&self, today: Day) -> bool {
        self.state == "final" && self.valid_until.is_none_or(|last| last >= today)
    }
}

/// A piece of evidence to choose from.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Offer {
    /// The evidence.
    pub id: EvidenceId,
    /// Its title.
    pub title: String,
    /// The name of its file.
    pub file_name: String,
    /// `draft` or `final`.
    pub state: String,
    /// The day it was taken.
    pub captured_on: Option<Day>,
    /// Whether its day has passed.
    pub is_stale: bool,
    /// Whether it is linked to the item.
    pub is_linked: bool,
    /// Whether it serves an objective of the item's requirement.
    pub is_near: bool,
}
