//! The pages about people, and one's own settings.

use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(_: &mut Routes) {}
