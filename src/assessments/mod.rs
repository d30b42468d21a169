//! Assessments of systems: findings, how requirements are met, and the score.

mod actions;
mod model;
mod pages;
pub mod program;
pub mod score;
mod store;

pub use actions::{Pictures, bar, picture, points};
pub use model::picture::{Cell, Line, Member, Picture};
#[cfg(test)]
pub use model::specimen;
pub use model::standing::{Hurdle, Row as StandingRow, Standing};
pub use model::{AssessmentId, Claim, Effect, Ends, Mark, Point, PointId, Rest, SystemId};
pub use pages::{routes, segment};
