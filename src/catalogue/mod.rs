//! What is required: the built-in requirements and objectives of the three CMMC levels with our own wording, the
//! official texts that an organisation imports beside them, its own requirements, and the dated rules of scoring.

mod actions;
pub mod builtin;
pub mod import;
mod model;
pub mod pack;
mod pages;
mod store;
pub mod wording;

pub use actions::{
    Refusal, import_file, official_text, official_texts, own_outline, own_requirements, own_text, words,
    write_in,
};
pub use model::{Catalogue, Code, Item, Letter, OBJECTIVES_MAX, Official, Own, Requirement, Words, Written};
pub use pages::routes;

/// The most that a form with a catalogue may hold: the file, and what is typed around it.
pub const FORM_BYTES_MAX: u64 = import::FILE_BYTES_MAX as u64 + 2 * 1024 * 1024;
