//! Whom to remind of what, and when.

mod event;
mod plan;
mod rules;

pub use event::Event;
pub use plan::{Due, Key, due, window};
pub use rules::Rules;

use crate::access::Role;
use crate::calendar::Kind;
use crate::kernel::{
    env::{Day, Timestamp},
    id::UserId,
};
use crate::news::{self, Mail};
use serde::Serialize;
use sqlx::types::Json;

id!(
    /// A reminder.
    NoticeId
);

/// Somebody who may be reminded, and how they want it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they are here.
    pub role: Role,
    /// How they want it.
    pub mail: Mail,
    /// The kinds they do not want, as words.
    pub muted: String,
    /// Reminders whose letter was not asked for yet.
    pub waiting: i64,
    /// The last day on which they got a letter of the day.
    pub digest_on: Option<Day>,
    /// The organisation's rules, where they are not the usual ones.
    pub rules: Option<Json<Rules>>,
}

impl Person {
    /// Whether they do not want to hear of this kind.
    pub fn mutes(&self, kind: Kind) -> bool {
        self.muted.split(' ').any(|word| word == kind.word())
    }
}

/// How somebody wants to be reminded.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Preference {
    /// By which letters.
    pub mail: Mail,
    /// The kinds they do not want, as words.
    pub muted: String,
}

impl Default for Preference {
    fn default() -> Self {
        Self { mail: Mail::Digest, muted: String::new() }
    }
}

/// A reminder that was written.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// The word of its kind.
    pub kind: String,
    /// The day it is about.
    pub due_on: Day,
    /// Whether somebody else should have reacted.
    pub is_escalation: bool,
    /// What it is about.
    pub title: String,
    /// Its page, below that of the organisation.
    pub path: String,
    /// Who answers for it.
    pub who: String,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}

/// The name of a kind for people.
fn label(kind: &str) -> &'static str {
    match kind {
        news::KIND => "News",
        kind => Kind::parse(kind).map_or("", Kind::label),
    }
}

/// A reminder as pages and letters show it.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    id: Option<NoticeId>,
    label: &'static str,
    title: String,
    path: String,
    due_on: Day,
    /// Days until then; below 0 when it has passed.
    days: i64,
    is_escalation: bool,
    /// Whether somebody did something, and no day of the calendar is the reason.
    is_news: bool,
    who: String,
    is_read: bool,
}

impl Item {
    /// What was written, as it looks `today`.
    pub fn of(notice: &Notice, today: Day) -> Self {
        Self {
            id: Some(notice.id),
            label: label(&notice.kind),
            title: notice.title.clone(),
            path: notice.path.clone(),
            due_on: notice.due_on,
            days: (notice.due_on - today).num_days(),
            is_escalation: notice.is_escalation,
            is_news: notice.kind == news::KIND,
            who: notice.who.clone(),
            is_read: notice.read_at.is_some(),
        }
    }

    /// What would be written `today`.
    pub fn planned(due: &Due<'_>, today: Day) -> Self {
        Self {
            id: None,
            label: due.entry.kind.label(),
            title: due.entry.title.clone(),
            path: due.entry.path.clone(),
            due_on: due.entry.day,
            days: (due.entry.day - today).num_days(),
            is_escalation: due.is_escalation,
            is_news: false,
            who: due.who().to_owned(),
            is_read: false,
        }
    }
}
