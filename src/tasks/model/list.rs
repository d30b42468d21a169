//! Lists of tasks: what is looked for, and what a row shows.

use super::{Priority, State, TaskId};
use crate::assessments::AssessmentId;
use crate::kernel::{env::Day, id::UserId};
use serde::Serialize;
use uuid::Uuid;

/// Whose tasks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's.
    #[default]
    All,
    /// Those that nobody was given.
    Nobody,
    /// Somebody's.
    Of(UserId),
}

impl Whose {
    /// Reads `nobody` or an id; anything else is everybody.
    pub fn parse(word: &str) -> Self {
        match word {
            "nobody" => Self::Nobody,
            id => id.parse().map_or(Self::All, Self::Of),
        }
    }

    /// Whose, for a statement.
    pub fn user(self) -> Option<UserId> {
        match self {
            Self::Of(user) => Some(user),
            Self::All | Self::Nobody => None,
        }
    }
}

/// The last row of the page before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Its day.
    pub due_on: Day,
    /// Its id.
    pub id: TaskId,
}

impl Cursor {
    /// Before all that are to be done by a day.
    pub const START: Self = Self { due_on: Day::from_ymd_opt(1000, 1, 1).unwrap(), id: TaskId(Uuid::nil()) };
    /// After all of them, where the latest come first.
    pub const END: Self = Self { due_on: Day::from_ymd_opt(9999, 12, 31).unwrap(), id: TaskId(Uuid::max()) };

    /// Reads `2026-03-02~id`.
    pub fn parse(word: &str) -> Option<Self> {
        let (day, id) = word.split_once('~')?;
        Some(Self { due_on: day.parse().ok()?, id: id.parse().ok()? })
    }

    /// Its word in addresses.
    pub fn word(self) -> String {
        format!("{}~{}", self.due_on, self.id)
    }
}

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Filter {
    /// How far they are.
    pub state: State,
    /// Words of the title.
    pub search: String,
    /// Whose.
    pub whose: Whose,
    /// Only those whose day has passed.
    pub is_overdue: bool,
    /// The last row of the page before.
    pub after: Option<Cursor>,
}

impl Filter {
    /// Whether anything but the state leaves something out.
    pub fn is_narrow(&self) -> bool {
        !self.search.is_empty() || self.whose != Whose::All || self.is_overdue
    }
}

/// One row.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Listed {
    /// Its id.
    pub id: TaskId,
    /// What is to be done.
    pub title: String,
    /// The requirement it is about, or empty.
    pub requirement: String,
    /// The objective it is about, or empty.
    pub objective: String,
    /// The newest assessment that has the milestone it is about, if it is about one that is there.
    pub assessment_id: Option<AssessmentId>,
    /// The day it is to be done by.
    pub due_on: Day,
    /// How much hangs on it.
    pub priority: Priority,
    /// How far it is.
    pub state: State,
    /// Who does it.
    pub assignee_id: Option<UserId>,
    /// Who confirms it.
    pub reviewer_id: Option<UserId>,
    /// Who did it.
    pub done_by: Option<UserId>,
    /// The name of who does it.
    pub assignee_name: Option<String>,
    /// Counts the changes.
    pub version: i64,
}

/// Rows of one part of somebody's work; the list has the others.
pub const PART: usize = 50;

/// Some of somebody's work, the most pressing first.
#[derive(Debug, Default, Serialize)]
pub struct Part {
    /// What is shown of it.
    pub rows: Vec<Listed>,
    /// Whether there is more than that.
    pub has_more: bool,
}

impl Part {
    fn push(&mut self, task: Listed) {
        match self.rows.len() < PART {
            true => self.rows.push(task),
            false => self.has_more = true,
        }
    }
}

/// One person's work, by what is pressing.
#[derive(Debug, Default, Serialize)]
pub struct Mine {
    /// Done by others, for this person to confirm.
    pub confirm: Part,
    /// The day has passed.
    pub overdue: Part,
    /// Until a week from now.
    pub week: Part,
    /// After that.
    pub later: Part,
    /// Somebody else is to do or to confirm it.
    pub waiting: Part,
}

impl Mine {
    /// The last day of what is to be done this week.
    pub fn week_of(today: Day) -> Day {
        today + chrono::TimeDelta::days(7)
    }

    /// Sorts out what `user` has to do with, in the order of its days.
    pub fn of(tasks: Vec<Listed>, user: UserId, today: Day) -> Self {
        let mut mine = Self::default();
        let week = Self::week_of(today);
        for task in tasks {
            let is_mine = task.assignee_id == Some(user);
            let part = match task.state {
                State::Done if task.reviewer_id == Some(user) && task.done_by != Some(user) => {
                    &mut mine.confirm
                }
                State::Open if is_mine && task.due_on < today => &mut mine.overdue,
                State::Open if is_mine && task.due_on <= week => &mut mine.week,
                State::Open if is_mine => &mut mine.later,
                State::Open | State::Done => &mut mine.waiting,
                State::Closed => continue,
            };
            part.push(task);
        }
        mine
    }
}
