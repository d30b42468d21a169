//! What is required: the built-in requirements and objectives, official texts, and the organisation's own.

pub mod builtin;
pub mod pack;
pub mod wording;

use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(_: &mut Routes) {}
