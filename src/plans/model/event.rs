//! What happens to plans, as the trail tells it.

use super::{NewPlan, Plan};
use crate::kernel::audit::Entry;
use serde_json::{Value, json};

/// What happens to a plan.
pub enum Event<'a> {
    /// It was kept.
    Saved(&'a Plan),
    /// It says something else: before, after.
    Changed(&'a NewPlan, &'a Plan),
    /// It was thrown away.
    Removed(&'a Plan),
}

impl From<Event<'_>> for Entry {
    fn from(event: Event<'_>) -> Self {
        let after = |plan: &Plan| said(plan.title.as_str(), &plan.fixes.0);
        let (action, plan, detail) = match event {
            Event::Saved(plan) => ("plan.saved", plan, json!({ "before": null, "after": after(plan) })),
            Event::Changed(before, plan) => {
                let before = said(before.title.as_str(), &before.fixes);
                ("plan.changed", plan, json!({ "before": before, "after": after(plan) }))
            }
            Event::Removed(plan) => ("plan.removed", plan, json!({ "before": after(plan), "after": null })),
        };
        Self { action, subject: format!("plan:{}/{}", plan.assessment_id, plan.id), detail }
    }
}

fn said(title: &str, fixes: &super::Fixes) -> Value {
    json!({ "title": title, "fixes": fixes })
}
