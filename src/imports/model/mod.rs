//! What a file that was sent is, and what each of its rows would do.

mod event;
pub mod fields;
pub mod mapping;
pub mod people;
mod preview;
pub mod values;
#[cfg(test)]
mod values_tests;

pub use event::Event;
pub use preview::{Change, Choices, Effect, Fault, Preview, Stand, Verdict};

use crate::assessments::AssessmentId;
use crate::exchange::Table;
use crate::kernel::{Error, Result, env::Timestamp, hash::Sha256, id::UserId};
use mapping::Mapping;
use serde::Serialize;
use sqlx::types::Json;

id!(
    /// A file that was sent.
    BatchId
);

/// How far a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, Serialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Its columns are not told yet.
    Columns,
    /// What it would do is shown.
    Preview,
    /// It is carried out as soon as a worker comes to it.
    Waiting,
    /// It was carried out.
    Done,
    /// It was not carried out, and is to be looked at again.
    Stale,
}

/// A file that was sent.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// The assessment it is for.
    pub assessment_id: AssessmentId,
    /// The word of the table it holds.
    pub about: String,
    /// Its name, as the sender called it.
    pub file_name: String,
    /// What its bytes digest to.
    pub sha256: Sha256,
    /// The moment that it shows, if it says so.
    pub as_of: Option<Timestamp>,
    /// What its columns mean.
    pub mapping: Json<Mapping>,
    /// Which rows somebody chose otherwise.
    pub choices: Json<Choices>,
    /// How far it is.
    pub state: State,
    /// Rows of the sheet that is read.
    pub rows_total: i64,
    /// Rows that changed something.
    pub rows_changed: i64,
    /// Why it was not carried out; empty where it would no longer do what its preview showed.
    pub problem: String,
    /// Grows with every change.
    pub version: i64,
    /// Who sent it.
    pub created_by: UserId,
    /// When.
    pub created_at: Timestamp,
    /// When it was carried out.
    pub applied_at: Option<Timestamp>,
}

impl Batch {
    /// The table it holds.
    pub fn table(&self) -> Result<Table> {
        let found = crate::imports::read::table(&self.about);
        found.ok_or_else(|| Error::Internal(anyhow::anyhow!("an import is about {}", self.about)))
    }

    /// Fails with words unless it can still be looked at and changed.
    pub fn open(&self) -> Result<()> {
        let why = match self.state {
            State::Columns | State::Preview | State::Stale => return Ok(()),
            State::Waiting => "This file is being imported just now. Wait until that has ended.",
            State::Done => "This file was imported already. Send it again to import it once more.",
        };
        Err(Error::Conflict(why.into()))
    }
}
