//! The ground floor: time, ids, errors, the database and the audit trail. Knows nothing of compliance.

#[macro_use]
pub mod db;
#[macro_use]
pub mod id;
#[macro_use]
pub mod seal;
pub mod audit;
pub mod chain;
pub mod env;
pub mod error;
pub mod hash;
pub mod kept;
pub mod network;
pub mod paging;
pub mod partial;
pub mod private;
pub mod problems;
pub mod secret;
pub mod text;
pub mod workbook;

pub use error::{Error, Result};
pub use problems::Problems;
