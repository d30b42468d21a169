//! Reminders of what stands in the calendar: who is told when, by letter and here, and what becomes of it when nobody
//! reacts; and news of what came back. Everybody is told of the same thing once, whichever node does it and whenever
//! it dies.

mod actions;
mod model;
mod pages;
mod program;
mod store;

pub use actions::{remind, tell_handed_back, tell_in};
pub use model::News;
pub use pages::routes;
pub use program::{read_in, remind_in};

use chrono::TimeDelta;

/// The kind of job that reminds people.
pub const KIND: &str = "reminders";
/// How often it looks whether there is something to say.
pub const EVERY: TimeDelta = TimeDelta::minutes(15);
