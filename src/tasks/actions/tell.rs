//! Letters about tasks. Nobody is told what they did themselves.

use super::super::model::Task;
use crate::access::Scope;
use crate::accounts::Colleague;
use crate::kernel::{Result, db::Tx, id::UserId, text::Email};
use crate::mail::{self, Letter};
use crate::organisations;
use serde_json::json;

/// What somebody is told about a task.
#[derive(Clone, Copy)]
pub enum News<'a> {
    /// It is theirs to do.
    Given,
    /// It is done, and theirs to confirm.
    Confirm,
    /// It is to be done once more, and why.
    Returned(&'a str),
    /// They were called in a comment.
    Mentioned(&'a str),
}

/// Has the news sent to `whom`, unless it is the person who acts or nobody.
pub async fn tell_in(
    tx: &mut Tx,
    scope: Scope,
    (people, whom): (&[Colleague], Option<UserId>),
    news: News<'_>,
    task: &Task,
) -> Result<()> {
    let is_other = |person: &&Colleague| Some(person.id) == whom && tx.actor().user != whom;
    let Some(person) = people.iter().find(is_other) else { return Ok(()) };
    let Ok(to) = Email::parse(&person.email) else { return Ok(()) };
    let (what, text) = match news {
        News::Given => ("given", ""),
        News::Confirm => ("confirm", ""),
        News::Returned(why) => ("returned", why),
        News::Mentioned(text) => ("mentioned", text),
    };
    let organisation = organisations::get_in(tx, scope).await?;
    let data = json!({
        "what": what,
        "text": text,
        "by": tx.actor().name,
        "title": task.title,
        "due_on": task.due_on,
        "path": format!("/o/{}/tasks/{}", organisation.slug.as_str(), task.id),
        "organisation": organisation.name,
    });
    mail::send_in(tx, Letter::new("task", &to, person.name.as_str(), data).of(scope.org())).await
}
