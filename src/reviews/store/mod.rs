//! Statements of reviews.

mod intervals;
mod objectives;
mod records;

pub use intervals::{set_own, set_usual};
pub use objectives::{decide, found, proofs, returned_to};
pub use records::{insert, of_requirement, on_record, put_day};
