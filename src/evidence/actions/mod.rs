//! What can be done with evidence.

mod add;
mod change;
mod read;

pub use add::{Form, NewFile, add, destination, item};
pub use change::{change, forget_bytes, remove};
pub use read::{accepted_kinds, file, holders, list, mine, one, uses};
