//! Evidence: the files that show how an objective is met. One file may serve many objectives, in several
//! assessments; the bytes never change, a new version is a new file. Evidence of a completed assessment is
//! kept as it was.

pub mod inspect;
mod links;
mod model;
mod store;

pub use links::{
    candidates, copy_links_in, coverage, freeze_in, link_in, linked_to, of_assessment, unfreeze_in, unlink_in,
};
pub use model::{Candidate, Cited, Coverage, Evidence, EvidenceId, Kind, Linked, State, Target};

use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(_: &mut Routes) {}
