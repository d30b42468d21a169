//! Requests for evidence: a compliance lead asks a member, or somebody outside by a link that works once, for a piece
//! of evidence until a day, for the objectives it is to serve. What comes in is decided about as evidence; what was
//! returned is asked for again, and what runs out is asked for anew.

mod actions;
mod model;
mod pages;
pub mod program;
mod store;

pub use actions::{of_person, renew_due, tell_returned};
pub use model::{Listed, RequestId, State};
pub use pages::routes;
