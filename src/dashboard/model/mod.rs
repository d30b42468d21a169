//! What the dashboard shows, and how charts of it are drawn.

mod age;
mod chart;
mod course;
mod story;

pub use age::{Aged, Aging, horizon};
pub use chart::Span;
pub use course::{Ahead, BurnDown, Course};
pub use story::{Change, ends};

use crate::kernel::env::{Day, Timestamp};
use uuid::Uuid;

/// A fact of the dashboard. What its fields mean depends on `kind`.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Fact {
    /// `task`, `count`, `poam`, `evidence` or `activity`.
    pub kind: String,
    /// The id of a task, an item or a piece of evidence.
    pub id: Option<Uuid>,
    /// A title, a bucket of tasks, a requirement, or what was done.
    pub words: String,
    /// A requirement, a state, or what it was done to.
    pub place: String,
    /// A state, or a person.
    pub who: String,
    /// When it is due.
    pub day: Option<Day>,
    /// When it was entered or done.
    pub at: Option<Timestamp>,
    /// A count, or a place in the trail.
    pub number: i64,
    /// The change of the score that evidence was there for.
    pub point: Option<Uuid>,
}

/// How far the dashboard looks.
#[derive(Clone, Copy, Debug)]
pub struct Spans {
    /// Today.
    pub today: Day,
    /// The last day that counts as this week.
    pub week: Day,
    /// How many changes of the score are told with their evidence.
    pub told: i64,
}
