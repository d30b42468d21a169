//! One result for everything that has none yet in many requirements.

use super::history;
use crate::access::{Access, EditFindings};
use crate::assessments::{
    model::{AssessmentId, Cause, Event, Finding, Judgement, Place, bulk::Plan, picture::Picture},
    store,
};
use crate::kernel::{Result, db::Db};
use crate::organisations;
use std::collections::HashMap;

/// One result for everything in some requirements that has none yet.
pub struct Together {
    /// The requirements.
    pub requirements: Vec<String>,
    /// The result with its reason. Ways of assessing that were noted before are kept.
    pub judgement: Judgement,
    /// How many objectives the preview said it would change.
    pub expected: usize,
}

/// How that ended.
pub enum Applied {
    /// So many were changed.
    Done(usize),
    /// Nothing was changed, because it is no longer what the preview showed.
    Outdated,
}

/// Gives one result to every objective of the requirements that has none, all or nothing, with one line in
/// the trail for each requirement.
pub async fn assess_open(
    db: &Db,
    access: &Access<EditFindings>,
    id: AssessmentId,
    together: Together,
    once: (&str, &str),
) -> Result<Applied> {
    let judgement = together.judgement.check()?;
    let (scope, user) = (access.scope(), access.user());
    let mut tx = db.begin(access.actor()).await?;
    organisations::once(&mut tx, scope, once.0, once.1).await?;
    let assessment = store::get(&mut tx, scope, id).await?;
    assessment.open()?;
    let picture = Picture::of(assessment, store::rows(&mut tx, scope, id).await?);
    let plan = Plan::assess_open(&picture, &together.requirements, scope.owner())?;
    if plan.objectives() != together.expected {
        return Ok(Applied::Outdated);
    }
    let mut begun: HashMap<Place, Finding> = store::without_result(&mut tx, scope, id).await?;
    let now = tx.now();
    let mut events = Vec::new();
    for step in &plan.steps {
        for objective in &step.objectives {
            let place = Place { requirement: step.line.id.clone(), objective: (*objective).to_owned() };
            let owner = step.line.owner.as_ref().map(|owner| owner.id);
            let standing = begun.remove(&place).unwrap_or_else(|| Finding::blank(&place, owner));
            let said = judgement.over(&standing);
            let decided = access.own(standing)?.map(|finding| finding.decided(said, user, now));
            store::save_finding(&mut tx, scope, id, &decided).await?;
        }
        events.push(Event::DecidedTogether(id, &step.line.id, &step.objectives, &judgement));
    }
    let Some(last) = events.pop() else { return Ok(Applied::Done(0)) };
    for event in events {
        tx.record(scope.org(), event).await?;
    }
    let requirement = plan.steps.last().map_or("", |step| step.line.id.as_str());
    let result = judgement.result.word();
    let cause = Cause { action: "findings.decided", requirement, objective: "", result };
    history::keep_since(&mut tx, scope, &picture, cause).await?;
    tx.commit(scope.org(), last).await?;
    Ok(Applied::Done(plan.objectives()))
}
