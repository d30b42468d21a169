//! What the people of the demonstration have to do.

use super::{Keys, data::TASKS, read};
use crate::access::Scope;
use crate::kernel::{
    Result,
    db::Tx,
    id::UserId,
    text::{Line, Paragraph},
};
use crate::tasks::{self, About, Priority, Repeat, Terms, split};
use chrono::TimeDelta;

/// Gives them their tasks.
pub async fn give(tx: &mut Tx, scope: Scope, people: &Keys<UserId>, by: UserId) -> Result<()> {
    let person = |key: &str| match key {
        "" => Ok(None),
        key => read(people.get(key).copied().map(Some).ok_or_else(|| format!("nobody is called {key}"))),
    };
    for task in TASKS.iter() {
        let (requirement, objective) = split(&task.about);
        let terms = Terms {
            title: read(Line::parse(&task.title, ""))?,
            description: read(Paragraph::parse(&task.description))?,
            about: About { requirement: requirement.into(), objective: objective.into(), evidence_id: None },
            assignee_id: person(&task.who)?,
            reviewer_id: person(&task.reviewer)?,
            due_on: tx.env().today() + TimeDelta::days(task.due),
            priority: read(
                Priority::parse(&task.priority).ok_or_else(|| format!("no priority {}", task.priority)),
            )?,
            repeats: read(Repeat::try_from(task.repeats.clone()))?,
        };
        tasks::add_in(tx, scope, terms, by, person(&task.done_by)?).await?;
    }
    Ok(())
}
