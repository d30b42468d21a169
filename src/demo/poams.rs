//! What stands on the company's POA&M.

use super::{
    Scene,
    data::{Planned, Requirement},
    day, read,
};
use crate::assessments::program::AssessmentId;
use crate::kernel::{
    Result,
    db::Tx,
    id::UserId,
    text::{Line, Paragraph},
};
use crate::poams::program::{self, NewMilestone, Plan};

/// The item with which a requirement stands on the POA&M.
pub async fn enter(
    scene: &Scene,
    tx: &mut Tx,
    id: AssessmentId,
    told: &Requirement,
    (planned, owner): (&Planned, UserId),
) -> Result<()> {
    let plan = Plan {
        weakness: read(Paragraph::parse(&told.why))?,
        root_cause: read(Paragraph::parse(&planned.cause))?,
        resources: read(Paragraph::parse(&planned.resources))?,
        cost_usd: planned.cost,
        responsible: Some(owner),
        due_on: day(scene.today, planned.due),
    };
    let step = |(words, due): &(String, i64)| {
        let words = read(Line::parse(words, ""))?;
        Ok(NewMilestone { words, due_on: day(scene.today, *due), done_on: None })
    };
    let steps = planned.steps.iter().map(step).collect::<Result<_>>()?;
    program::enter_in(tx, scene.scope, id, &told.id, plan, steps).await
}
