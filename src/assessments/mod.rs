//! Assessments of systems: findings, how requirements are met, and the score.

pub mod score;

use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(_: &mut Routes) {}
