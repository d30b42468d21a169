//! What the forms about systems and assessments say, as it was typed, and what it means.

use crate::access::{Access, Includes, Read, RightName};
use crate::accounts;
use crate::assessments::{
    model::{Assessment, NewSystem, System, Terms, cage_codes},
    score::CmmcStatus,
};
use crate::catalogue::builtin::Level;
use crate::kernel::{
    Result,
    db::Db,
    id::UserId,
    text::{Line, Paragraph},
};
use crate::web::forms::{Fields, Parser};
use serde::Serialize;

/// A choice of a field.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub label: String,
}

/// The description of a system.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SystemForm {
    /// Its name.
    pub name: String,
    /// Its CAGE codes.
    pub cage_codes: String,
    /// What belongs to it.
    pub scope: String,
}

/// What can be changed about an assessment.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TermsForm {
    /// Its title.
    pub title: String,
    /// The lead's id, or empty.
    pub lead: String,
    /// The Level 2 status held.
    pub level2_status: String,
    /// Its score.
    pub level2_score: String,
}

impl From<&System> for SystemForm {
    fn from(system: &System) -> Self {
        Self {
            name: system.name.to_string(),
            cage_codes: system.cage_codes.clone(),
            scope: system.scope.as_str().to_owned(),
        }
    }
}

impl SystemForm {
    /// As it was typed.
    pub fn typed(fields: &Fields) -> Self {
        let text = |name| fields.text(name).to_owned();
        Self { name: text("name"), cage_codes: text("cage_codes"), scope: text("scope") }
    }

    /// What it means; problems go to `parser`.
    pub fn parse(&self, parser: &mut Parser) -> Option<NewSystem> {
        let name = parser.take("name", Line::parse(&self.name, "Say what the system is called."));
        let codes = parser.take("cage_codes", cage_codes(&self.cage_codes));
        let scope = parser.take("scope", Paragraph::parse(&self.scope));
        Some(NewSystem { name: name?, cage_codes: codes?, scope: scope? })
    }
}

impl From<&Assessment> for TermsForm {
    fn from(assessment: &Assessment) -> Self {
        let written = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
        Self {
            title: assessment.title.to_string(),
            lead: assessment.lead_id.map(|id| id.to_string()).unwrap_or_default(),
            level2_status: assessment.level2_status.clone(),
            level2_score: written(assessment.level2_score),
        }
    }
}

impl TermsForm {
    /// As it was typed.
    pub fn typed(fields: &Fields) -> Self {
        let text = |name| fields.text(name).to_owned();
        Self {
            title: text("title"),
            lead: text("lead"),
            level2_status: text("level2_status"),
            level2_score: text("level2_score"),
        }
    }

    /// What it means at `level`; problems go to `parser`. Only Level 3 stands on a Level 2 status.
    pub fn parse(&self, level: i64, parser: &mut Parser) -> Option<Terms> {
        let title = parser.take("title", Line::parse(&self.title, "Give the assessment a title."));
        let lead = parser.take("lead", self.lead());
        let (status, score) = match level {
            3 => (parser.take("level2_status", self.status()), parser.take("level2_score", self.score())),
            _ => (Some(String::new()), Some(None)),
        };
        Some(Terms { title: title?, lead_id: lead?, level2_status: status?, level2_score: score? })
    }

    fn lead(&self) -> Result<Option<UserId>, String> {
        match self.lead.as_str() {
            "" => Ok(None),
            id => id.parse().map(Some).map_err(|_| "Choose somebody from the list.".into()),
        }
    }

    fn status(&self) -> Result<String, String> {
        match level2_statuses().into_iter().find(|status| status.name() == self.level2_status) {
            Some(status) => Ok(status.name().to_owned()),
            None if self.level2_status.is_empty() => Ok(String::new()),
            None => Err("Choose a status from the list.".into()),
        }
    }

    fn score(&self) -> Result<Option<i64>, String> {
        let text = self.level2_score.trim();
        match text.parse() {
            Ok(score) if (-203..=110).contains(&score) => Ok(Some(score)),
            Err(_) if text.is_empty() && self.level2_status.is_empty() => Ok(None),
            _ => Err("Enter the score that came with the Level 2 status: a number from -203 to 110.".into()),
        }
    }
}

fn level2_statuses() -> Vec<CmmcStatus> {
    CmmcStatus::ALL.into_iter().filter(|status| status.level() == Some(Level::Two)).collect()
}

/// The statuses that Level 2 knows.
pub fn status_choices() -> Vec<Choice> {
    let choice = |status: CmmcStatus| Choice { value: status.name().into(), label: status.name().into() };
    level2_statuses().into_iter().map(choice).collect()
}

/// Everybody who could lead an assessment, and whoever does so `now`.
pub async fn lead_choices(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    now: Option<UserId>,
) -> Result<Vec<Choice>> {
    let members = accounts::members(db, access).await?;
    let choice = |member: accounts::Member| {
        let (value, name) = (member.user_id.to_string(), &member.name);
        let is_able = RightName::ManageAssessments.is_held_by(member.role);
        if member.deactivated_at.is_none() && is_able {
            let label = format!("{name} ({})", member.role.label());
            return Some(Choice { value, label });
        }
        let label = format!("{name}, as until now");
        (Some(member.user_id) == now).then_some(Choice { value, label })
    };
    Ok(members.into_iter().filter_map(choice).collect())
}
