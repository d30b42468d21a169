//! What people do with assessments.

mod findings;
mod implementations;
mod manage;
mod pictures;

pub use findings::{Decision, LinkChange, Verdict, decide, keep_draft, link_evidence, open_place, undo};
pub use implementations::{assign, set_poam, write};
pub use manage::{
    On, Once, add_system_in, change, change_system, complete, copy, reopen, start, start_in, system, systems,
};
pub use pictures::{Pictures, bar, latest_open, list, picture, picture_of};
