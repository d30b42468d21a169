//! Tasks by the hundred, for whoever reads them from a file: inside one unit of work, and without a letter for each.

use super::super::{
    model::{Dated, Event, Given, Task, TaskId, Terms},
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

/// A new task on these terms, to be kept with others, and the line for the trail, which is left to the caller.
pub fn given<R: Includes<ManageTasks>>(tx: &Tx, access: &Access<R>, terms: Terms) -> (Given, Entry) {
    let given = Given { id: TaskId(tx.env().new_id()), terms };
    let entry = Event::Created(&given.task(access.user(), tx.now())).into();
    (given, entry)
}

/// Keeps tasks that were given in this unit of work, ten at a time.
pub async fn keep_given<R: Includes<ManageTasks>>(
    tx: &mut Tx,
    access: &Access<R>,
    given: &[Given],
) -> Result<()> {
    let (tens, rest) = given.as_chunks::<10>();
    for ten in tens {
        store::insert_ten_given(tx, access.scope(), access.user(), ten).await?;
    }
    for one in rest {
        store::insert(tx, access.scope(), &one.task(access.user(), tx.now())).await?;
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
