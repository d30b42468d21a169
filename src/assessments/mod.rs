//! Assessments of systems: findings, how requirements are met, and the score.

mod actions;
mod model;
mod pages;
pub mod program;
pub mod score;
mod store;

pub use actions::{
    Pictures, all_findings, all_implementations, assign_in, bar, conditional_in, decide_in, lasting, look,
    picture, points, story_in, text_of, write_in,
};
pub use model::picture::{Cell, Line, Member, Picture};
#[cfg(test)]
pub use model::specimen;
pub use model::standing::{Hurdle, Row as StandingRow, Standing};
pub use model::{
    AssessmentId, Claim, ClosedOut, Conditional, Effect, Ends, Finding, Implementation, Interval, Judgement,
    Lasting, Mark, Opinion, Place, Point, PointId, Practice, Rest, Reviewed, Status, SystemId, Tally,
};
pub use pages::{routes, segment};
