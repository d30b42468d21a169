//! What the trail says about tasks.

use super::{Task, TaskId};
use crate::kernel::audit::Entry;
use serde_json::{Value, json};

/// What happened to a task.
pub enum Event<'a> {
    /// It was given.
    Created(&'a Task),
    /// It came again, after this one.
    Repeated(&'a Task, TaskId),
    /// Its terms were changed.
    Changed {
        /// As it was.
        before: &'a Task,
        /// As it is.
        after: &'a Task,
    },
    /// It was done; without a reviewer that closes it.
    Done(&'a Task),
    /// A second person confirmed it.
    Confirmed(&'a Task),
    /// It is to be done once more, and why.
    Reopened(&'a Task, &'a str),
    /// Something was said about it.
    Commented(TaskId, &'a str),
}

impl From<Event<'_>> for Entry {
    fn from(event: Event<'_>) -> Self {
        let (action, id, detail) = match event {
            Event::Created(it) => ("task.created", it.id, terms(it)),
            Event::Repeated(it, after) => {
                ("task.repeated", it.id, json!({ "after": after, "due_on": it.due_on, "title": it.title }))
            }
            Event::Changed { before, after } => {
                ("task.changed", after.id, json!({ "before": terms(before), "after": terms(after) }))
            }
            Event::Done(it) => ("task.done", it.id, json!({ "title": it.title, "state": it.state })),
            Event::Confirmed(it) => {
                ("task.confirmed", it.id, json!({ "title": it.title, "done_by": it.done_by }))
            }
            Event::Reopened(it, why) => ("task.reopened", it.id, json!({ "title": it.title, "reason": why })),
            Event::Commented(id, text) => ("task.commented", id, json!({ "text": text })),
        };
        Entry { action, subject: format!("task:{id}"), detail }
    }
}

fn terms(it: &Task) -> Value {
    json!({
        "title": it.title,
        "description": it.description,
        "about": it.about.number(),
        "evidence_id": it.about.evidence_id,
        "milestone_id": it.about.milestone_id,
        "assignee_id": it.assignee_id,
        "reviewer_id": it.reviewer_id,
        "due_on": it.due_on,
        "priority": it.priority,
        "repeats": it.repeats,
    })
}
