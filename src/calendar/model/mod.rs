//! What stands in the calendar, and what is asked of it.

mod clocks;
mod event;
mod ics;
mod month;
mod rows;

pub use clocks::clocks;
pub use event::Event;
pub use ics::{Feed, write};
pub use month::{Cell, Month, Week};
pub use rows::{Dated, Said, first_review, reviews};

use crate::kernel::{
    env::{Day, Timestamp},
    id::UserId,
};
use serde::Serialize;

/// What sort of day it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A task is to be done or confirmed.
    Task,
    /// Evidence that somebody was asked for is to be there.
    Request,
    /// A requirement is to be reviewed.
    Review,
    /// An operational plan of action is to be reviewed.
    PlanReview,
    /// Evidence is good until then.
    Evidence,
    /// An item of the POA&M is to be done.
    Poam,
    /// A step of one is.
    Milestone,
    /// A Conditional status has to be closed out (32 CFR 170.21(b)).
    Closeout,
    /// An affirmation is owed (32 CFR 170.22).
    Affirmation,
    /// A status ends (32 CFR 170.15 to 170.18).
    Status,
    /// Artifacts are kept until then (32 CFR 170.15 to 170.18).
    Retention,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Task,
        Self::Request,
        Self::Review,
        Self::PlanReview,
        Self::Evidence,
        Self::Poam,
        Self::Milestone,
        Self::Closeout,
        Self::Affirmation,
        Self::Status,
        Self::Retention,
    ];

    /// The word in addresses and tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Request => "request",
            Self::Review => "review",
            Self::PlanReview => "plan_review",
            Self::Evidence => "evidence",
            Self::Poam => "poam",
            Self::Milestone => "milestone",
            Self::Closeout => "closeout",
            Self::Affirmation => "affirmation",
            Self::Status => "status",
            Self::Retention => "retention",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Task => "Task",
            Self::Request => "Evidence asked for",
            Self::Review => "Review of a requirement",
            Self::PlanReview => "Review of an operational plan",
            Self::Evidence => "Evidence expires",
            Self::Poam => "POA&M item",
            Self::Milestone => "POA&M milestone",
            Self::Closeout => "Close-out",
            Self::Affirmation => "Affirmation",
            Self::Status => "Status ends",
            Self::Retention => "Artifacts kept until",
        }
    }

    /// What several of them are, after their number.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Task => "tasks",
            Self::Request => "pieces of evidence asked for",
            Self::Review => "reviews",
            Self::PlanReview => "reviews of plans",
            Self::Evidence => "pieces of evidence expire",
            Self::Poam => "POA&M items",
            Self::Milestone => "milestones",
            Self::Closeout => "close-outs",
            Self::Affirmation => "affirmations",
            Self::Status => "statuses end",
            Self::Retention => "times to keep artifacts end",
        }
    }
}

/// One thing on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What sort of day it is.
    pub kind: Kind,
    /// What it is about, always the same for the same thing: `task:<id>`.
    pub subject: String,
    /// The last good day for it.
    pub day: Day,
    /// What it is called.
    pub title: String,
    /// Its page, below that of the organisation: `/tasks/<id>`.
    pub path: String,
    /// Who answers for it.
    pub person: Option<UserId>,
    /// Their name.
    pub person_name: Option<String>,
    /// When the thing was last changed.
    pub changed_at: Timestamp,
}

impl Entry {
    /// In the order of a calendar.
    pub fn sort(entries: &mut [Self]) {
        entries.sort_by(|a, b| {
            (a.day, a.kind, &a.title, &a.subject).cmp(&(b.day, b.kind, &b.title, &b.subject))
        });
    }
}

/// What is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only what this person answers for.
    pub whose: Option<UserId>,
    /// Only days of this kind.
    pub kind: Option<Kind>,
}

impl Filter {
    /// Whether `entry` is looked for.
    pub fn lets(&self, entry: &Entry) -> bool {
        self.whose.is_none_or(|user| entry.person == Some(user))
            && self.kind.is_none_or(|kind| entry.kind == kind)
    }
}
