//! What the pages of tasks show beside them: names, comments, people.

use super::{Milestone, Task};
use crate::accounts::Colleague;
use crate::kernel::{env::Timestamp, text::Paragraph};
use serde::Serialize;

/// A task, when it was changed last, and whom it names.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Dated {
    /// The task.
    #[sqlx(flatten)]
    pub task: Task,
    /// When.
    pub updated_at: Timestamp,
    /// Who does it.
    pub assignee_name: Option<String>,
    /// Where they get mail.
    pub assignee_email: Option<String>,
    /// Who confirms it.
    pub reviewer_name: Option<String>,
    /// Where they get mail.
    pub reviewer_email: Option<String>,
    /// The title of the evidence it is about.
    pub evidence_title: Option<String>,
    /// The milestone it is about.
    pub milestone_words: Option<String>,
}

id!(
    /// Something said about a task.
    CommentId
);

/// A task with the names that its page shows.
#[derive(Debug, sqlx::FromRow, Serialize)]
pub struct Item {
    /// The task.
    #[sqlx(flatten)]
    #[serde(flatten)]
    pub task: Task,
    /// Who does it.
    pub assignee_name: Option<String>,
    /// Who confirms it.
    pub reviewer_name: Option<String>,
    /// Who gave it.
    pub creator_name: String,
    /// Who did it.
    pub doer_name: Option<String>,
    /// The title of the evidence it is about.
    pub evidence_title: Option<String>,
    /// The milestone it is about; none if it was removed.
    #[sqlx(skip)]
    pub milestone: Option<Milestone>,
}

/// Something said about a task.
#[derive(Debug, sqlx::FromRow, Serialize)]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// Who said it.
    pub author_name: String,
    /// What.
    pub body: Paragraph,
    /// When.
    pub created_at: Timestamp,
}

/// Everybody whom `text` calls by an @ and their name.
pub fn mentioned<'a>(people: &'a [Colleague], text: &str) -> Vec<&'a Colleague> {
    let text = text.to_lowercase();
    let is_called = |person: &&Colleague| text.contains(&format!("@{}", person.name.to_lowercase()));
    people.iter().filter(is_called).collect()
}
