//! Tables that come in: what people keep in spreadsheets today, or a table that Muster made and somebody worked on.
//! The columns are told what they mean, once for each set of headings; then every row shows what it would change, what
//! somebody changed meanwhile, and what is wrong with it. Nothing changes before somebody says so, and then all of it
//! or nothing.

mod actions;
mod model;
mod pages;
mod read;
mod store;
mod tables;

pub use actions::{KIND, Progress, run, sweep};
pub use pages::routes;
