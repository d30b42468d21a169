//! What people do with providers: set them up, go there and come back, link and unlink their accounts.

mod arrive;
mod journey;
mod links;
mod manage;

pub use arrive::Outcome;
pub use journey::*;
pub use links::*;
pub use manage::*;
