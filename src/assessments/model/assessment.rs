use crate::kernel::{
    Error, Result,
    env::{Day, Timestamp},
    id::UserId,
    text::{Line, Paragraph},
};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;

id!(
    /// A system that is assessed.
    SystemId
);
id!(
    /// An assessment of a system.
    AssessmentId
);

/// What is assessed: a network, an enclave, a site.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct System {
    /// Its id.
    pub id: SystemId,
    /// Its name.
    pub name: Line,
    /// Its CAGE codes, as SPRS wants them, separated by spaces.
    pub cage_codes: String,
    /// What belongs to it, in words.
    pub scope: Paragraph,
    /// How often it was changed.
    pub version: i64,
}

/// One assessment of one system against one CMMC level.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Assessment {
    /// Its id.
    pub id: AssessmentId,
    /// What is assessed.
    pub system_id: SystemId,
    /// The system's name.
    pub system: Line,
    /// What people call it.
    pub title: Line,
    /// CMMC level 1 to 3.
    pub level: i64,
    /// Who leads it.
    pub lead_id: Option<UserId>,
    /// Level 3 stands on a Level 2 status: its name (32 CFR 170.18(a)).
    pub level2_status: String,
    /// And its score.
    pub level2_score: Option<i64>,
    /// The assessment it was copied from.
    pub copied_from: Option<AssessmentId>,
    /// The day it was completed on; everything in it is locked since.
    pub completed_on: Option<Day>,
    /// The name that the lead signed with.
    pub completed_name: String,
    /// What the score was then.
    pub result: Option<Json<serde_json::Value>>,
    /// How often it was changed.
    pub version: i64,
    /// When it was started.
    pub created_at: Timestamp,
}

/// What somebody says to complete an assessment.
#[derive(Clone, Debug)]
pub struct Completion {
    /// The name of the lead.
    pub name: Line,
    /// The day it counts from.
    pub on: Day,
}

/// What somebody says to start one.
#[derive(Clone, Debug)]
pub struct NewAssessment {
    /// What people will call it.
    pub title: Line,
    /// CMMC level 1 to 3.
    pub level: i64,
    /// Who leads it.
    pub lead_id: Option<UserId>,
    /// For Level 3: the Level 2 status held on the scope.
    pub level2_status: String,
    /// For Level 3: its score.
    pub level2_score: Option<i64>,
}

impl Assessment {
    /// Whether it is completed, and so nothing in it may change.
    pub fn is_locked(&self) -> bool {
        self.completed_on.is_some()
    }

    /// Fails with words if it is completed.
    pub fn open(&self) -> Result<()> {
        match self.completed_on {
            None => Ok(()),
            Some(day) => Err(Error::Conflict(format!(
                "This assessment was completed on {day} and is locked. The lead can reopen it with a reason."
            ))),
        }
    }
}
