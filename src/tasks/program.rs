//! What the program itself does with tasks, for the demonstration: inside one unit of work and with the same lines in
//! the trail as if people had done it. Nobody gets a letter.

use super::{
    model::{Event, State, Task, TaskId, Terms},
    store,
};
use crate::access::Scope;
use crate::kernel::{
    Result,
    audit::Entry,
    db::Tx,
    id::UserId,
    text::{Line, Paragraph},
};

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

/// Done by `by`. Where that closes a task of a series, the next one is given: its id.
pub async fn done_in(tx: &mut Tx, scope: Scope, id: TaskId, by: UserId) -> Result<Option<TaskId>> {
    let task = store::get(tx, scope, id).await?.task;
    let (now, seen) = (tx.now(), task.version);
    let (task, next) = followed(tx, scope, task.done(by, now, seen)?).await?;
    write(tx, scope, task, |task| Event::Done(task).into()).await?;
    told(tx, scope, id, next).await
}

/// Confirmed by `by`, who did not do it; the same then.
pub async fn confirm_in(tx: &mut Tx, scope: Scope, id: TaskId, by: UserId) -> Result<Option<TaskId>> {
    let task = store::get(tx, scope, id).await?.task;
    let (now, seen) = (tx.now(), task.version);
    let (task, next) = followed(tx, scope, task.confirmed(by, now, seen)?).await?;
    write(tx, scope, task, |task| Event::Confirmed(task).into()).await?;
    told(tx, scope, id, next).await
}

/// To be done once more, as `by` says.
pub async fn reopen_in(tx: &mut Tx, scope: Scope, id: TaskId, by: UserId, reason: &Line) -> Result<()> {
    let task = store::get(tx, scope, id).await?.task;
    let seen = task.version;
    write(tx, scope, task.reopened(seen)?, |task| Event::Reopened(task, reason.as_str()).into()).await?;
    let body = Paragraph::parse(&format!("Reopened: {reason}")).map_err(anyhow::Error::msg)?;
    store::insert_comment(tx, scope, (id, by), &body).await
}

/// What `by` says about a task.
pub async fn comment_in(tx: &mut Tx, scope: Scope, id: TaskId, by: UserId, body: &Paragraph) -> Result<()> {
    store::insert_comment(tx, scope, (id, by), body).await?;
    tx.record(scope.org(), Event::Commented(id, body.as_str())).await
}

async fn write(tx: &mut Tx, scope: Scope, task: Task, tell: impl FnOnce(&Task) -> Entry) -> Result<()> {
    let task = scope.own(task)?;
    store::update(tx, scope, &task).await?;
    tx.record(scope.org(), tell(&task)).await
}

/// The task and the next of its series, which is given now, if there is one.
async fn followed(tx: &mut Tx, scope: Scope, task: Task) -> Result<(Task, Option<Task>)> {
    let (id, today, now) = (TaskId(tx.env().new_id()), tx.now().date_naive(), tx.now());
    let Some(next) = task.next(id, today, now) else { return Ok((task, None)) };
    store::insert(tx, scope, &next).await?;
    Ok((Task { next_id: Some(id), ..task }, Some(next)))
}

async fn told(tx: &mut Tx, scope: Scope, after: TaskId, next: Option<Task>) -> Result<Option<TaskId>> {
    let Some(next) = next else { return Ok(None) };
    tx.record(scope.org(), Event::Repeated(&next, after)).await?;
    Ok(Some(next.id))
}
