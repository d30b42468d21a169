//! News about tasks. Nobody is told what they did themselves.

use super::super::model::Task;
use crate::access::Scope;
use crate::kernel::{Result, db::Tx, id::UserId};
use crate::news;
use serde_json::{Map, json};
use std::collections::BTreeMap;

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

/// What is told about many tasks that are changed together.
#[derive(Default)]
pub struct Many(BTreeMap<UserId, Vec<news::News>>);

impl Many {
    /// Adds that for `whom`, if anybody.
    pub fn add(&mut self, tx: &Tx, whom: Option<UserId>, news: News<'_>, task: &Task) {
        if let Some(user) = whom {
            self.0.entry(user).or_default().push(told(tx, news, task));
        }
    }

    /// Tells each of them theirs, which may wait for the letter of the day.
    pub async fn tell_in(self, tx: &mut Tx, scope: Scope) -> Result<()> {
        for (user, all) in self.0 {
            news::tell_all_in(tx, scope, user, all).await?;
        }
        Ok(())
    }
}

/// Tells `whom`, if anybody, at once.
pub async fn tell_in(
    tx: &mut Tx,
    scope: Scope,
    whom: Option<UserId>,
    news: News<'_>,
    task: &Task,
) -> Result<()> {
    match whom {
        Some(user) => news::tell_now_in(tx, scope, user, told(tx, news, task)).await,
        None => Ok(()),
    }
}

fn told(tx: &Tx, news: News<'_>, task: &Task) -> news::News {
    let (what, text) = match news {
        News::Given => ("given", ""),
        News::Confirm => ("confirm", ""),
        News::Returned(why) => ("returned", why),
        News::Mentioned(text) => ("mentioned", text),
    };
    let title = match news {
        News::Given => format!("A task for you: {}", task.title),
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
    news::News { title, path: format!("/tasks/{}", task.id), letter: "task", data }
}
