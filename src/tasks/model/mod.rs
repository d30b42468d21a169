//! What a task is, and what may be done to it.

mod about;
mod event;
mod given;
mod list;
mod repeat;
mod shown;

pub use about::{About, Milestone, split};
pub use event::Event;
pub use given::{FIRST, Given};
pub use list::{Cursor, Filter, Listed, Mine, Whose};
pub use repeat::{Repeat, Unit, WEEKDAYS, Which};
pub use shown::{Comment, CommentId, Dated, Item, mentioned};

use crate::access::Owners;
use crate::kernel::{
    Error, Result,
    env::{Day, Timestamp},
    id::UserId,
    text::{Line, Paragraph},
};
use serde::Serialize;

id!(
    /// A task.
    TaskId
);

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, Serialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// To be done.
    Open,
    /// Done, as whoever did it says; somebody else is to confirm it.
    Done,
    /// Finished.
    Closed,
}

impl State {
    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Closed => "closed",
        }
    }

    /// Reads the word; anything else is what is to be done.
    pub fn parse(word: &str) -> Self {
        [Self::Done, Self::Closed].into_iter().find(|state| state.word() == word).unwrap_or(Self::Open)
    }
}

/// How much hangs on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, Serialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// When there is time.
    Low,
    /// As it comes.
    Normal,
    /// Before other things.
    High,
}

impl Priority {
    /// The word in forms.
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Low, Self::Normal, Self::High].into_iter().find(|one| one.word() == word)
    }
}

/// What people say a task is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What is to be done, in a line.
    pub title: Line,
    /// The particulars.
    pub description: Paragraph,
    /// What it is about.
    pub about: About,
    /// Who does it.
    pub assignee_id: Option<UserId>,
    /// Who confirms that it is done.
    pub reviewer_id: Option<UserId>,
    /// The day it is to be done by.
    pub due_on: Day,
    /// How much hangs on it.
    pub priority: Priority,
    /// When it comes again.
    pub repeats: Repeat,
}

impl Terms {
    /// The day that a series on these terms begins with.
    pub fn series_on(&self) -> Day {
        self.due_on
    }
}

/// A task.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow, Serialize)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// What is to be done, in a line.
    pub title: Line,
    /// The particulars.
    pub description: Paragraph,
    /// What it is about.
    #[sqlx(flatten)]
    #[serde(flatten)]
    pub about: About,
    /// Who does it.
    pub assignee_id: Option<UserId>,
    /// Who confirms that it is done.
    pub reviewer_id: Option<UserId>,
    /// The day it is to be done by.
    pub due_on: Day,
    /// How much hangs on it.
    pub priority: Priority,
    /// When it comes again.
    #[sqlx(try_from = "String")]
    pub repeats: Repeat,
    /// The day that its series began with.
    pub series_on: Day,
    /// The one that came after it.
    pub next_id: Option<TaskId>,
    /// How far it is.
    pub state: State,
    /// Who did it.
    pub done_by: Option<UserId>,
    /// When.
    pub done_at: Option<Timestamp>,
    /// Who closed it.
    pub closed_by: Option<UserId>,
    /// When.
    pub closed_at: Option<Timestamp>,
    /// Who gave it.
    pub created_by: UserId,
    /// Counts the changes.
    pub version: i64,
    /// When it was given.
    pub created_at: Timestamp,
}

/// Whoever does it, confirms it or gave it.
impl Owners for Task {
    const NOT_YOURS: &'static str = "This task belongs to other people. Whoever does it, confirms it or gave it can \
        change it; write a comment, or ask the compliance lead.";
    fn owners(&self) -> Vec<Option<UserId>> {
        vec![self.assignee_id, self.reviewer_id, Some(self.created_by)]
    }
}

