//! What happens in reviews, as the trail tells it.

use super::{Decision, Found, There, name};
use crate::kernel::audit::Entry;
use serde_json::{Value, json};

/// What happens in reviews, for the trail.
pub enum Event<'a> {
    /// A second person accepted or returned what was found.
    Decided(There<'a>, &'a Found, &'a Decision),
}

impl From<Event<'_>> for Entry {
    fn from(event: Event<'_>) -> Self {
        match event {
            Event::Decided(there, found, decision) => Self {
                action: match decision {
                    Decision::Accept => "objective.accepted",
                    Decision::Return(_) => "objective.returned",
                },
                subject: format!("finding:{}/{}/{}", there.assessment, there.requirement, found.objective),
                detail: json!({
                    "place": name(there.requirement, &found.objective),
                    "result": found.result,
                    "version": found.version,
                    "recorded_by": found.updated_name,
                    "before": before(found),
                    "after": { "review": decision.word(), "reason": decision.reason() },
                }),
            },
        }
    }
}

fn before(found: &Found) -> Value {
    let said = &found.opinion;
    json!({ "review": said.review, "reason": said.review_reason, "version": said.reviewed_version })
}
