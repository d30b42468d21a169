//! Plans: what they are, what they come to, and the cheapest of them.

mod cover;
mod due;
mod event;
mod outlook;
mod plan;
mod ways;

pub use due::{Due, Dues};
pub use event::Event;
pub use outlook::{Candidate, Left, Outlook, candidates, points};
pub use plan::{Fixes, NewPlan, Plan, PlanId};
pub use ways::{Way, Ways};
