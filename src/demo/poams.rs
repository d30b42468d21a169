//! What stands on the company's POA&M, and how it came off it.

use super::{
    data::{Planned, Requirement},
    history::Deed,
    read,
    scene::Scene,
};
use crate::kernel::{
    Result,
    db::Tx,
    env::Timestamp,
    text::{Line, Paragraph},
};
use crate::poams::program::{self, NewMilestone, Plan};

pub(super) async fn play(scene: &mut Scene, tx: &mut Tx, at: Timestamp, deed: Deed) -> Result<()> {
    let (scope, assessment) = (scene.scope, scene.work()?.id);
    match deed {
        Deed::Enter(told, planned) => {
            let plan = plan(scene, told, planned)?;
            let steps = steps(scene, planned)?;
            scene.goes_on(tx, at, &told.owner)?;
            let id = program::enter_in(tx, scope, assessment, &told.id, plan, steps).await?;
            scene.poams.insert(&told.id, id);
        }
        Deed::Tick(told) => {
            scene.goes_on(tx, at, &told.owner)?;
            return program::tick_in(tx, scope, (assessment, scene.item(&told.id)?)).await;
        }
        Deed::Submit(told, Planned { submitted: Some(submitted), .. }) => {
            let by = scene.goes_on(tx, at, &submitted.who)?;
            let words = read(Paragraph::parse(&submitted.words))?;
            let piece = scene.piece(&submitted.evidence)?.id;
            let item = (assessment, scene.item(&told.id)?);
            return program::submit_in(tx, scope, item, (words, by), &[piece]).await;
        }
        Deed::Close(told, who) => {
            let by = scene.goes_on(tx, at, who)?;
            program::close_in(tx, scope, (assessment, scene.item(&told.id)?), by).await?;
        }
        _ => return Ok(()),
    }
    scene.work()?.look_in(tx).await
}

fn plan(scene: &Scene, told: &Requirement, planned: &Planned) -> Result<Plan> {
    Ok(Plan {
        weakness: read(Paragraph::parse(&told.why))?,
        root_cause: read(Paragraph::parse(&planned.cause))?,
        resources: read(Paragraph::parse(&planned.resources))?,
        cost_usd: planned.cost,
        responsible: Some(scene.person(&told.owner)?),
        due_on: scene.days.ahead(planned.due),
    })
}

fn steps(scene: &Scene, planned: &Planned) -> Result<Vec<NewMilestone>> {
    let step = |(words, due): &(String, i64)| {
        let words = read(Line::parse(words, ""))?;
        Ok(NewMilestone { words, due_on: scene.days.ahead(*due), done_on: None })
    };
    planned.steps.iter().map(step).collect()
}
