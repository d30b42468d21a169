//! People: who belongs to an organisation, in which role, and how they like their pages.

use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(_: &mut Routes) {}
