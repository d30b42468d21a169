//! Rows that are tasks.

use super::{Cells, Ground, Matter, Order, Target, Wanted};
use crate::access::RightName;
use crate::imports::model::{
    Fault,
    fields::{Field, Kind},
    values::{self, Value},
};
use crate::kernel::{
    env::Timestamp,
    id::UserId,
    text::{Line, Paragraph},
};
use crate::tasks::{About, Dated, Priority, Repeat, State, Terms};
use std::collections::HashMap;

/// The tasks that are there.
pub struct Tasks<'a> {
    ground: &'a Ground,
    /// By id; by title and what they are about, those that are to be done.
    by_id: HashMap<String, usize>,
    by_words: HashMap<String, Vec<usize>>,
}

impl<'a> Tasks<'a> {
    /// Those of the organisation.
    pub fn of(ground: &'a Ground) -> Self {
        let (mut by_id, mut by_words): (HashMap<_, _>, HashMap<_, Vec<_>>) = Default::default();
        for (at, Dated { task, .. }) in ground.tasks.iter().enumerate() {
            by_id.insert(task.id.to_string(), at);
            if task.state != State::Closed {
                by_words.entry(words(task.title.as_str(), &task.about)).or_default().push(at);
            }
        }
        Self { ground, by_id, by_words }
    }

    /// What a row says that it is about; `had` is what the task is about so far.
    fn about(&self, cells: &Cells<'_>, had: Option<&About>) -> Result<About, Fault> {
        let is_cleared = cells.clears() && cells.mapping().column("requirement").is_some();
        let raw = match (cells.text("requirement"), had) {
            ("", Some(had)) if !is_cleared => had.requirement.as_str(),
            (raw, _) => raw,
        };
        if raw.is_empty() && !cells.text("objective").is_empty() {
            return Err(cells.fault("objective", "Say of which requirement this is an objective, too."));
        }
        if raw.is_empty() {
            return Ok(About::default());
        }
        let (requirement, within) =
            self.ground.requirement(raw).map_err(|reason| cells.fault("requirement", reason))?;
        let letter = match cells.text("objective") {
            "" => within,
            letter => letter.to_owned(),
        };
        let objective = match letter.as_str() {
            "" => String::new(),
            letter => self
                .ground
                .objective(&requirement, letter)
                .map_err(|reason| cells.fault("objective", reason))?,
        };
        Ok(About { requirement, objective, ..About::default() })
    }
}

fn words(title: &str, about: &About) -> String {
    format!("{} {}", about.number(), title.to_lowercase())
}

