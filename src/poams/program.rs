//! What the program itself writes into the POA&M, for the demonstration: inside one unit of work and with the
//! same lines in the trail as if people had done it.

pub use super::model::{NewMilestone, Plan, PoamId};

use super::{
    actions,
    model::{Event, Limits, Milestone, Validated, submittable},
    store,
};
use crate::access::Scope;
use crate::assessments::AssessmentId;
use crate::evidence::EvidenceId;
use crate::kernel::{Error, Result, db::Tx, env::Day, id::UserId, text::Paragraph};

/// Puts an item with its milestones on the POA&M.
pub async fn enter_in(
    tx: &mut Tx,
    scope: Scope,
    assessment: AssessmentId,
    requirement: &str,
    plan: Plan,
    milestones: Vec<NewMilestone>,
) -> Result<PoamId> {
    let today: Day = tx.now().date_naive();
    let plan = plan.check(&Limits { today, ..Limits::default() })?;
    let id = PoamId(tx.env().new_id());
    let new = actions::entered(id, assessment, requirement, plan, tx.now());
    store::enter(tx, scope, &new).await?;
    tx.record(scope.org(), Event::Entered(&new)).await?;
    for (n, milestone) in (1..).zip(milestones) {
        let milestone = actions::numbered(tx, milestone.check(today, new.due_on, None)?, n);
        store::add_first(tx, scope, &new, &milestone).await?;
        tx.record(scope.org(), Event::MilestoneAdded(&new, &milestone)).await?;
    }
    Ok(id)
}

/// Notes that the next milestone of an item is done.
pub async fn tick_in(tx: &mut Tx, scope: Scope, (assessment, id): (AssessmentId, PoamId)) -> Result<()> {
    let it = scope.own(store::get(tx, scope, assessment, id).await?)?;
    let all = store::of_item(tx, scope, &it).await?;
    let before = all.into_iter().find(|one| one.done_on.is_none()).ok_or(Error::NotFound)?;
    let after = Milestone { done_on: Some(tx.now().date_naive()), ..before.clone() };
    store::put(tx, scope, &it, &after).await?;
    tx.record(scope.org(), Event::MilestoneChanged(&it, &before, &after)).await
}

/// Submits the closure of an item whose milestones are done, with the evidence that shows it.
pub async fn submit_in(
    tx: &mut Tx,
    scope: Scope,
    (assessment, id): (AssessmentId, PoamId),
    (closure, by): (Paragraph, UserId),
    evidence: &[EvidenceId],
) -> Result<()> {
    let it = scope.own(store::get(tx, scope, assessment, id).await?)?;
    for piece in evidence {
        if store::link(tx, scope, &it, *piece).await? {
            tx.record(scope.org(), Event::EvidenceLinked(&it, *piece)).await?;
        }
    }
    let (parts, now) = (store::parts(tx, scope, &it).await?, tx.now());
    submittable(&closure, &parts.milestones, &parts.evidence, now.date_naive())?;
    let submitted = it.map(|it| it.submitted(closure, by, now));
    store::submit(tx, scope, &submitted).await?;
    tx.record(scope.org(), Event::Submitted(&submitted, &parts.evidence)).await
}

/// Closes an item whose closure somebody else than `by` submitted.
pub async fn close_in(
    tx: &mut Tx,
    scope: Scope,
    (assessment, id): (AssessmentId, PoamId),
    by: UserId,
) -> Result<()> {
    let it = scope.own(store::get(tx, scope, assessment, id).await?)?;
    let validated = Validated::by(it, by)?;
    store::close(tx, scope, &validated).await?;
    tx.record(scope.org(), Event::Closed(validated.item())).await
}
