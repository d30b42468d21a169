//! Systems, assessments, findings and implementations: what they are and what may be done with them.

mod assessment;
mod event;
mod finding;
mod implementation;
pub mod picture;
pub mod queue;
pub mod standing;

pub use assessment::{
    Assessment, AssessmentId, Completion, NewAssessment, NewSystem, System, SystemId, Terms, cage_codes,
};
pub use event::Event;
pub use finding::{Before, Draft, Finding, Judgement, Mark, Place, UNDO};
pub use implementation::{Claim, Implementation, PartialCase, Practice, Status};
