//! The audit trail: who did what, when, from where, before and after. Read it, filter it, export it, and prove
//! that nobody changed it behind the program's back. Lines are written by the kernel, with the change itself.

mod actions;
mod detail;
mod model;
mod pages;
mod store;

pub use actions::{Chain, any_but, chains, chains_in, verify, verify_in, without_chain};
pub use model::{Break, Verdict};
pub use pages::routes;
