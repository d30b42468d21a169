//! Tasks by the hundred, for whoever reads them from a file: inside one unit of work, and without a letter for each.

use super::super::{
    model::{Dated, Event, Task, TaskId, Terms},
    store,
};
use crate::access::{Access, Includes, ManageTasks, Scope};
use crate::kernel::{
    Result,
    audit::Entry,
    db::{Conn, Tx},
};

/// All tasks of the organisation, the oldest first.
pub async fn all(conn: &mut Conn, scope: Scope) -> Result<Vec<Dated>> {
    store::all(conn, scope).await
}

/// A new task on these terms, and the line for the trail, which is left to the caller as is keeping the task.
pub fn given<R: Includes<ManageTasks>>(tx: &Tx, access: &Access<R>, terms: Terms) -> (Task, Entry) {
    let task = Task::new(TaskId(tx.env().new_id()), terms, access.user(), tx.now());
    let entry = Event::Created(&task).into();
    (task, entry)
}

/// Keeps tasks that were given in this unit of work, ten at a time.
pub async fn keep_given<R: Includes<ManageTasks>>(
    tx: &mut Tx,
    access: &Access<R>,
    given: &[Task],
) -> Result<()> {
    let mut tens = given.chunks_exact(10);
    for ten in tens.by_ref() {
        store::insert_ten_given(tx, access.scope(), ten).await?;
    }
    for task in tens.remainder() {
        store::insert(tx, access.scope(), task).await?;
    }
    Ok(())
}

/// Writes other terms over a task that is there; the line for the trail is left to the caller.
pub async fn change_in<R: Includes<ManageTasks>>(
    tx: &mut Tx,
    access: &Access<R>,
    before: &Task,
    terms: Terms,
) -> Result<Entry> {
    let after = access.own(before.clone())?.try_map(|task| task.changed(terms, before.version))?;
    store::update(tx, access.scope(), &after).await?;
    Ok(Event::Changed { before, after: &after }.into())
}
