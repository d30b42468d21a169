//! From to be done to closed, and back.

use super::{
    super::{
        model::{Event, Task, TaskId},
        store,
    },
    tell::{News, tell_in},
};
use crate::access::{Access, ManageTasks, Owned};
use crate::kernel::{
    Error, Result,
    audit::Entry,
    db::{Db, Tx},
    text::{Line, Paragraph},
};

/// Done by the caller; without a reviewer that closes it.
pub async fn done(db: &Db, access: &Access<ManageTasks>, id: TaskId, seen: i64) -> Result<Task> {
    let mut tx = begin(db, access).await?;
    let (user, now) = (access.user(), tx.now());
    let before = store::get(&mut tx, access.scope(), id).await?.task;
    let after = access.own(before)?.try_map(|task| task.done(user, now, seen))?;
    let (task, entries) = done_in(&mut tx, access, after).await?;
    tell_in(&mut tx, access.scope(), task.reviewer_id, News::Confirm, &task).await?;
    commit(tx, access, (task, entries)).await
}

/// The same for one task or many; telling whoever confirms them is left to the caller.
pub(super) async fn done_in(
    tx: &mut Tx,
    access: &Access<ManageTasks>,
    after: Owned<Task>,
) -> Result<(Task, Vec<Entry>)> {
    let (after, again) = followed(tx, access, after).await?;
    store::update(tx, access.scope(), &after).await?;
    let mut entries = vec![Event::Done(&after).into()];
    entries.extend(again);
    Ok((after.into_inner(), entries))
}

/// Confirmed by the caller, who is its reviewer or runs the organisation, and did not do it.
pub async fn confirm(db: &Db, access: &Access<ManageTasks>, id: TaskId, seen: i64) -> Result<Task> {
    let mut tx = begin(db, access).await?;
    let (user, now) = (access.user(), tx.now());
    let before = store::get(&mut tx, access.scope(), id).await?.task;
    if access.scope().owner().is_some() && before.reviewer_id != Some(user) {
        return Err(Error::Forbidden("Only its reviewer or a compliance lead confirms this task.".into()));
    }
    let after = access.own(before)?.try_map(|task| task.confirmed(user, now, seen))?;
    let (after, again) = followed(&mut tx, access, after).await?;
    store::update(&mut tx, access.scope(), &after).await?;
    let mut entries = vec![Event::Confirmed(&after).into()];
    entries.extend(again);
    commit(tx, access, (after.into_inner(), entries)).await
}

/// To be done once more. The reason stands among the comments, and whoever does it is told.
pub async fn reopen(
    db: &Db,
    access: &Access<ManageTasks>,
    id: TaskId,
    reason: &Line,
    seen: i64,
) -> Result<Task> {
    let mut tx = begin(db, access).await?;
    let scope = access.scope();
    let before = store::get(&mut tx, scope, id).await?.task;
    let after = access.own(before)?.try_map(|task| task.reopened(seen))?;
    store::update(&mut tx, scope, &after).await?;
    let body = Paragraph::parse(&format!("Reopened: {reason}")).map_err(anyhow::Error::msg)?;
    store::insert_comment(&mut tx, scope, (id, access.user()), &body).await?;
    tell_in(&mut tx, scope, after.assignee_id, News::Returned(reason.as_str()), &after).await?;
    let entry = Event::Reopened(&after, reason.as_str()).into();
    commit(tx, access, (after.into_inner(), vec![entry])).await
}

async fn begin(db: &Db, access: &Access<ManageTasks>) -> Result<Tx> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    Ok(tx)
}

/// Adds the next of the series where the task is closed by this.
async fn followed(
    tx: &mut Tx,
    access: &Access<ManageTasks>,
    after: Owned<Task>,
) -> Result<(Owned<Task>, Option<Entry>)> {
    let (id, today, now) = (TaskId(tx.env().new_id()), tx.env().today(), tx.now());
    let Some(next) = after.next(id, today, now) else { return Ok((after, None)) };
    store::insert(tx, access.scope(), &next).await?;
    let entry = Event::Repeated(&next, after.id).into();
    Ok((after.map(|task| Task { next_id: Some(id), ..task }), Some(entry)))
}

async fn commit(
    mut tx: Tx,
    access: &Access<ManageTasks>,
    (task, entries): (Task, Vec<Entry>),
) -> Result<Task> {
    let mut entries = entries.into_iter().rev();
    let last = entries.next().ok_or(Error::NotFound)?;
    for entry in entries.rev() {
        tx.record(access.scope().org(), entry).await?;
    }
    tx.commit(access.scope().org(), last).await?;
    Ok(task)
}
