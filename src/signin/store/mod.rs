//! Sessions, links and kept forms in the database.

mod accounts;
mod links;
mod sessions;

pub use accounts::*;
pub use links::*;
pub use sessions::*;
