//! What people do in reviews.

mod intervals;
mod objectives;
mod records;
mod tell;

pub use intervals::{set_own, set_usual};
pub use objectives::{Decided, decide, found, returned_to};
pub use records::{record, record_in, records};
