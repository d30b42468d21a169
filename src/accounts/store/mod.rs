//! People, memberships and invitations in the database.

mod invitations;
mod members;
mod people;

pub use invitations::*;
pub use members::*;
pub use people::*;
