//! Systems and their assessments.

use crate::assessments::score::CmmcStatus;
use crate::catalogue::Own;
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

/// What somebody says about a system.
#[derive(Clone, Debug)]
pub struct NewSystem {
    /// Its name.
    pub name: Line,
    /// Its CAGE codes, as `cage_codes` gives them.
    pub cage_codes: String,
    /// What belongs to it, in words.
    pub scope: Paragraph,
}

/// What somebody says to start one.
#[derive(Clone, Debug)]
pub struct NewAssessment {
    /// CMMC level 1 to 3.
    pub level: i64,
    /// The rest, which can be changed later.
    pub terms: Terms,
}

/// What can be changed about an assessment while it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What people call it.
    pub title: Line,
    /// Who leads it.
    pub lead_id: Option<UserId>,
    /// For Level 3: the Level 2 status held on the scope.
    pub level2_status: String,
    /// For Level 3: its score.
    pub level2_score: Option<i64>,
}

/// Reads CAGE codes, five letters or digits each, as SPRS wants them: capitals with a space between.
pub fn cage_codes(raw: &str) -> Result<String, String> {
    let codes: Vec<String> = raw
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
        .filter(|code| !code.is_empty())
        .map(str::to_ascii_uppercase)
        .collect();
    let is_good = |code: &String| code.len() == 5 && code.chars().all(|c| c.is_ascii_alphanumeric());
    match codes.iter().find(|code| !is_good(code)) {
        Some(bad) => Err(format!(
            "A CAGE code has 5 letters or digits, such as 1A2B3; \"{bad}\" does not. Put a space between codes."
        )),
        None if codes.len() > 50 => Err("Enter at most 50 CAGE codes.".into()),
        None => Ok(codes.join(" ")),
    }
}

impl Assessment {
    /// What can be changed about it.
    pub fn terms(&self) -> Terms {
        Terms {
            title: self.title.clone(),
            lead_id: self.lead_id,
            level2_status: self.level2_status.clone(),
            level2_score: self.level2_score,
        }
    }

    /// Whether it is completed, and so nothing in it may change.
    pub fn is_locked(&self) -> bool {
        self.completed_on.is_some()
    }

    /// The status that it was completed with, and its day.
    pub fn reached(&self) -> Option<(CmmcStatus, Day)> {
        Some((CmmcStatus::named(self.result.as_ref()?.0.get("status")?.as_str()?)?, self.completed_on?))
    }

    /// The organisation's own requirements as they stood when it was completed; none if it is open, or was completed
    /// before they were kept.
    pub fn kept_own(&self) -> Option<Vec<Own>> {
        Vec::deserialize(self.result.as_ref()?.0.get("own")?).ok()
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

#[cfg(test)]
mod tests {
    use super::cage_codes;

    #[test]
    fn cage_codes_have_five_letters_or_digits_each() {
        assert_eq!(cage_codes(" 1a2b3,\n9Z8Y7 "), Ok("1A2B3 9Z8Y7".into()));
        assert_eq!(cage_codes(""), Ok(String::new()));
        for bad in ["1A2B", "1A2B3C", "1A2B!", "ÄA2B3"] {
            assert!(cage_codes(bad).unwrap_err().contains("5 letters or digits"), "{bad}");
        }
    }
}
