//! Puts rows into columns. The names of the columns are a promise to other programs: they never change.

use super::{
    model::{
        Audience::{self, Assessor, Internal, Prime},
        Cell, Column, Sheet,
    },
    store::{Found, Item, Link, Milestone, Piece, Practice},
};
use crate::assessments::{Picture, Place};
use crate::evidence::Standing;
use crate::kernel::env::Day;
use crate::tasks::Dated;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

fn sheet(columns: &[(&'static str, Audience)], rows: Vec<Vec<Cell>>) -> Sheet {
    Sheet { columns: columns.iter().map(|&(name, least)| Column { name, least }).collect(), rows }
}

/// One row for each requirement, in the order of the catalogue.
pub fn requirements(picture: &Picture, practices: &[Practice]) -> Sheet {
    let columns = [
        ("requirement", Prime),
        ("cmmc_id", Prime),
        ("family", Prime),
        ("title", Prime),
        ("points", Prime),
        ("result", Prime),
        ("objectives_assessed", Prime),
        ("objectives", Prime),
        ("on_poam", Prime),
        ("is_own", Prime),
        ("status", Assessor),
        ("evidence", Assessor),
        ("narrative", Assessor),
        ("owner", Assessor),
        ("owner_email", Internal),
        ("review_months", Internal),
        ("reviewed_on", Assessor),
        ("next_review_on", Assessor),
    ];
    let said: HashMap<&str, &Practice> = practices.iter().map(|it| (it.requirement.as_str(), it)).collect();
    let row = |line: &crate::assessments::Line| {
        let said = said.get(line.id.as_str());
        vec![
            line.id.as_str().into(),
            line.cmmc_id.as_str().into(),
            line.family.as_str().into(),
            line.title.as_str().into(),
            line.weight.map(i64::from).into(),
            line.mark().word().into(),
            count(line.done()),
            count(line.cells.len()),
            yes(line.is_on_poam),
            yes(line.is_own),
            said.map(|it| it.status.clone()).into(),
            line.evidence().into(),
            said.map(|it| it.narrative.clone()).into(),
            line.owner.as_ref().map(|owner| owner.name.clone()).into(),
            said.and_then(|it| it.owner_email.clone()).into(),
            // Completed assessments may still have the 0 of "never", which is no interval any more.
            said.and_then(|it| it.review_months).filter(|months| *months > 0).into(),
            said.and_then(|it| it.reviewed_on).into(),
            line.next_review_on.into(),
        ]
    };
    sheet(&columns, picture.lines().map(row).collect())
}

/// One row for each objective, in the order of the catalogue.
pub fn objectives(picture: &Picture, findings: &[Found]) -> Sheet {
    let columns = [
        ("requirement", Prime),
        ("objective", Prime),
        ("result", Prime),
        ("examine", Assessor),
        ("interview", Assessor),
        ("test", Assessor),
        ("finding", Assessor),
        ("evidence_final", Assessor),
        ("evidence_draft", Assessor),
        ("to_confirm", Internal),
        ("assessed_by", Assessor),
        ("assessed_at", Assessor),
    ];
    let found: HashMap<(&str, &str), &Found> =
        findings.iter().map(|it| ((it.requirement.as_str(), it.objective.as_str()), it)).collect();
    let mut rows = Vec::new();
    for line in &picture.lines {
        for cell in &line.cells {
            let it = found.get(&(line.id.as_str(), cell.objective.as_str()));
            rows.push(vec![
                line.id.as_str().into(),
                cell.objective.as_str().into(),
                cell.mark.word().into(),
                yes(it.is_some_and(|it| it.is_examined)),
                yes(it.is_some_and(|it| it.is_interviewed)),
                yes(it.is_some_and(|it| it.is_tested)),
                it.map(|it| it.finding.clone()).into(),
                cell.finals.into(),
                cell.drafts.into(),
                yes(cell.is_to_confirm),
                cell.by.as_str().into(),
                cell.at.into(),
            ]);
        }
    }
    sheet(&columns, rows)
}

/// The names of objectives, in one order on both databases.
pub fn places(all: &BTreeSet<Place>) -> String {
    all.iter().map(Place::to_string).collect::<Vec<_>>().join(", ")
}

/// One row for each piece of evidence; what it is linked to is what it is linked to in this assessment, and where it
/// stands is where it stands on `today`.
pub fn evidence(pieces: Vec<Piece>, links: &[Link], today: Day) -> Sheet {
    let columns = [
        ("id", Assessor),
        ("title", Assessor),
        ("kind", Prime),
        ("state", Prime),
        ("captured_on", Prime),
        ("valid_until", Prime),
        ("objectives", Prime),
        ("file_name", Assessor),
        ("media_type", Assessor),
        ("size_bytes", Assessor),
        ("sha256", Assessor),
        ("description", Assessor),
        ("owner", Assessor),
        ("added_by", Assessor),
        ("added_at", Assessor),
        ("place", Assessor),
        ("standing", Prime),
        ("tags", Assessor),
        ("version_number", Assessor),
        ("replaced_by", Assessor),
    ];
    let mut linked: HashMap<Uuid, BTreeSet<Place>> = HashMap::new();
    for link in links {
        linked.entry(link.evidence_id).or_default().insert(link.place.clone());
    }
    let row = |it: Piece| {
        let is_stale = it.valid_until.is_some_and(|last| last < today);
        let standing = Standing::of(it.state, it.review, is_stale, it.replaced_by.is_some());
        vec![
            it.id.to_string().into(),
            it.title.into(),
            it.kind.into(),
            it.state.word().into(),
            it.captured_on.into(),
            it.valid_until.into(),
            linked.remove(&it.id).as_ref().map(places).into(),
            it.file_name.into(),
            it.media_type.into(),
            it.size_bytes.into(),
            it.sha256.to_string().into(),
            it.description.into(),
            it.owner.into(),
            it.added_by.into(),
            it.created_at.into(),
            it.place.into(),
            standing.word().into(),
            it.tags.typed().into(),
            it.number.into(),
            it.replaced_by.map(|id| id.to_string()).into(),
        ]
    };
    sheet(&columns, pieces.into_iter().map(row).collect())
}

/// One row for each item of the POA&M, withdrawn and closed ones among them.
pub fn poams(items: Vec<Item>, milestones: &[Milestone]) -> Sheet {
    let columns = [
        ("id", Assessor),
        ("requirement", Prime),
        ("state", Prime),
        ("due_on", Prime),
        ("weakness", Assessor),
        ("root_cause", Assessor),
        ("responsible", Assessor),
        ("resources", Internal),
        ("cost_usd", Internal),
        ("closure", Assessor),
        ("closed_at", Prime),
        ("entered_at", Prime),
        ("milestones", Assessor),
        ("submitted_by", Assessor),
        ("submitted_at", Assessor),
        ("closed_by", Assessor),
    ];
    let mut steps: HashMap<Uuid, Vec<String>> = HashMap::new();
    for it in milestones {
        let done = it.done_on.map(|done| format!(" (done {done})")).unwrap_or_default();
        steps.entry(it.poam_id).or_default().push(format!("{} {}{done}", it.due_on, it.words));
    }
    let row = |it: Item| {
        vec![
            it.id.to_string().into(),
            it.requirement.into(),
            it.state.into(),
            it.due_on.into(),
            it.weakness.into(),
            it.root_cause.into(),
            it.responsible.into(),
            it.resources.into(),
            it.cost_usd.into(),
            it.closure.into(),
            it.closed_at.into(),
            it.created_at.into(),
            steps.remove(&it.id).unwrap_or_default().join("\n").into(),
            it.submitted_by.into(),
            it.submitted_at.into(),
            it.closed_by.into(),
        ]
    };
    sheet(&columns, items.into_iter().map(row).collect())
}

/// One row for each task.
pub fn tasks(tasks: &[Dated]) -> Sheet {
    let columns = [
        ("id", Assessor),
        ("title", Assessor),
        ("requirement", Prime),
        ("objective", Prime),
        ("state", Prime),
        ("due_on", Prime),
        ("priority", Internal),
        ("repeats", Assessor),
        ("assignee", Assessor),
        ("assignee_email", Internal),
        ("reviewer", Assessor),
        ("description", Internal),
        ("done_at", Assessor),
        ("closed_at", Prime),
        ("given_at", Prime),
        ("reviewer_email", Internal),
        ("evidence_id", Assessor),
        ("evidence", Assessor),
        ("milestone", Assessor),
    ];
    let row = |dated: &Dated| {
        let it = &dated.task;
        vec![
            it.id.to_string().into(),
            it.title.as_str().into(),
            it.about.requirement.as_str().into(),
            it.about.objective.as_str().into(),
            it.state.word().into(),
            it.due_on.into(),
            it.priority.word().into(),
            it.repeats.kept().into(),
            dated.assignee_name.as_deref().into(),
            dated.assignee_email.as_deref().into(),
            dated.reviewer_name.as_deref().into(),
            it.description.as_str().into(),
            it.done_at.into(),
            it.closed_at.into(),
            it.created_at.into(),
            dated.reviewer_email.as_deref().into(),
            it.about.evidence_id.map(|id| id.to_string()).into(),
            dated.evidence_title.as_deref().into(),
            dated.milestone_words.as_deref().into(),
        ]
    };
    sheet(&columns, tasks.iter().map(row).collect())
}

fn yes(is: bool) -> Cell {
    if is { "yes" } else { "no" }.into()
}

fn count(number: usize) -> Cell {
    Cell::Number(i64::try_from(number).unwrap_or(i64::MAX))
}
