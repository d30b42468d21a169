//! Statements of reviews.

mod objectives;

pub use objectives::{decide, found, proofs, returned_to};
