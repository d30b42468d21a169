//! The plan of action and milestones (POA&M, 32 CFR 170.21): the few requirements that may stay NOT MET for 180 days
//! under a Conditional status, each with its weakness, its steps, somebody responsible and a day. An item is brought
//! to an end by evidence, and a second person says so. What the law does not allow on it is refused.

mod actions;
mod model;
mod pages;
pub mod program;
mod store;

pub use actions::{all, allow, clock, closing_in, put_in};
pub use model::{MilestoneId, Plan, Poam, PoamId, State, cost};
pub use pages::routes;
