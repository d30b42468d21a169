//! The companies whose compliance is tracked here, and their settings. A consultant works for several of them;
//! everybody else has one.

mod actions;
mod model;
mod pages;
mod store;

pub use actions::{
    by_slug, change_files, create_as_in, create_in, exists, forget_once_keys_in, get, get_in, of_person, once,
};
pub use model::{COLORS, EVIDENCE_KINDS, EvidenceKinds, Organisation, Place};
pub use pages::routes;
