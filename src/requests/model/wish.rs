//! What somebody asks for.

use super::Objective;
use crate::evidence::{EvidenceId, Kind};
use crate::kernel::{
    env::Day,
    id::UserId,
    text::{Email, Line, Paragraph},
};
use uuid::Uuid;

/// The longest time after which the next request is made.
pub const MONTHS_MAX: i64 = 60;

/// Who is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Somebody here.
    Member(UserId),
    /// Somebody outside, by name and address.
    Outside(Line, Email),
}

/// What is asked for, of whom, until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What, in a line.
    pub title: Line,
    /// The particulars.
    pub wanted: Paragraph,
    /// What sort of proof.
    pub kind: Kind,
    /// Until when.
    pub due_on: Day,
    /// Of whom.
    pub whom: Whom,
    /// A word to them.
    pub note: Paragraph,
    /// The assessment that it is for.
    pub assessment_id: Option<Uuid>,
    /// Its objectives.
    pub objectives: Vec<Objective>,
    /// After so many months the next one is made.
    pub repeat_months: Option<i64>,
    /// The evidence whose next version it is to be.
    pub renews_id: Option<EvidenceId>,
}

/// Reads a number of months; nothing typed is never.
pub fn months(typed: &str) -> Result<Option<i64>, String> {
    match (typed.trim(), typed.trim().parse::<i64>()) {
        ("", _) => Ok(None),
        (_, Ok(months)) if (1..=MONTHS_MAX).contains(&months) => Ok(Some(months)),
        _ => Err(format!("Enter a number of months from 1 to {MONTHS_MAX}, or nothing.")),
    }
}
