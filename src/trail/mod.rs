//! The audit trail: read it, filter it, export it, prove it whole.

use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(_: &mut Routes) {}
