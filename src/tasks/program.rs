//! Tasks that the program itself puts in.

use super::{
    model::{Event, State, Task, TaskId, Terms},
    store,
};
use crate::access::Scope;
use crate::kernel::{Result, db::Tx, id::UserId};

/// Adds a task that `by` gave, done already where `done_by` says so.
pub async fn add_in(
    tx: &mut Tx,
    scope: Scope,
    terms: Terms,
    by: UserId,
    done_by: Option<UserId>,
) -> Result<TaskId> {
    let (id, now) = (TaskId(tx.env().new_id()), tx.now());
    let given = Task::new(id, terms, by, now);
    tx.record(scope.org(), Event::Created(&given)).await?;
    let task = match done_by {
        None => given,
        Some(who) => Task { version: 1, ..given.done(who, now, 1)? },
    };
    store::insert(tx, scope, &task).await?;
    if task.state != State::Open {
        tx.record(scope.org(), Event::Done(&task)).await?;
    }
    Ok(id)
}
