//! What happens to items of the POA&M, as the trail tells it.

use super::{Milestone, Poam, Proof};
use crate::evidence::EvidenceId;
use crate::kernel::audit::Entry;
use serde_json::{Value, json};

/// What happens to an item, for the trail.
pub enum Event<'a> {
    /// It was put on the POA&M.
    Entered(&'a Poam),
    /// What is planned changed: before, after.
    Changed(&'a Poam, &'a Poam),
    /// It was taken off again, with the reason.
    Withdrawn(&'a Poam, &'a str),
    /// Its closure was submitted, with these pieces of evidence.
    Submitted(&'a Poam, &'a [Proof]),
    /// A second person validated the closure, and the item is closed.
    Closed(&'a Poam),
    /// It was sent back or reopened, with the reason.
    Reopened(&'a Poam, &'a str),
    /// Evidence was linked to it.
    EvidenceLinked(&'a Poam, EvidenceId),
    /// Evidence was taken away from it.
    EvidenceUnlinked(&'a Poam, EvidenceId),
    /// It got a milestone.
    MilestoneAdded(&'a Poam, &'a Milestone),
    /// A milestone changed: before, after.
    MilestoneChanged(&'a Poam, &'a Milestone, &'a Milestone),
    /// Two milestones changed places: the one that was moved, and the other.
    MilestoneMoved(&'a Poam, &'a Milestone, &'a Milestone),
    /// A milestone was removed.
    MilestoneRemoved(&'a Poam, &'a Milestone),
}

impl From<Event<'_>> for Entry {
    fn from(event: Event<'_>) -> Self {
        let (action, poam, detail) = match event {
            Event::Entered(p) => ("poam.entered", p, json!({ "before": null, "after": plan(p) })),
            Event::Changed(a, b) => ("poam.changed", b, json!({ "before": plan(a), "after": plan(b) })),
            Event::Withdrawn(p, why) => {
                ("poam.withdrawn", p, json!({ "before": "open", "after": "withdrawn", "reason": why }))
            }
            Event::Submitted(p, evidence) => (
                "poam.submitted",
                p,
                json!({ "before": "open", "after": "submitted", "closure": p.closure, "evidence": titles(evidence) }),
            ),
            Event::Closed(p) => (
                "poam.closed",
                p,
                json!({ "before": "submitted", "after": "closed", "submitted_by": p.submitted_name }),
            ),
            Event::Reopened(p, why) => {
                ("poam.reopened", p, json!({ "before": p.state, "after": "open", "reason": why }))
            }
            Event::EvidenceLinked(p, id) => {
                ("poam.evidence_linked", p, json!({ "before": null, "after": id }))
            }
            Event::EvidenceUnlinked(p, id) => {
                ("poam.evidence_unlinked", p, json!({ "before": id, "after": null }))
            }
            Event::MilestoneAdded(p, m) => {
                ("poam.milestone_added", p, json!({ "before": null, "after": step(m) }))
            }
            Event::MilestoneChanged(p, a, b) => {
                ("poam.milestone_changed", p, json!({ "before": step(a), "after": step(b) }))
            }
            Event::MilestoneMoved(p, m, other) => (
                "poam.milestone_moved",
                p,
                json!({ "milestone": m.words, "past": other.words, "before": m.place, "after": other.place }),
            ),
            Event::MilestoneRemoved(p, m) => {
                ("poam.milestone_removed", p, json!({ "before": step(m), "after": null }))
            }
        };
        Entry {
            action,
            subject: format!("poam:{}/{}", poam.assessment_id, poam.id),
            detail: told(poam, detail),
        }
    }
}

/// Every line names the requirement.
fn told(poam: &Poam, mut detail: Value) -> Value {
    if let Some(fields) = detail.as_object_mut() {
        fields.insert("requirement".to_owned(), poam.requirement.as_str().into());
    }
    detail
}

fn plan(poam: &Poam) -> Value {
    json!({
        "weakness": poam.weakness, "root_cause": poam.root_cause, "resources": poam.resources,
        "cost_usd": poam.cost_usd, "responsible_id": poam.responsible_id, "due_on": poam.due_on,
    })
}

fn titles(evidence: &[Proof]) -> Value {
    evidence.iter().map(|one| json!({ "id": one.id, "title": one.title })).collect()
}

fn step(milestone: &Milestone) -> Value {
    json!({ "words": milestone.words, "due_on": milestone.due_on, "done_on": milestone.done_on })
}
