//! The companies whose compliance is tracked here, and their settings.

use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(_: &mut Routes) {}
