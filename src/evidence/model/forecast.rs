//! What a day will bring: evidence out of date, and objectives met without current evidence.

use super::{EvidenceId, Kind};
use crate::kernel::env::Day;
use serde::Serialize;
use uuid::Uuid;

/// A piece that will be out of date.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Fading {
    /// Its id.
    pub id: EvidenceId,
    /// Its title.
    pub title: String,
    /// What sort of proof it is.
    pub kind: Kind,
    /// Its last day.
    pub valid_until: Day,
    /// Who keeps it up to date.
    pub owner_name: Option<String>,
    /// Whether it is out of date already.
    pub is_stale: bool,
    /// How many objectives of open assessments it serves.
    pub covers: i64,
    /// How many such pieces there are in all.
    #[serde(skip)]
    pub total: i64,
}

/// An objective that is met while nothing current shows it.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Unproved {
    /// The assessment.
    pub assessment_id: Uuid,
    /// Its title.
    pub assessment: String,
    /// The requirement.
    pub requirement: String,
    /// The objective's letter.
    pub objective: String,
    /// How many pieces are linked, whatever they are worth.
    pub links: i64,
    /// How many such objectives there are in all.
    #[serde(skip)]
    pub total: i64,
}

/// What a day will bring if nobody does anything.
#[derive(Clone, Debug)]
pub struct Forecast {
    /// What will be out of date, the earliest first; the first 500.
    pub fading: Vec<Fading>,
    /// What is met and will not be shown by anything current; the first 500.
    pub unproved: Vec<Unproved>,
}
