//! The forms about an item and its milestones: what stands in them, and what it means.

use crate::kernel::{
    Result,
    env::Day,
    id::UserId,
    text::{self, Line, Paragraph},
};
use crate::poams::model::{Milestone, NewMilestone, Plan, Poam, cost};
use crate::web::forms::{Fields, Parser};
use serde::Serialize;

/// What stands in the form about an item.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PoamForm {
    requirement: String,
    weakness: String,
    root_cause: String,
    resources: String,
    cost: String,
    responsible: String,
    due_on: String,
    milestone_words: String,
    milestone_due_on: String,
    version: i64,
}

impl PoamForm {
    /// Nothing typed yet, for a requirement and its owner.
    pub fn begun(requirement: &str, responsible: Option<UserId>) -> Self {
        Self {
            requirement: requirement.to_owned(),
            responsible: responsible.map(|id| id.to_string()).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// What is saved.
    pub fn saved(it: &Poam) -> Self {
        Self {
            requirement: it.requirement.clone(),
            weakness: it.weakness.as_str().to_owned(),
            root_cause: it.root_cause.as_str().to_owned(),
            resources: it.resources.as_str().to_owned(),
            cost: it.cost_usd.map(|cost| cost.to_string()).unwrap_or_default(),
            responsible: it.responsible_id.map(|id| id.to_string()).unwrap_or_default(),
            due_on: it.due_on.to_string(),
            version: it.version,
            ..Self::default()
        }
    }

    /// What was typed, over the version that stands.
    pub fn typed(fields: &Fields, version: i64) -> Self {
        let text = |name| fields.text(name).to_owned();
        Self {
            requirement: text("requirement"),
            weakness: text("weakness"),
            root_cause: text("root_cause"),
            resources: text("resources"),
            cost: text("cost"),
            responsible: text("responsible"),
            due_on: text("due_on"),
            milestone_words: text("milestone_words"),
            milestone_due_on: text("milestone_due_on"),
            version,
        }
    }
}

/// Reads what is planned, or says all that is wrong with it.
pub fn plan(fields: &Fields) -> Result<Plan> {
    let mut parser = Parser::default();
    let weakness = parser.take("weakness", Paragraph::parse(fields.text("weakness")));
    let root_cause = parser.take("root_cause", Paragraph::parse(fields.text("root_cause")));
    let due_on = parser.take("due_on", needed(fields.text("due_on"), "Enter the day it is to be done by."));
    let resources = parser.take("resources", Paragraph::parse(fields.text("resources")));
    let cost_usd = parser.take("cost", cost(fields.text("cost")));
    let responsible = fields.text("responsible").parse().ok().map(UserId);
    let plan = (|| {
        Some(Plan {
            weakness: weakness?,
            root_cause: root_cause?,
            resources: resources?,
            cost_usd: cost_usd?,
            responsible,
            due_on: due_on?,
        })
    })();
    parser.finish(plan)
}

/// Reads the first milestone of a new item, if one is given.
pub fn first_milestone(fields: &Fields) -> Result<Option<NewMilestone>> {
    let is_typed = |name: &str| !fields.text(name).trim().is_empty();
    if !is_typed("milestone_words") && !is_typed("milestone_due_on") {
        return Ok(None);
    }
    milestone(fields).map(Some)
}

/// What stands in the form about a milestone.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MilestoneForm {
    words: String,
    due_on: String,
    done_on: String,
    version: i64,
}

impl MilestoneForm {
    /// What is saved.
    pub fn saved(milestone: &Milestone) -> Self {
        Self {
            words: milestone.words.to_string(),
            due_on: milestone.due_on.to_string(),
            done_on: milestone.done_on.map(|day| day.to_string()).unwrap_or_default(),
            version: milestone.version,
        }
    }

    /// What was typed, over the version that stands.
    pub fn typed(fields: &Fields, version: i64) -> Self {
        let text = |name| fields.text(name).to_owned();
        Self {
            words: text("milestone_words"),
            due_on: text("milestone_due_on"),
            done_on: text("milestone_done_on"),
            version,
        }
    }
}

/// Reads a milestone, or says all that is wrong with it.
pub fn milestone(fields: &Fields) -> Result<NewMilestone> {
    let mut parser = Parser::default();
    let ask = "Say what is done by then.";
    let words = parser.take("milestone_words", Line::parse(fields.text("milestone_words"), ask));
    let due_on = needed(fields.text("milestone_due_on"), "Enter the day by which that is done.");
    let due_on = parser.take("milestone_due_on", due_on);
    let done_on = parser.take("milestone_done_on", text::day(fields.text("milestone_done_on")));
    let milestone = (|| Some(NewMilestone { words: words?, due_on: due_on?, done_on: done_on? }))();
    parser.finish(milestone)
}

fn needed(raw: &str, ask: &str) -> Result<Day, String> {
    text::day(raw)?.ok_or_else(|| ask.to_owned())
}