impl Matter for Tasks<'_> {
    fn find(&self, cells: &Cells<'_>) -> Result<Target, Fault> {
        let id = cells.text("id");
        if !id.is_empty() {
            let at = self.by_id.get(&id.to_lowercase()).copied();
            let at = at.ok_or_else(|| {
                cells.fault("id", "There is no task with this id here. Leave it empty for a new one.")
            })?;
            let label = self.ground.tasks[at].task.title.to_string();
            return Ok(Target { label, key: id.to_lowercase(), known: vec![at], skipped: None });
        }
        let title = cells.text("title");
        if title.is_empty() {
            return Err(cells.fault("title", "Say what is to be done."));
        }
        let title = Line::parse(title, "").map_err(|reason| cells.fault("title", reason))?.to_string();
        let key = words(&title, &self.about(cells, None)?);
        let known = self.by_words.get(&key).cloned().unwrap_or_default();
        if known.len() > 1 {
            return Err(
                cells.fault("title", "Several tasks are called that. Say which one by the id of an export.")
            );
        }
        let state = cells.said().find(|(field, _)| field.name == "state");
        let is_over = state.is_some_and(|(field, raw)| {
            let read = values::value(field, raw, cells.mapping(), &self.ground.people);
            matches!(read, Ok((Value::Word("done" | "closed"), _)))
        });
        let over = "It is done already, so there is nothing to give to anybody.";
        let skipped = (known.is_empty() && is_over).then(|| over.to_owned());
        Ok(Target { label: title, key, known, skipped })
    }

    /// How far a task is, is said on its own page, by whoever did it.
    fn is_said(&self, field: &Field) -> bool {
        field.name != "state" && !matches!(field.kind, Kind::Id)
    }

    fn text(&self, known: usize, field: &str) -> &str {
        self.ground.text(&self.ground.tasks[known].task.id.to_string(), field)
    }

    fn seen(&self, known: usize) -> (i64, Timestamp) {
        let Dated { task, updated_at, .. } = &self.ground.tasks[known];
        (task.version, *updated_at)
    }

    fn order(&self, target: &Target, wanted: &Wanted, cells: &Cells<'_>) -> Result<Order, Vec<Fault>> {
        let before = target.known.first().map(|at| &self.ground.tasks[*at].task);
        let terms = before.map(crate::tasks::Task::terms);
        if before.is_some_and(|task| task.state != State::Open) {
            let reason = "This task is done. Reopen it on its page, then it can be changed.";
            return Err(vec![Fault { reason: reason.into(), ..Fault::of_the_row() }]);
        }
        let mut faults = Vec::new();
        let mut fault = |field: &str, reason: String| faults.push(cells.fault(field, reason));
        let had = terms.as_ref();
        let title = wanted.text("title", had.map_or("", |it| it.title.as_str()));
        let title =
            Line::parse(title, "Say what is to be done.").map_err(|reason| fault("title", reason)).ok();
        let description = wanted.text("description", had.map_or("", |it| it.description.as_str()));
        let description = Paragraph::parse(description).map_err(|reason| fault("description", reason)).ok();
        let due_on = wanted.day("due_on", had.map(|it| it.due_on));
        if due_on.is_none() {
            fault("due_on", "Say by which day it is to be done.".into());
        }
        let has_moved = wanted.get("requirement").is_some() || wanted.get("objective").is_some();
        let about = match (has_moved, had) {
            (false, Some(terms)) => Some(terms.about.clone()),
            _ => match self.about(cells, had.map(|it| &it.about)) {
                Ok(about) => Some(About {
                    evidence_id: had.and_then(|it| it.about.evidence_id),
                    milestone_id: had.and_then(|it| it.about.milestone_id),
                    ..about
                }),
                Err(found) => {
                    faults.push(found);
                    None
                }
            },
        };
        let worker =
            |field, address, now| self.worker(wanted.person(field, address, cells), now, field, cells);
        let assignee = worker("assignee", "assignee_email", had.and_then(|it| it.assignee_id));
        let reviewer = worker("reviewer", "reviewer_email", had.and_then(|it| it.reviewer_id));
        let mut taken =
            |found: Result<Option<Option<_>>, Fault>| found.map_err(|fault| faults.push(fault)).ok();
        let (assignee, reviewer) = (taken(assignee), taken(reviewer));
        let priority = wanted.word("priority").and_then(Priority::parse);
        let repeats = match wanted.get("repeats") {
            Some(Value::Repeat(rule)) => *rule,
            Some(_) => Repeat::Never,
            None => had.map_or(Repeat::Never, |it| it.repeats),
        };
        let terms = (|| {
            Some(Terms {
                title: title?,
                description: description?,
                about: about?,
                assignee_id: assignee?.unwrap_or(had.and_then(|it| it.assignee_id)),
                reviewer_id: reviewer?.unwrap_or(had.and_then(|it| it.reviewer_id)),
                due_on: due_on?,
                priority: priority.unwrap_or(had.map_or(Priority::Normal, |it| it.priority)),
                repeats,
            })
        })();
        match terms.filter(|_| faults.is_empty()) {
            Some(terms) => Ok(match before {
                Some(before) => Order::Task { before: Box::new(before.clone()), terms: Box::new(terms) },
                None => Order::NewTask(Box::new(terms)),
            }),
            None => Err(faults),
        }
    }
}

impl Tasks<'_> {
    /// Whoever can hold a task, or has it `now`.
    fn worker(
        &self,
        found: Result<Option<Option<UserId>>, Fault>,
        now: Option<UserId>,
        field: &str,
        cells: &Cells<'_>,
    ) -> Result<Option<Option<UserId>>, Fault> {
        let people = &self.ground.people;
        match found? {
            Some(Some(who)) if Some(who) != now && !people.may(who, RightName::ManageTasks) => {
                let name = people.name(who);
                Err(cells.fault(
                    field,
                    format!("{name} cannot do tasks here, and so gets none. Name somebody else."),
                ))
            }
            other => Ok(other),
        }
    }
}
