//! Jobs: work that a change asks for and nobody waits for, such as sending a letter. A job is written in the
//! transaction of the change, so there is never one without the other; it is done soon after, and tried again if
//! that fails. It may be done twice if the machine dies at the wrong moment, so doing it twice has to be harmless.

mod model;
mod store;
mod worker;

pub use model::{ATTEMPTS_MAX, Job, JobId, LEASE, NewJob, Outcome, Parked, pause};
pub use store::{claim, enqueue, parked, resume, schedule, sweep};
pub use worker::{Runner, work, work_one};
