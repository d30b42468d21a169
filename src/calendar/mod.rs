//! The calendar: every day on which something is to be done or comes to an end, from all parts of the program, by month
//! and as a list, and as a private link that other calendar programs read.

mod actions;
mod model;
mod pages;
mod store;

pub use actions::{Months, entries_in};
pub use model::{Entry, Kind};
pub use pages::routes;
