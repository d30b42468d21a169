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

/// Gives a task, or writes other terms over the one that was there; the line for the trail is left to the caller.
pub async fn put_in<R: Includes<ManageTasks>>(
    tx: &mut Tx,
    access: &Access<R>,
    before: Option<&Task>,
    terms: Terms,
) -> Result<Entry> {
    let scope = access.scope();
    let Some(before) = before else {
        let task = Task::new(TaskId(tx.env().new_id()), terms, access.user(), tx.now());
        store::insert(tx, scope, &task).await?;
        return Ok(Event::Created(&task).into());
    };
    let after = access.own(before.clone())?.try_map(|task| task.changed(terms, before.version))?;
    store::update(tx, scope, &after).await?;
    Ok(Event::Changed { before, after: &after }.into())
}
