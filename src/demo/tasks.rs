//! What the people of the demonstration have to do, and what became of it.

use super::{data::Task, history::Deed, read, scene::Scene};
use crate::kernel::{
    Result,
    db::Tx,
    env::Timestamp,
    text::{Line, Paragraph},
};
use crate::tasks::{self, About, Priority, Repeat, TaskId, Terms, split};

/// Who gives tasks that nobody confirms.
const GIVER: &str = "dana";

pub(super) async fn play(scene: &mut Scene, tx: &mut Tx, at: Timestamp, deed: Deed) -> Result<()> {
    let scope = scene.scope;
    match deed {
        Deed::Give(told) => {
            let giver = if told.reviewer.is_empty() { GIVER } else { &told.reviewer };
            let by = scene.goes_on(tx, at, giver)?;
            let id = tasks::add_in(tx, scope, terms(scene, told)?, by, None).await?;
            scene.tasks.insert(&told.title, id);
        }
        Deed::Done(told) => {
            let by = scene.goes_on(tx, at, &told.who)?;
            let next = tasks::done_in(tx, scope, scene.task(told)?, by).await?;
            follow(scene, told, next);
        }
        Deed::Confirm(told, who) => {
            let by = scene.goes_on(tx, at, who)?;
            let next = tasks::confirm_in(tx, scope, scene.task(told)?, by).await?;
            follow(scene, told, next);
        }
        Deed::Reopen(told, who, why) => {
            let by = scene.goes_on(tx, at, who)?;
            let why = read(Line::parse(why, ""))?;
            tasks::reopen_in(tx, scope, scene.task(told)?, by, &why).await?;
        }
        Deed::Say(told, who, text) => {
            let by = scene.goes_on(tx, at, who)?;
            let text = read(Paragraph::parse(text))?;
            tasks::comment_in(tx, scope, scene.task(told)?, by, &text).await?;
        }
        _ => {}
    }
    Ok(())
}

fn follow(scene: &mut Scene, told: &'static Task, next: Option<TaskId>) {
    if let Some(next) = next {
        scene.tasks.insert(&told.title, next);
    }
}

fn terms(scene: &Scene, task: &Task) -> Result<Terms> {
    let (requirement, objective) = split(&task.about);
    let priority = Priority::parse(&task.priority).ok_or_else(|| format!("no priority {}", task.priority));
    Ok(Terms {
        title: read(Line::parse(&task.title, ""))?,
        description: read(Paragraph::parse(&task.description))?,
        about: About { requirement: requirement.into(), objective: objective.into(), ..About::default() },
        assignee_id: scene.somebody(&task.who)?,
        reviewer_id: scene.somebody(&task.reviewer)?,
        due_on: scene.days.ahead(task.due),
        priority: read(priority)?,
        repeats: read(Repeat::try_from(task.repeats.clone()))?,
    })
}
