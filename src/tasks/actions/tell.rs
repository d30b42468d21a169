//! News about tasks. Nobody is told what they did themselves.

use super::super::model::Task;
use crate::access::Scope;
use crate::kernel::{Result, db::Tx, id::UserId};
use crate::news;
use serde_json::{Map, json};

/// What somebody is told about a task.
#[derive(Clone, Copy)]
pub enum News<'a> {
    /// It is theirs to do.
    Given,
    /// It is theirs to do, as others are that were handed over with it.
    GivenAmongOthers,
    /// It is done, and theirs to confirm.
    Confirm,
    /// It is to be done once more, and why.
    Returned(&'a str),
    /// They were called in a comment.
    Mentioned(&'a str),
}

/// Tells `whom`, if anybody. What is handed over or done many at a time may wait for the letter of the day.
pub async fn tell_in(
    tx: &mut Tx,
    scope: Scope,
    whom: Option<UserId>,
    news: News<'_>,
    task: &Task,
) -> Result<()> {
    let Some(user) = whom else { return Ok(()) };
    let (what, text) = match news {
        News::Given | News::GivenAmongOthers => ("given", ""),
        News::Confirm => ("confirm", ""),
        News::Returned(why) => ("returned", why),
        News::Mentioned(text) => ("mentioned", text),
    };
    let title = match news {
        News::Given | News::GivenAmongOthers => format!("A task for you: {}", task.title),
        News::Confirm => format!("To confirm: {}", task.title),
        News::Returned(_) => format!("To do once more: {}", task.title),
        News::Mentioned(_) => format!("{} wrote to you: {}", tx.actor().name, task.title),
    };
    let data = Map::from_iter([
        ("what".to_owned(), json!(what)),
        ("text".to_owned(), json!(text)),
        ("title".to_owned(), json!(task.title)),
        ("due_on".to_owned(), json!(task.due_on)),
    ]);
    let told = news::News { title, path: format!("/tasks/{}", task.id), letter: "task", data };
    match news {
        News::Confirm | News::GivenAmongOthers => news::tell_in(tx, scope, user, told).await,
        News::Given | News::Returned(_) | News::Mentioned(_) => {
            news::tell_now_in(tx, scope, user, told).await
        }
    }
}
