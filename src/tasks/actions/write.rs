//! Giving tasks, changing them, talking about them.

use super::{
    super::{
        model::{Event, Task, TaskId, Terms, mentioned},
        store,
    },
    tell::{News, tell_in},
};
use crate::access::{Access, CommentTasks, ManageTasks, RightName};
use crate::accounts;
use crate::kernel::{
    Error, Problems, Result,
    db::{Db, Tx},
    text::Paragraph,
};
use crate::organisations;

/// Gives a task. `once` is the form's key; `leads_to` is where a second form with the same key is sent.
pub async fn create(
    db: &Db,
    access: &Access<ManageTasks>,
    terms: Terms,
    (once, here): (&str, &str),
) -> Result<Task> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let task = Task::new(TaskId(tx.env().new_id()), terms, access.user(), tx.now());
    organisations::once(&mut tx, access.scope(), once, &format!("{here}/tasks/{}", task.id)).await?;
    checked(&mut tx, access, &task, None).await?;
    store::insert(&mut tx, access.scope(), &task).await?;
    tell_in(&mut tx, access.scope(), task.assignee_id, News::Given, &task).await?;
    tx.commit(access.scope().org(), Event::Created(&task)).await?;
    Ok(task)
}

/// Writes other terms over the version that was seen.
pub async fn change(
    db: &Db,
    access: &Access<ManageTasks>,
    id: TaskId,
    terms: Terms,
    seen: i64,
) -> Result<Task> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let before = store::get(&mut tx, access.scope(), id).await?.task;
    let after = access.own(before.clone())?.try_map(|task| task.changed(terms, seen))?;
    checked(&mut tx, access, &after, Some(&before)).await?;
    store::update(&mut tx, access.scope(), &after).await?;
    if after.assignee_id != before.assignee_id {
        tell_in(&mut tx, access.scope(), after.assignee_id, News::Given, &after).await?;
    }
    tx.commit(access.scope().org(), Event::Changed { before: &before, after: &after }).await?;
    Ok(after.into_inner())
}

/// Whether those whom the task names are here and may hold one. Whoever was named before may stay.
async fn checked(
    tx: &mut Tx,
    access: &Access<ManageTasks>,
    task: &Task,
    before: Option<&Task>,
) -> Result<()> {
    let people = accounts::colleagues_with(tx, access.scope(), RightName::ManageTasks).await?;
    let is_here = |who, before| who == before || people.iter().any(|one| Some(one.id) == who);
    let mut problems = Problems::new();
    let mut check = |field, who: Option<_>, before: Option<_>| {
        if who.is_some() && !is_here(who, before) {
            problems.insert(field, "Choose somebody from the list.".to_owned());
        }
    };
    check("assignee", task.assignee_id, before.and_then(|it| it.assignee_id));
    check("reviewer", task.reviewer_id, before.and_then(|it| it.reviewer_id));
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

/// Says something about a task; whoever is called by an @ and their name is told.
pub async fn comment(
    db: &Db,
    access: &Access<CommentTasks>,
    id: TaskId,
    body: Paragraph,
    (once, location): (&str, &str),
) -> Result<()> {
    if body.is_empty() {
        return Err(Error::invalid("comment", "Write something first."));
    }
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let scope = access.scope();
    let task = store::get(&mut tx, scope, id).await?.task;
    organisations::once(&mut tx, scope, once, location).await?;
    store::insert_comment(&mut tx, scope, (id, access.user()), &body).await?;
    let people = accounts::colleagues(&mut tx, scope).await?;
    for person in mentioned(&people, body.as_str()) {
        tell_in(&mut tx, scope, Some(person.id), News::Mentioned(body.as_str()), &task).await?;
    }
    tx.commit(scope.org(), Event::Commented(id, body.as_str())).await?;
    Ok(())
}
