//! Files that prove a finding, and the objectives they serve.

pub mod inspect;

use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(_: &mut Routes) {}
