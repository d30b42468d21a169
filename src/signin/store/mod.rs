//! Sessions, links and kept forms in the database.

mod accounts;
mod kept;
mod links;
mod peppers;
mod sessions;

pub use accounts::*;
pub use kept::*;
pub use links::*;
pub use peppers::*;
pub use sessions::*;
