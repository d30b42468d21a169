//! What can be done with evidence.

mod add;
mod asked;
mod change;
mod frozen;
mod give;
mod put;
mod read;
mod reference;
mod review;
mod validity;
mod version;

pub use add::{Form, NewFile, add, destination, item};
pub use asked::{RETURNED, decided_in, settle, tell_asker_in};
pub use change::{change, forget_bytes, remove};
pub use frozen::{frozen, verify, verify_due};
pub use give::{Brought, Gift, Place, give_in, pick_in};
pub use put::{all, change_in, refer_in, usual_validity};
pub use read::{
    accepted_kinds, file, forecast, handed_back_to, holders, kinds_in, list, mine, one, seen, uses,
};
pub use reference::{blank, refer};
pub use review::{Plan, change_many, plan, review};
pub use validity::{change_validity, validity};
pub use version::{add_version, supersede};
