//! What is required: the built-in requirements and objectives, official texts, and the organisation's own.

pub mod builtin;
mod official;
pub mod pack;
mod store;
pub mod wording;

pub use official::{Official, official_text};

use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(_: &mut Routes) {}
