//! What people do with the POA&M.

mod items;
mod milestones;

pub use items::{
    Once, Written, change, check, enter, entered, export, item, list, may_enter, mine, others, withdraw,
};
pub use milestones::{Noted, add, move_by, note, numbered, remove, tick};