impl Task {
    /// A new one.
    pub fn new(id: TaskId, terms: Terms, by: UserId, at: Timestamp) -> Self {
        Self {
            id,
            series_on: terms.series_on(),
            title: terms.title,
            description: terms.description,
            about: terms.about,
            assignee_id: terms.assignee_id,
            reviewer_id: terms.reviewer_id,
            due_on: terms.due_on,
            priority: terms.priority,
            repeats: terms.repeats,
            next_id: None,
            state: State::Open,
            done_by: None,
            done_at: None,
            closed_by: None,
            closed_at: None,
            created_by: by,
            version: FIRST,
            created_at: at,
        }
    }

    /// What was said that it is.
    pub fn terms(&self) -> Terms {
        Terms {
            title: self.title.clone(),
            description: self.description.clone(),
            about: self.about.clone(),
            assignee_id: self.assignee_id,
            reviewer_id: self.reviewer_id,
            due_on: self.due_on,
            priority: self.priority,
            repeats: self.repeats,
        }
    }

    fn after(self, seen: i64, is_allowed: bool) -> Result<Self> {
        if seen != self.version || !is_allowed {
            return Err(Error::Conflict(
                "Somebody else changed this task meanwhile. Look at it again, then decide.".into(),
            ));
        }
        Ok(Self { version: self.version + 1, ..self })
    }

    /// The same task on other terms. A series begins anew where its day or its rule changes.
    pub fn changed(self, terms: Terms, seen: i64) -> Result<Self> {
        let is_same_series = terms.due_on == self.due_on && terms.repeats == self.repeats;
        let is_open = self.state == State::Open;
        let task = self.after(seen, is_open)?;
        Ok(Self {
            series_on: if is_same_series { task.series_on } else { terms.series_on() },
            title: terms.title,
            description: terms.description,
            about: terms.about,
            assignee_id: terms.assignee_id,
            reviewer_id: terms.reviewer_id,
            due_on: terms.due_on,
            priority: terms.priority,
            repeats: terms.repeats,
            ..task
        })
    }

    /// Done by `by`: closed where nobody is to confirm it.
    pub fn done(self, by: UserId, at: Timestamp, seen: i64) -> Result<Self> {
        let is_open = self.state == State::Open;
        let task = self.after(seen, is_open)?;
        let done = Self { state: State::Done, done_by: Some(by), done_at: Some(at), ..task };
        Ok(if done.reviewer_id.is_none() { done.closed(by, at) } else { done })
    }

    /// Confirmed by `by`, who is not the one that did it.
    pub fn confirmed(self, by: UserId, at: Timestamp, seen: i64) -> Result<Self> {
        if self.done_by == Some(by) {
            return Err(Error::Forbidden(
                "You completed this task yourself. Its reviewer or a compliance lead has to confirm it."
                    .into(),
            ));
        }
        let is_done = self.state == State::Done;
        Ok(self.after(seen, is_done)?.closed(by, at))
    }

    fn closed(self, by: UserId, at: Timestamp) -> Self {
        Self { state: State::Closed, closed_by: Some(by), closed_at: Some(at), ..self }
    }

    /// To be done once more.
    pub fn reopened(self, seen: i64) -> Result<Self> {
        let is_finished = self.state != State::Open;
        let task = self.after(seen, is_finished)?;
        Ok(Self {
            state: State::Open,
            done_by: None,
            done_at: None,
            closed_by: None,
            closed_at: None,
            ..task
        })
    }

    /// The next of its series, once it is closed; days that have passed meanwhile are left out.
    pub fn next(&self, id: TaskId, today: Day, at: Timestamp) -> Option<Self> {
        if self.state != State::Closed || self.next_id.is_some() {
            return None;
        }
        let yesterday = today.pred_opt().unwrap_or(today);
        let due_on = self.repeats.next(self.series_on, self.due_on.max(yesterday))?;
        let again = Self { id, due_on, version: FIRST, created_at: at, next_id: None, ..self.clone() };
        Some(Self {
            state: State::Open,
            done_by: None,
            done_at: None,
            closed_by: None,
            closed_at: None,
            ..again
        })
    }
}

#[cfg(test)]
mod tests;
