//! Where an assessment stands: its score or the range it lies in, the status that would be reached, and all that
//! stands in the way. Computed from a picture by a rule pack; kept with a completed assessment and read back
//! from then on, so that a later rule pack changes nothing in it.

mod judge;
#[cfg(test)]
mod tests;

use super::{Mark, picture::Picture};
use crate::catalogue::pack;
use crate::kernel::{Error, Result, env::Day, hash::Sha256};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

/// A result with everything that a reader needs to check it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// The rules that were applied.
    pub pack: Pack,
    /// The highest score there is; none at Level 1.
    pub maximum: Option<i32>,
    /// The lowest score that a Conditional status needs; none at Level 1.
    pub needed: Option<i32>,
    /// The score, once everything is assessed and every MET has evidence in final form.
    pub score: Option<i32>,
    /// The highest score that is still possible, while there is no score.
    pub best: Option<i32>,
    /// The lowest.
    pub worst: Option<i32>,
    /// The status that the result allows, or why there is none, by the names of 32 CFR 170.4.
    pub status: String,
    /// The status if everything that is open turns out met.
    pub status_at_best: String,
    /// `final`, `conditional` or `not_eligible`.
    pub eligibility: String,
    /// The kinds of reasons for that, as the scoring file names them.
    pub reasons: Vec<String>,
    /// The requirements that by themselves prevent a status, as the scoring file lists them.
    pub blocking: Vec<String>,
    /// Everything known to stand in the way, whatever becomes of what is open.
    pub hurdles: Vec<Hurdle>,
    /// What each requirement of the level came to, in catalogue order.
    pub rows: Vec<Row>,
}

/// The rule pack behind a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    /// Its name.
    pub name: String,
    /// The day up to which its sources were read.
    pub as_of: Day,
    /// What was read, each with its day.
    pub sources: Vec<String>,
}

/// One thing that stands in the way of a status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hurdle {
    /// The requirement, if it is about one.
    pub requirement: Option<String>,
    /// The kind of reason, as the scoring file names it.
    pub reason: String,
    /// Why, in words.
    pub words: String,
    /// The paragraph that says so.
    pub citation: String,
    /// Points that the requirement costs.
    pub points: i32,
}

/// What one requirement came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its id.
    pub requirement: String,
    /// Its result after claims; not assessed while a MET of it lacks evidence in final form, or while something of it
    /// was copied and not confirmed.
    pub result: Mark,
    /// Whether nothing but that evidence is missing.
    pub is_provisional: bool,
    /// Whether something of it was copied and nobody confirmed it, and nothing found here decides it without that.
    #[serde(default)]
    pub is_to_confirm: bool,
    /// Points taken off.
    pub points: i32,
    /// Why, in words; empty where nothing is taken off.
    pub words: String,
    /// The paragraph behind the points.
    pub citation: String,
    /// A claim that was made for it.
    pub claim: Option<ClaimNote>,
    /// The lighter case that holds: a word of the scoring file, or empty.
    pub partial: String,
    /// Whether it is on the POA&M.
    pub is_on_poam: bool,
}

/// A claim as the sheet shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimNote {
    /// `enduring_exception`, `temporary_deficiency` or `dod_cio_adjudication`.
    pub kind: String,
    /// Whether all its conditions are fulfilled.
    pub holds: bool,
    /// What the rule asks.
    pub words: String,
    /// What the people say of it.
    pub note: String,
}

impl Standing {
    /// Requirements whose result is not known yet, or lacks evidence.
    pub fn open(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.result == Mark::Unassessed)
    }

    /// Whether the system security plan is among them: without it there is no score at all.
    pub fn is_plan_open(&self) -> bool {
        self.open().any(|row| row.requirement == pack::current().level2.ssp)
    }

    /// Points taken off for what is known to be not met.
    pub fn points(&self) -> i32 {
        self.rows.iter().map(|row| row.points).sum()
    }

    /// Tells two results apart: a form carries it to say which one somebody looked at.
    pub fn digest(&self) -> Result<String> {
        Ok(Sha256::of(serde_json::to_vec(self)?).to_string())
    }

    /// What the trail says about it.
    pub fn summary(&self) -> Value {
        let taken = self.rows.iter().filter(|row| row.points != 0);
        let points: serde_json::Map<_, _> =
            taken.map(|row| (row.requirement.clone(), row.points.into())).collect();
        json!({
            "status": self.status, "score": self.score, "best": self.best, "worst": self.worst,
            "rule_pack": self.pack.name, "points": points,
        })
    }
}

impl Picture {
    /// Where the assessment stands: what was kept when it was completed, else by the newest rule pack.
    pub fn standing(&self) -> Result<&Standing> {
        if let Some(known) = self.standing.get() {
            return Ok(known);
        }
        let standing = match &self.assessment.result {
            Some(kept) => serde_json::from_value(kept.0.clone()).map_err(|fault| {
                Error::Internal(anyhow::anyhow!(
                    "the kept result of {} is unreadable: {fault}",
                    self.assessment.id
                ))
            })?,
            None => Standing::of(self, pack::current()),
        };
        Ok(self.standing.get_or_init(|| Arc::new(standing)))
    }
}
