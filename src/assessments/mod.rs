//! Assessments of systems: findings, how requirements are met, and the score.

mod actions;
mod model;
mod pages;
pub mod program;
pub mod score;
mod store;

pub use actions::Pictures;
pub use model::{AssessmentId, SystemId};
pub use pages::routes;
