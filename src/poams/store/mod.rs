//! Statements over items, their milestones and their evidence.

mod closing;
mod items;
mod milestones;
mod parts;
pub mod register;

pub use closing::{close, is_part_of_result, reopen, submit};
pub use items::{enter, get, last_milestone, list, others, update, withdraw};
pub use milestones::{add, add_first, all, of_item, put, remove, swap};
pub use parts::{Parts, link, offers, parts, unlink};

use crate::kernel::{Error, Result};

fn changed_one(rows: u64) -> Result<()> {
    if rows == 0 {
        return Err(Error::Conflict(
            "Somebody else changed this item meanwhile. Reload the page and look again.".into(),
        ));
    }
    Ok(())
}
