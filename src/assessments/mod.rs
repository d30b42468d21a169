//! Assessments of systems: findings, how requirements are met, and the score.

mod actions;
mod model;
mod pages;
pub mod program;
pub mod score;
mod store;

pub use actions::{Pictures, bar, picture};
pub use model::picture::{Line, Member, Picture};
pub use model::{AssessmentId, Claim, Effect, Mark, SystemId};
pub use pages::{routes, segment};
