//! What people do in reviews.

mod objectives;

pub use objectives::{Outcome, decide, found, returned_to};
