//! Systems, assessments, findings and implementations: what they are and what may be done with them.

mod assessment;
pub mod bulk;
mod claim;
mod event;
mod finding;
mod implementation;
pub mod listing;
pub mod picture;
mod poam;
mod practice;
pub mod queue;
pub mod standing;
#[cfg(test)]
pub mod specimen;

pub use assessment::{
    Assessment, AssessmentId, Completion, NewAssessment, NewSystem, System, SystemId, Terms, cage_codes,
};
pub use event::Event;
pub use finding::{Before, Draft, Finding, Judgement, Mark, Place, UNDO};
pub use implementation::{Claim, Implementation, PartialCase, Status};
pub use practice::Practice;
