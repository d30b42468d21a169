//! What people do with the POA&M.

mod clock;
mod closing;
mod items;
mod milestones;
mod put;

pub use super::store::Parts;
pub use clock::{clock, closing_in};
pub use closing::{close, link, obstacle, offers, reopen, stays_closed, submit};
pub use items::{
    List, Once, Written, change, check, enter, entered, export, item, list, may_enter, mine, others, withdraw,
};
pub use milestones::{Noted, add, move_by, note, numbered, remove, tick};
pub use put::{all, allow, put_in};
