//! What if: which fixes are planned in an assessment, what they would come to, and when. Plans are kept and compared;
//! the cheapest ways to a Conditional and to a Final status are worked out. Nothing here changes a finding.

mod actions;
mod model;
mod pages;
mod program;
mod store;

pub use model::PlanId;
pub use pages::routes;
pub use program::save_in;
