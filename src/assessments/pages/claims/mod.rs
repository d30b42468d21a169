//! The two neighbours of the POA&M: operational plans of action for temporary deficiencies, and enduring exceptions.
//! Their registers, the forms that record them after showing what they do to the score, and the reviews.

mod data;
mod form;
mod record;
mod register;
mod reviews;

pub use data::ClaimView;

use crate::web::routes::Routes;

/// All of them.
pub fn routes(routes: &mut Routes) {
    register::routes(routes);
    record::routes(routes);
    reviews::routes(routes);
}
