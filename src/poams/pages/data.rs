//! What the pages say about an item, and about the law.

use crate::assessments::{Line, Member, Picture, segment};
use crate::kernel::{
    env::{Day, Timestamp},
    id::UserId,
};
use crate::poams::model::{Milestone, MilestoneTask, Poam, Proof};
use serde::Serialize;

/// A choice of a select field.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub label: String,
}

/// Everybody whose items can be looked for.
pub fn everybody(picture: &Picture) -> Vec<Choice> {
    picture.members.iter().map(choice).collect()
}

/// Everybody who can be made responsible; whoever is now stays in the list.
pub fn people(picture: &Picture, only: Option<UserId>, now: Option<(UserId, &str)>) -> Vec<Choice> {
    let mut all: Vec<Choice> =
        picture.owners.iter().filter(|member| only.is_none_or(|one| one == member.id)).map(choice).collect();
    if let Some((id, name)) = now.filter(|(id, _)| all.iter().all(|one| one.value != id.to_string())) {
        all.push(Choice { value: id.to_string(), label: format!("{name}, as until now") });
    }
    all
}

fn choice(member: &Member) -> Choice {
    Choice { value: member.id.to_string(), label: member.name.clone() }
}

/// An item as its pages show it.
#[derive(Clone, Debug, Serialize)]
pub struct View {
    pub id: String,
    pub href: String,
    pub requirement: String,
    pub title: String,
    pub requirement_href: String,
    pub weakness: String,
    pub root_cause: String,
    pub resources: String,
    pub cost: String,
    pub responsible: String,
    pub due_on: Day,
    pub state: &'static str,
    pub is_overdue: bool,
    pub closure: String,
    pub submitted_by: String,
    pub submitted_at: Option<Timestamp>,
    pub closed_by: String,
    pub closed_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl View {
    /// `it` on a page of the assessment at `at`.
    pub fn of(at: &str, it: &Poam, line: Option<&Line>, today: Day) -> Self {
        let name = |name: &Option<String>| name.clone().unwrap_or_default();
        Self {
            id: it.id.to_string(),
            href: format!("{at}/poams/{}", it.id),
            requirement: it.requirement.clone(),
            title: line.map(|line| line.title.clone()).unwrap_or_default(),
            requirement_href: format!("{at}/requirements/{}", segment(&it.requirement)),
            weakness: it.weakness.as_str().to_owned(),
            root_cause: it.root_cause.as_str().to_owned(),
            resources: it.resources.as_str().to_owned(),
            cost: it.cost_usd.map(dollars).unwrap_or_default(),
            responsible: name(&it.responsible),
            due_on: it.due_on,
            state: it.state.word(),
            is_overdue: it.is_overdue(today),
            closure: it.closure.as_str().to_owned(),
            submitted_by: name(&it.submitted_name),
            submitted_at: it.submitted_at,
            closed_by: name(&it.closed_name),
            closed_at: it.closed_at,
            created_at: it.created_at,
            updated_at: it.updated_at,
        }
    }
}

/// A milestone as pages show it.
#[derive(Clone, Debug, Serialize)]
pub struct StepView {
    pub id: String,
    pub words: String,
    pub due_on: Day,
    pub done_on: Option<Day>,
    pub is_overdue: bool,
    /// Tasks about it.
    pub tasks: Vec<MilestoneTask>,
}

impl StepView {
    /// One of an item's milestones, with the tasks about it.
    pub fn of(milestone: &Milestone, tasks: &[MilestoneTask], today: Day) -> Self {
        Self {
            id: milestone.id.to_string(),
            words: milestone.words.to_string(),
            due_on: milestone.due_on,
            done_on: milestone.done_on,
            is_overdue: milestone.done_on.is_none() && milestone.due_on < today,
            tasks: tasks.iter().filter(|task| task.milestone_id == milestone.id).cloned().collect(),
        }
    }
}

/// Evidence of an item as pages show it.
#[derive(Clone, Debug, Serialize)]
pub struct ProofView {
    pub id: String,
    pub title: String,
    /// `draft`, `final` or `stale`.
    pub state: String,
}

impl ProofView {
    /// One piece of an item's evidence.
    pub fn of(proof: &Proof, today: Day) -> Self {
        let is_stale = proof.valid_until.is_some_and(|last| last < today);
        let state = if is_stale { "stale".to_owned() } else { proof.state.clone() };
        Self { id: proof.id.to_string(), title: proof.title.clone(), state }
    }
}

/// `$12,500`
fn dollars(amount: i64) -> String {
    let digits = amount.to_string();
    let mut text = String::from("$");
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_amount_is_written_as_people_write_it() {
        assert_eq!(super::dollars(12_500), "$12,500");
        assert_eq!(super::dollars(999), "$999");
        assert_eq!(super::dollars(1_000_000), "$1,000,000");
    }
}
