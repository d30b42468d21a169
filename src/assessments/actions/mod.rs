//! What people do with assessments.

mod findings;
mod implementations;
mod manage;
mod pictures;

pub use findings::{Decision, LinkChange, Verdict, decide, keep_draft, link_evidence, open_place, undo};
pub use implementations::{assign, set_poam, write};
pub use manage::{add_system, change_system, complete, copy, reopen, start, systems};
pub use pictures::{Pictures, bar, latest, list, picture, picture_of};
