//! What was found for an objective, decided by somebody and taken back by them alone.

use super::{Opinion, Place};
use crate::evidence::EvidenceId;
use crate::kernel::{Error, Problems, Result, env::Timestamp, id::UserId, text::Paragraph};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use sqlx::types::Json;

/// How long one's own last change can be taken back.
pub const UNDO: TimeDelta = TimeDelta::minutes(10);

/// The result of an objective (32 CFR 170.24(b)). Nothing else is one: "partial" or "planned" are not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Nobody has looked yet.
    #[default]
    #[sqlx(rename = "")]
    #[serde(rename = "")]
    Unassessed,
    /// MET.
    Met,
    /// NOT MET.
    NotMet,
    /// Not applicable; counts as MET and needs a reason.
    NotApplicable,
}

impl Mark {
    /// Reads the word of a form; anything unknown is no result.
    pub fn parse(word: &str) -> Self {
        match word {
            "met" => Self::Met,
            "not_met" => Self::NotMet,
            "not_applicable" => Self::NotApplicable,
            _ => Self::Unassessed,
        }
    }
    /// The word in forms, addresses and the trail.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unassessed => "unassessed",
            Self::Met => "met",
            Self::NotMet => "not_met",
            Self::NotApplicable => "not_applicable",
        }
    }
    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Unassessed => "Not assessed",
            Self::Met => "Met",
            Self::NotMet => "Not met",
            Self::NotApplicable => "Not applicable",
        }
    }
}

/// What somebody decided about one objective.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// The result.
    pub result: Mark,
    /// Documents and screens were examined.
    pub is_examined: bool,
    /// People were interviewed.
    pub is_interviewed: bool,
    /// It was tested.
    pub is_tested: bool,
    /// Why, in words.
    pub finding: Paragraph,
}

/// What is kept to take a change back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// What it said before.
    pub judgement: Judgement,
    /// Whether it still was to be confirmed.
    pub is_to_confirm: bool,
    /// Evidence that was linked with the change, and had not been before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub linked: Vec<EvidenceId>,
}

/// What was found for one objective.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Finding {
    /// The requirement.
    pub requirement: String,
    /// The objective's letter.
    pub objective: String,
    /// The result.
    pub result: Mark,
    /// Documents and screens were examined.
    pub is_examined: bool,
    /// People were interviewed.
    pub is_interviewed: bool,
    /// It was tested.
    pub is_tested: bool,
    /// Why, in words.
    pub finding: Paragraph,
    /// Copied from an earlier assessment and not looked at since.
    pub is_to_confirm: bool,
    /// What it said before the last change.
    pub previous: Option<Json<Before>>,
    /// How often it was changed; 0 when there is nothing yet.
    pub version: i64,
    /// Who changed it last.
    pub updated_by: Option<UserId>,
    /// When.
    pub updated_at: Timestamp,
    /// That person's name.
    pub updated_name: Option<String>,
    /// Who answers for the requirement.
    pub owner_id: Option<UserId>,
    /// What a second person said about it.
    #[sqlx(flatten)]
    pub opinion: Opinion,
}

impl Judgement {
    /// The words of the methods that were used.
    pub fn methods(&self) -> impl Iterator<Item = &'static str> {
        let all =
            [(self.is_examined, "examine"), (self.is_interviewed, "interview"), (self.is_tested, "test")];
        all.into_iter().filter(|(is_used, _)| *is_used).map(|(_, word)| word)
    }

    /// Checks what the rules demand: a reason for NOT MET (32 CFR 170.24(b)(2)) and for N/A.
    pub fn check(self) -> Result<Self> {
        let needs = match self.result {
            Mark::NotMet => Some(
                "Say why the evidence does not show it, in ten characters or more: NOT MET needs a reason (32 CFR \
                 170.24(b)(2)).",
            ),
            Mark::NotApplicable => Some(
                "Say why it does not apply, in ten characters or more: N/A needs a reason, and the SSP must name it \
                 (3.12.4[d]).",
            ),
            Mark::Met | Mark::Unassessed => None,
        };
        match needs {
            Some(problem) if self.finding.as_str().chars().count() < 10 => {
                let problems: Problems = [("finding", problem.to_owned())].into();
                Err(Error::Invalid(problems))
            }
            _ => Ok(self),
        }
    }
}

