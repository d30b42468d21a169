//! One change of many tasks: all of them, or none.

use super::{
    super::{
        model::{Event, Task, TaskId, Terms},
        store,
    },
    flow::done_in,
    tell::{Many, News},
};
use crate::access::{Access, ManageTasks, RightName};
use crate::accounts;
use crate::kernel::{Error, Result, audit::Entry, db::Db, env::Day, id::UserId};

/// The most tasks that are changed together.
const MANY_MAX: usize = 200;

/// What is to become of the tasks.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// Somebody else is to do them, or nobody.
    Assignee(Option<UserId>),
    /// They are to be done by another day.
    Due(Day),
    /// They are done.
    Done,
}

/// Changes the tasks that were picked, each over the version that was seen.
pub async fn change_many(
    db: &Db,
    access: &Access<ManageTasks>,
    picked: &[(TaskId, i64)],
    change: Change,
) -> Result<usize> {
    if picked.is_empty() {
        return Err(Error::invalid("id", "Select at least one task."));
    }
    if picked.len() > MANY_MAX {
        return Err(Error::invalid("id", format!("Select at most {MANY_MAX} tasks at once.")));
    }
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let (scope, user, now) = (access.scope(), access.user(), tx.now());
    if let Change::Assignee(Some(who)) = change {
        let people = accounts::colleagues_with(&mut tx, scope, RightName::ManageTasks).await?;
        if !people.iter().any(|one| one.id == who) {
            return Err(Error::invalid("assignee", "Choose somebody from the list."));
        }
    }
    let (mut entries, mut told): (Vec<Entry>, _) = (Vec::new(), Many::default());
    for (id, seen) in picked {
        let before = store::get(&mut tx, scope, *id).await?.task;
        let task = access.own(before.clone())?;
        if matches!(change, Change::Done) {
            let after = task.try_map(|task| task.done(user, now, *seen))?;
            let (task, more) = done_in(&mut tx, access, after).await?;
            told.add(&tx, task.reviewer_id, News::Confirm, &task);
            entries.extend(more);
            continue;
        }
        let after = task.try_map(|task| {
            let terms = changed(&task, change);
            task.changed(terms, *seen)
        })?;
        store::update(&mut tx, scope, &after).await?;
        if after.assignee_id != before.assignee_id {
            told.add(&tx, after.assignee_id, News::Given, &after);
        }
        entries.push(Event::Changed { before: &before, after: &after }.into());
    }
    told.tell_in(&mut tx, scope).await?;
    let last = entries.pop().ok_or(Error::NotFound)?;
    for entry in entries {
        tx.record(scope.org(), entry).await?;
    }
    tx.commit(scope.org(), last).await?;
    Ok(picked.len())
}

fn changed(task: &Task, change: Change) -> Terms {
    let terms = task.terms();
    match change {
        Change::Assignee(assignee_id) => Terms { assignee_id, ..terms },
        Change::Due(due_on) => Terms { due_on, ..terms },
        Change::Done => terms,
    }
}
