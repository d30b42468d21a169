//! What happens to assessments, as the trail tells it.

use super::{Assessment, Before, Ended, Implementation, Interval, Judgement, Place, Review, System};
use crate::assessments::model::AssessmentId;
use crate::kernel::{audit::Entry, env::Day, id::UserId};
use serde_json::{Value, json};

/// The owner of a requirement, with their name.
type Owner<'a> = Option<(UserId, &'a str)>;

/// What happens to assessments, for the trail.
pub enum Event<'a> {
    /// A system was described.
    SystemAdded(&'a System),
    /// Its description changed: before, after.
    SystemChanged(&'a System, &'a System),
    /// An assessment was started.
    Started(&'a Assessment),
    /// Its title, lead or Level 2 status changed: before, after.
    Changed(&'a Assessment, &'a Assessment),
    /// It was completed: the result is kept, and the evidence until a day.
    Completed(&'a Assessment, Day, &'a str, &'a Value, Option<Day>),
    /// It was reopened, with a reason; intervals that came to an end with that.
    Reopened(&'a Assessment, &'a str, Ended),
    /// An objective was assessed.
    Decided(AssessmentId, &'a Place, Before, Judgement),
    /// All objectives of a requirement of which nothing was said yet got the same result: their letters.
    DecidedTogether(AssessmentId, &'a str, &'a [&'a str], &'a Judgement),
    /// One's own last change was taken back.
    Undone(AssessmentId, &'a Place, Before, Judgement),
    /// What somebody wrote about a requirement: before, after.
    Written(AssessmentId, &'a Implementation, &'a Implementation),
    /// An operational plan of action or an exception was recorded, changed or ended: before, after, and why.
    Claimed(AssessmentId, &'a Implementation, &'a Implementation, &'a str),
    /// An operational plan of action was reviewed.
    ClaimReviewed(AssessmentId, &'a Implementation, &'a Review),
    /// A requirement got an owner: before, after.
    Assigned(AssessmentId, &'a str, Owner<'a>, Owner<'a>),
    /// That was taken back: before, after.
    AssignmentUndone(AssessmentId, &'a str, Owner<'a>, Owner<'a>),
}

impl From<Event<'_>> for Entry {
    fn from(event: Event<'_>) -> Self {
        let (action, subject, detail) = match event {
            Event::SystemAdded(s) => ("system.added", format!("system:{}", s.id), json!({ "after": s })),
            Event::SystemChanged(a, b) => {
                ("system.changed", format!("system:{}", b.id), json!({ "before": a, "after": b }))
            }
            Event::Started(a) => (
                "assessment.started",
                subject(a.id),
                json!({ "title": a.title, "level": a.level, "system": a.system, "copied_from": a.copied_from }),
            ),
            Event::Changed(a, b) => ("assessment.changed", subject(b.id), changed(a, b)),
            Event::Completed(a, on, name, result, kept_until) => (
                "assessment.completed",
                subject(a.id),
                json!({ "title": a.title, "on": on, "lead": name, "result": result, "kept_until": kept_until }),
            ),
            Event::Reopened(a, why, ended) => ("assessment.reopened", subject(a.id), reopened(a, why, ended)),
            Event::Decided(id, place, before, after) => (
                "finding.decided",
                at(id, place),
                json!({ "place": place.to_string(), "before": before.judgement, "after": after }),
            ),
            Event::DecidedTogether(id, requirement, objectives, after) => (
                "findings.decided",
                format!("requirement:{id}/{requirement}"),
                json!({ "requirement": requirement, "objectives": objectives, "before": "", "after": after }),
            ),
            Event::Undone(id, place, before, after) => (
                "finding.undone",
                at(id, place),
                json!({ "place": place.to_string(), "before": before.judgement, "after": after }),
            ),
            Event::Written(id, a, b) => (
                "implementation.written",
                format!("requirement:{id}/{}", b.requirement),
                json!({ "requirement": b.requirement, "before": practice(a), "after": practice(b) }),
            ),
            Event::Claimed(id, a, b, why) => (
                match (&a.claim, &b.claim) {
                    (_, None) => "claim.ended",
                    (None, Some(_)) => "claim.recorded",
                    (Some(_), Some(_)) => "claim.changed",
                },
                format!("requirement:{id}/{}", b.requirement),
                json!({ "requirement": b.requirement, "before": a.claim, "after": b.claim, "reason": why }),
            ),
            Event::ClaimReviewed(id, b, review) => (
                "claim.reviewed",
                format!("requirement:{id}/{}", b.requirement),
                json!({ "requirement": b.requirement, "before": null, "after": review }),
            ),
            Event::Assigned(id, requirement, before, after) => {
                let subject = format!("requirement:{id}/{requirement}");
                ("implementation.assigned", subject, owners(requirement, before, after))
            }
            Event::AssignmentUndone(id, requirement, before, after) => {
                let subject = format!("requirement:{id}/{requirement}");
                ("implementation.assignment_undone", subject, owners(requirement, before, after))
            }
        };
        Entry { action, subject, detail }
    }
}

/// Names, because people read them; ids, so that it can be taken back.
fn owners(requirement: &str, before: Owner<'_>, after: Owner<'_>) -> Value {
    let name = |owner: Owner<'_>| owner.map(|(_, name)| name.to_owned()).unwrap_or_default();
    let id = |owner: Owner<'_>| owner.map(|(id, _)| id);
    json!({
        "requirement": requirement, "before": name(before), "after": name(after),
        "owner_before": id(before), "owner_after": id(after),
    })
}

fn subject(id: AssessmentId) -> String {
    format!("assessment:{id}")
}

fn at(id: AssessmentId, place: &Place) -> String {
    format!("finding:{id}/{}/{}", place.requirement, place.objective)
}

fn changed(a: &Assessment, b: &Assessment) -> Value {
    let of = |x: &Assessment| {
        json!({
            "title": x.title, "lead_id": x.lead_id, "level2_status": x.level2_status, "level2_score": x.level2_score,
        })
    };
    json!({ "before": of(a), "after": of(b) })
}

/// What was never due before is due within a year now. Nothing is said of that where nothing was.
fn reopened(a: &Assessment, why: &str, ended: Ended) -> Value {
    let mut detail = json!({ "title": a.title, "reason": why });
    if ended.is_usual {
        detail["before"]["usual_review_months"] = json!(0);
        detail["after"]["usual_review_months"] = json!(Interval::MONTHS_MAX);
    }
    if ended.requirements > 0 {
        detail["before"]["requirements_never_due"] = json!(ended.requirements);
        detail["after"]["requirements_never_due"] = json!(0);
    }
    detail
}

fn practice(x: &Implementation) -> Value {
    json!({
        "status": x.status, "narrative": x.narrative, "review_months": x.review_months, "reviewed_on": x.reviewed_on,
        "partial_case": x.partial_case, "claim": x.claim,
    })
}
