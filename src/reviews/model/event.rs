//! What happens in reviews, as the trail tells it.

use super::{Decision, Found, Review, There, name};
use crate::assessments::AssessmentId;
use crate::kernel::{audit::Entry, env::Day};
use serde_json::{Value, json};

/// What happens in reviews, for the trail.
pub enum Event<'a> {
    /// A second person accepted or returned what was found.
    Decided(There<'a>, &'a Found, &'a Decision),
    /// A requirement got another interval between reviews: before, after; none is as usual.
    IntervalSet(There<'a>, Option<i64>, Option<i64>),
    /// The usual interval of an assessment changed: before, after.
    UsualSet(AssessmentId, i64, i64),
    /// A requirement was reviewed; it was reviewed last on that day before.
    Reviewed(There<'a>, Option<Day>, &'a Review),
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
            Event::IntervalSet(there, before, after) => Self {
                action: "review.interval_set",
                subject: format!("requirement:{}/{}", there.assessment, there.requirement),
                detail: json!({
                    "requirement": there.requirement,
                    "before": { "review_months": before },
                    "after": { "review_months": after },
                }),
            },
            Event::UsualSet(assessment, before, after) => Self {
                action: "review.usual_interval_set",
                subject: format!("assessment:{assessment}"),
                detail: json!({ "before": { "review_months": before }, "after": { "review_months": after } }),
            },
            Event::Reviewed(there, before, review) => Self {
                action: "requirement.reviewed",
                subject: format!("requirement:{}/{}", there.assessment, there.requirement),
                detail: json!({
                    "requirement": there.requirement,
                    "review": review.id,
                    "on": review.reviewed_on,
                    "before": { "reviewed_on": before },
                    "after": {
                        // A review that is put on record late moves nothing back.
                        "reviewed_on": before.map_or(review.reviewed_on, |last| last.max(review.reviewed_on)),
                        "outcome": review.outcome,
                        "notes": review.notes,
                    },
                }),
            },
        }
    }
}

fn before(found: &Found) -> Value {
    let said = &found.opinion;
    json!({ "review": said.review, "reason": said.review_reason, "version": said.reviewed_version })
}
