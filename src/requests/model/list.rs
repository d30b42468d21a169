//! Lists of requests: what is looked for, and what a row shows.

use super::{RequestId, State};
use crate::kernel::{env::Day, id::UserId};
use serde::Serialize;
use uuid::Uuid;

/// Which requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Those that somebody is to answer.
    #[default]
    Open,
    /// Those that the reader is to answer.
    Mine,
    /// Those that wait for a decision.
    Submitted,
    /// Those that were answered well.
    Accepted,
    /// Those that nobody wants any more.
    Withdrawn,
}

impl View {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 5] = [Self::Open, Self::Mine, Self::Submitted, Self::Accepted, Self::Withdrawn];

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Mine => "mine",
            Self::Submitted => "submitted",
            Self::Accepted => "accepted",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the word; anything else is what is open.
    pub fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|view| view.word() == word).unwrap_or_default()
    }

    /// The states it shows, twice the same where there is one.
    pub fn states(self) -> [State; 2] {
        match self {
            Self::Open | Self::Mine => [State::Open, State::Returned],
            Self::Submitted => [State::Submitted; 2],
            Self::Accepted => [State::Accepted; 2],
            Self::Withdrawn => [State::Withdrawn; 2],
        }
    }
}

/// The last row of the page before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Its day.
    pub due_on: Day,
    /// Its id.
    pub id: RequestId,
}

impl Cursor {
    /// Before all.
    pub const START: Self =
        Self { due_on: Day::from_ymd_opt(1000, 1, 1).unwrap(), id: RequestId(Uuid::nil()) };

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
    /// Which.
    pub view: View,
    /// Words of the title.
    pub search: String,
    /// Only those that this person is to answer.
    pub whose: Option<UserId>,
    /// The last row of the page before.
    pub after: Cursor,
}

/// One row.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Listed {
    /// Its id.
    pub id: RequestId,
    /// What is asked for.
    pub title: String,
    /// The day it is to be there.
    pub due_on: Day,
    /// How far it is.
    pub state: State,
    /// The member who is asked.
    pub person_name: Option<String>,
    /// Or somebody outside.
    pub outsider_name: String,
    /// How many objectives it is for.
    pub covers: i64,
}
