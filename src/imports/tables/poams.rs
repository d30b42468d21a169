//! Rows that are items of the POA&M. What the law does not allow on it is an error here as everywhere.

use super::{Cells, Ground, Matter, Order, Target, Wanted, requirements::faults};
use crate::imports::model::{
    Fault,
    fields::{Field, Kind},
    values::{self, Value},
};
use crate::kernel::{
    Problems,
    env::{Day, Timestamp},
    text::Paragraph,
};
use crate::poams::{self, Plan, Poam};

/// The items that are there.
pub struct Poams<'a> {
    ground: &'a Ground,
}

impl<'a> Poams<'a> {
    /// Those of the assessment.
    pub fn of(ground: &'a Ground) -> Self {
        Self { ground }
    }

    fn item(&self, known: usize) -> &(Poam, Option<Day>) {
        &self.ground.poams[known]
    }

    fn requirement(&self, cells: &Cells<'_>) -> Result<String, Fault> {
        let raw = cells.text("requirement");
        self.ground.requirement(raw).map(|(id, _)| id).map_err(|reason| cells.fault("requirement", reason))
    }
}

impl Matter for Poams<'_> {
    fn find(&self, cells: &Cells<'_>) -> Result<Target, Fault> {
        let id = cells.text("id").to_lowercase();
        if !id.is_empty() {
            let at = self.ground.poams.iter().position(|(it, _)| it.id.to_string() == id);
            let at = at.ok_or_else(|| {
                cells.fault(
                    "id",
                    "There is no item with this id in this assessment. Leave it empty for a new one.",
                )
            })?;
            let had = &self.item(at).0.requirement;
            if !cells.text("requirement").is_empty() && self.requirement(cells)? != *had {
                let reason =
                    format!("This item is about {had}, and stays so. Leave the id empty for a new item.");
                return Err(cells.fault("requirement", reason));
            }
            return Ok(Target { label: had.clone(), key: id, known: vec![at], skipped: None });
        }
        let requirement = self.requirement(cells)?;
        let of = |(it, _): &(Poam, Option<Day>)| it.requirement == requirement && it.state.counts();
        let known: Vec<usize> =
            self.ground.poams.iter().enumerate().filter(|(_, it)| of(it)).map(|(at, _)| at).collect();
        if known.len() > 1 {
            let reason =
                "Several items are open about this requirement. Say which one by the id of an export.";
            return Err(cells.fault("requirement", reason));
        }
        let state = cells.said().find(|(field, _)| field.name == "state");
        let is_over = state.is_some_and(|(field, raw)| {
            let read = values::value(field, raw, cells.mapping(), &self.ground.people);
            matches!(read, Ok((Value::Word("submitted" | "closed" | "withdrawn"), _)))
        });
        let over = "It is closed already, so it does not go on the POA&M.";
        let skipped = (known.is_empty() && is_over).then(|| over.to_owned());
        Ok(Target { label: requirement.clone(), key: requirement, known, skipped })
    }

    /// How far an item is, is said on its own page, with evidence and by two people.
    fn is_said(&self, field: &Field) -> bool {
        field.name != "state" && !matches!(field.kind, Kind::Id | Kind::Requirement)
    }

    fn text(&self, known: usize, field: &str) -> &str {
        self.ground.text(&self.item(known).0.id.to_string(), field)
    }

    fn seen(&self, known: usize) -> (i64, Timestamp) {
        let it = &self.item(known).0;
        (it.version, it.updated_at)
    }

    fn order(&self, target: &Target, wanted: &Wanted, cells: &Cells<'_>) -> Result<Order, Vec<Fault>> {
        let before = target.known.first().map(|at| self.item(*at));
        let had = before.map(|(it, _)| it.plan());
        let mut problems = Problems::new();
        let had_text = |of: fn(&Plan) -> &Paragraph| had.as_ref().map_or("", |plan| of(plan).as_str());
        let mut text = |field: &'static str, before: &str| {
            let parsed = Paragraph::parse(wanted.text(field, before));
            parsed.map_err(|reason| problems.insert(field, reason)).unwrap_or_default()
        };
        let weakness = text("weakness", had_text(|plan| &plan.weakness));
        let root_cause = text("root_cause", had_text(|plan| &plan.root_cause));
        let resources = text("resources", had_text(|plan| &plan.resources));
        let due_on = wanted.day("due_on", had.as_ref().map(|plan| plan.due_on));
        if due_on.is_none() {
            problems.insert("due_on", "Say by which day it is to be done.".into());
        }
        let responsible = match wanted.person("responsible", "responsible", cells) {
            Ok(Some(said)) => said,
            Ok(None) => had.as_ref().and_then(|plan| plan.responsible),
            Err(fault) => return Err(vec![fault]),
        };
        let chosen = responsible.filter(|_| responsible != had.as_ref().and_then(|plan| plan.responsible));
        if let Some(Err(reason)) = chosen.map(|user| self.ground.picture.owner(user)) {
            problems.insert("responsible", reason);
        }
        let requirement = before.map_or(target.label.as_str(), |(it, _)| it.requirement.as_str());
        let cost_usd = wanted.number("cost_usd", had.as_ref().and_then(|plan| plan.cost_usd));
        let plan = Plan {
            weakness,
            root_cause,
            resources,
            cost_usd,
            responsible,
            due_on: due_on.unwrap_or(self.ground.today),
        };
        let known = before.map(|(it, last)| (it, *last));
        let mut found = Vec::new();
        let mut allowed = None;
        match poams::allow(
            &self.ground.picture,
            requirement,
            known,
            plan,
            (self.ground.today, self.ground.closing),
        ) {
            Ok(plan) => allowed = Some(plan),
            Err(error) => found = faults(cells, error),
        }
        found.extend(problems.into_iter().map(|(field, reason)| cells.fault(field, reason)));
        match allowed.filter(|_| found.is_empty()) {
            Some(plan) => Ok(Order::Poam {
                requirement: requirement.to_owned(),
                before: before.map(|(it, _)| Box::new(it.clone())),
                plan: Box::new(plan),
            }),
            None => Err(found),
        }
    }
}
