//! What can be done with evidence.

mod add;
mod change;
mod frozen;
mod put;
mod read;
mod reference;
mod review;
mod validity;
mod version;

pub use add::{Form, NewFile, add, destination, item};
pub use change::{change, forget_bytes, remove};
pub use frozen::{frozen, verify, verify_due};
pub use put::{all, change_in, refer_in, usual_validity};
pub use read::{accepted_kinds, file, forecast, holders, list, mine, one, seen, uses};
pub use reference::refer;
pub use review::{Plan, change_many, plan, review};
pub use validity::{change_validity, validity};
pub use version::add_version;
