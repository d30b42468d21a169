//! The dashboard of an assessment: how its score came about and where it goes, what expires, what was done lately, and
//! what waits for whoever looks. Charts and the tables beside them are drawn from the same numbers.

mod actions;
mod model;
mod pages;
mod store;

pub use actions::Ages;
pub use pages::routes;
