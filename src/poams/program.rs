//! What the program itself writes into the POA&M, for the demonstration: inside one unit of work and with the
//! same lines in the trail as if people had done it.

pub use super::model::{NewMilestone, Plan};

use super::{
    actions,
    model::{Event, Limits, PoamId},
    store,
};
use crate::access::Scope;
use crate::assessments::AssessmentId;
use crate::kernel::{Result, db::Tx, env::Day};

/// Puts an item with its milestones on the POA&M.
pub async fn enter_in(
    tx: &mut Tx,
    scope: Scope,
    assessment: AssessmentId,
    requirement: &str,
    plan: Plan,
    milestones: Vec<NewMilestone>,
) -> Result<()> {
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
    Ok(())
}
