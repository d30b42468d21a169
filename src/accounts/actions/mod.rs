//! What can be done with people.

mod invitations;
mod members;
mod people;

pub use invitations::*;
pub use members::*;
pub use people::*;
