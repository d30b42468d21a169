//! Evidence: the files that show how an objective is met. One file may serve many objectives, in several
//! assessments; the bytes never change, a new version is a new file. A compliance lead accepts it or returns it
//! with a reason. Evidence of a completed assessment is kept as it was.

mod actions;
mod fsck;
pub mod inspect;
mod links;
mod model;
mod pages;
mod program;
mod store;

pub use actions::{
    Brought, Gift, NewFile, Place, RETURNED, all, change_in, decided_in, forget_bytes, give_in,
    handed_back_to, pick_in, refer_in, tell_asker_in, usual_validity, verify_due,
};
pub use fsck::{Fault, fsck, sweep};
pub use links::{
    beside, candidates, copy_links_in, coverage, freeze_in, hold_open, keep_in, link_all_in, link_in,
    linked_to, of_assessment, open_assessment, unfreeze_in, unlink_in,
};
pub use model::{
    Candidate, Change, Cited, Coverage, Dated, Details, Evidence, EvidenceId, HandedBack, Kind, Linked,
    Offer, Reference, Standing, State, Tags, Target, Terms, Validity, Verdict, check_days,
};
pub use pages::{Received, Refused, Taking, routes};
pub use program::{add_in, add_reference_in, add_version_in, keep_file, review_in};

/// How much may be uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The largest file, in bytes.
    pub bytes_max: u64,
    /// The most files in one form.
    pub files_max: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { bytes_max: 10 * 1024 * 1024, files_max: 10 }
    }
}

impl Settings {
    /// The largest file in whole megabytes, as people count them.
    pub fn megabytes_max(self) -> u64 {
        self.bytes_max / (1024 * 1024)
    }

    /// The most that is read of a whole form: five times every file at its largest, and what is typed around them.
    /// Who sends too much is told which file it was, and keeps the others.
    pub fn form_bytes_max(self) -> u64 {
        self.bytes_max.saturating_mul(5 * self.files_max as u64).saturating_add(2 * 1024 * 1024)
    }
}
