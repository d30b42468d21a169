//! Systems, assessments, findings and implementations: what they are and what may be done with them.

mod assessment;
pub mod bulk;
mod claim;
mod conditional;
mod contradiction;
mod counting;
mod draft;
mod effect;
mod event;
mod finding;
mod fixing;
mod implementation;
mod interval;
mod lasting;
pub mod listing;
pub mod picture;
mod place;
mod poam;
mod point;
mod practice;
pub mod queue;
mod registered;
mod reviewed;
#[cfg(test)]
pub mod specimen;
pub mod standing;

pub use assessment::{
    Assessment, AssessmentId, Completion, NewAssessment, NewSystem, System, SystemId, Terms, cage_codes,
};
pub use claim::{Claim, Origin, Review};
pub use conditional::{ClosedOut, Conditional, Kin};
pub use contradiction::Contradiction;
pub use draft::Draft;
pub use effect::Effect;
pub use event::Event;
pub use finding::{Before, Finding, Judgement, Mark, UNDO};
pub use fixing::Rest;
pub use implementation::{Implementation, PartialCase, Status};
pub use interval::{Ended, Interval};
pub use lasting::Lasting;
pub use place::Place;
pub use point::{Cause, Ends, Point, PointId};
pub use practice::Practice;
pub use reviewed::{Opinion, Reviewed, Tally};
