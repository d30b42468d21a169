//! Tables for others: requirements, objectives, evidence, POA&M items, tasks and reviews as CSV, XLSX or JSON, with
//! stable names of columns, complete, and without what the reader is not meant to see. Every file that was made stands
//! in the trail with its number of rows and its SHA-256, so that a copy can be held against it later.

mod actions;
mod event;
mod files;
mod model;
mod pages;
mod reviews;
mod sheets;
mod store;

pub use actions::read;
pub use model::{Cell, Format, Sheet, Table};
pub use pages::routes;
pub use sheets::{places, tasks};
