//! What people do with assessments.

mod bulk;
mod claims;
mod completing;
mod drafts;
mod findings;
mod history;
mod implementations;
mod manage;
mod owners;
mod pictures;
mod put;
mod requirements;
mod texts;

pub use bulk::{Applied, TakenBack, Together, assess_open, take_back};
pub use claims::{claim, end_claim, may_claim, nothing_to_review, review};
pub use completing::{complete, conditional_in, lasting, lock_in, reopen};
pub use drafts::keep_draft;
pub use findings::{Decided, Decision, LinkChange, Verdict, decide, link_evidence, open_place, undo};
pub use history::{look, points};
pub use implementations::{Assigning, Written, assign, write};
pub use manage::{On, Once, add_system_in, change, change_system, copy, start, start_in, system, systems};
pub use owners::{OwnersBack, take_owners_back};
pub use pictures::{Pictures, bar, latest_open, list, names, picture, picture_of};
pub use put::{all_findings, all_implementations, assign_in, decide_in, story_in, write_in};
pub use requirements::{findings_of, open_requirement, prove_own};
pub use texts::{text_of, words_for};