impl Finding {
    /// What it says now.
    pub fn judgement(&self) -> Judgement {
        Judgement {
            result: self.result,
            is_examined: self.is_examined,
            is_interviewed: self.is_interviewed,
            is_tested: self.is_tested,
            finding: self.finding.clone(),
        }
    }

    /// What is kept of it when it changes.
    pub fn before(&self) -> Before {
        Before { judgement: self.judgement(), is_to_confirm: self.is_to_confirm, linked: Vec::new() }
    }

    /// Nothing found at `place` yet.
    pub fn blank(place: &Place, owner_id: Option<UserId>) -> Self {
        let Judgement { result, is_examined, is_interviewed, is_tested, finding } = Judgement::default();
        Self {
            requirement: place.requirement.clone(),
            objective: place.objective.clone(),
            result,
            is_examined,
            is_interviewed,
            is_tested,
            finding,
            is_to_confirm: false,
            previous: None,
            version: 0,
            updated_by: None,
            updated_at: Timestamp::UNIX_EPOCH,
            updated_name: None,
            owner_id,
            opinion: Opinion::default(),
        }
    }

    /// The finding after `judgement`. What it said before is kept, so that it can be taken back.
    #[must_use]
    pub fn decided(self, judgement: Judgement, by: UserId, at: Timestamp) -> Self {
        let before = self.before();
        self.saying(judgement, false, Some(before), by, at)
    }

    /// The same, knowing what evidence was linked with the change.
    #[must_use]
    pub fn with_linked(mut self, linked: Vec<EvidenceId>) -> Self {
        if let Some(before) = &mut self.previous {
            before.0.linked = linked;
        }
        self
    }

    /// Whether the change that made `version` was taken back by the same person, and nothing happened since.
    pub fn is_undone(&self, version: i64, by: UserId) -> bool {
        self.version - 1 == version && self.previous.is_none() && self.updated_by == Some(by)
    }

    /// The objective that it is about.
    pub fn place(&self) -> Place {
        Place { requirement: self.requirement.clone(), objective: self.objective.clone() }
    }

    /// Whether its last change can be taken back: only one's own, and only for ten minutes.
    pub fn can_be_undone(&self, by: UserId, at: Timestamp) -> bool {
        self.previous.is_some() && self.updated_by == Some(by) && at - self.updated_at <= UNDO
    }

    /// The finding after its last change was taken back, if that can be, and only the change that made `version`
    /// where that is said.
    pub fn undone(self, version: Option<i64>, by: UserId, at: Timestamp) -> Result<Self> {
        let can_be = self.can_be_undone(by, at) && version.is_none_or(|version| version == self.version);
        match self.previous.clone().filter(|_| can_be) {
            Some(Json(before)) => Ok(self.saying(before.judgement, before.is_to_confirm, None, by, at)),
            None => Err(Error::Conflict(
                "There is nothing of yours to take back here: only your own last change can be undone, for ten \
                 minutes. Assess the objective again instead."
                    .into(),
            )),
        }
    }

    fn saying(
        self,
        judgement: Judgement,
        is_to_confirm: bool,
        previous: Option<Before>,
        by: UserId,
        at: Timestamp,
    ) -> Self {
        Self {
            result: judgement.result,
            is_examined: judgement.is_examined,
            is_interviewed: judgement.is_interviewed,
            is_tested: judgement.is_tested,
            finding: judgement.finding,
            is_to_confirm,
            previous: previous.map(Json),
            version: self.version + 1,
            updated_by: Some(by),
            updated_at: at,
            ..self
        }
    }
}

impl crate::access::Owners for Finding {
    const NOT_YOURS: &'static str = "You can read \
         this finding but not change it: the requirement has another owner. Ask the compliance \
         lead to make you its owner, or tell its owner what you know.";
    const NOBODYS: &'static str = "You can read \
         this finding but not change it: the requirement has no owner. Ask the compliance lead to make you its owner.";
    fn owners(&self) -> Vec<Option<UserId>> {
        vec![self.owner_id]
    }
}

#[cfg(test)]
mod tests;
