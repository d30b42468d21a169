//! What the trail says about requests. What is decided about them, it says with the decision about the evidence.

use super::{Objective, Request};
use crate::evidence::EvidenceId;
use crate::kernel::{audit::Entry, env::Day};
use serde_json::{Value, json};

/// What happened to a request.
pub enum Event<'a> {
    /// Somebody was asked.
    Asked(&'a Request, &'a [Objective]),
    /// The program asked for the next version of what runs out.
    Renewed(&'a Request, &'a [Objective]),
    /// It is to be there on another day.
    Moved {
        /// As it is.
        request: &'a Request,
        /// The day before.
        before: Day,
    },
    /// A new upload link was sent, and the one before works no more.
    LinkSent(&'a Request),
    /// It is wanted no more.
    Withdrawn(&'a Request),
    /// Something came in.
    Submitted {
        /// For this.
        request: &'a Request,
        /// What.
        evidence: EvidenceId,
        /// How: `file`, `existing`, `reference`.
        how: &'a str,
    },
}

impl From<Event<'_>> for Entry {
    fn from(event: Event<'_>) -> Self {
        let (action, it, detail) = match event {
            Event::Asked(it, objectives) => ("request.asked", it, asked(it, objectives)),
            Event::Renewed(it, objectives) => ("request.renewed", it, asked(it, objectives)),
            Event::Moved { request, before } => (
                "request.due_changed",
                request,
                json!({ "title": request.title, "before": before, "after": request.due_on,
                        "link_until": request.link_until }),
            ),
            Event::LinkSent(it) => (
                "request.link_sent",
                it,
                json!({ "title": it.title, "email": it.outsider_email, "until": it.link_until }),
            ),
            Event::Withdrawn(it) => ("request.withdrawn", it, json!({ "title": it.title, "whom": whom(it) })),
            Event::Submitted { request, evidence, how } => (
                "request.submitted",
                request,
                json!({ "title": request.title, "evidence": evidence, "how": how,
                        "email": request.outsider_email }),
            ),
        };
        Entry { action, subject: format!("request:{}", it.id), detail }
    }
}

fn whom(it: &Request) -> Value {
    match it.person_id {
        Some(id) => json!({ "person": id }),
        None => json!({ "name": it.outsider_name, "email": it.outsider_email }),
    }
}

fn asked(it: &Request, objectives: &[Objective]) -> Value {
    let objectives: Vec<_> = objectives.iter().map(ToString::to_string).collect();
    json!({
        "title": it.title,
        "wanted": it.wanted,
        "kind": it.kind,
        "due_on": it.due_on,
        "whom": whom(it),
        "note": it.note,
        "assessment": it.assessment_id,
        "objectives": objectives,
        "repeat_months": it.repeat_months,
        "renews": it.renews_id,
        "after": it.after_id,
        "link_until": it.link_until,
    })
}
