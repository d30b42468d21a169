//! What is this file really?
//!
//! Evidence is only worth something if an assessor can open it, and only safe to pass on if it is nothing
//! else besides. So a file's name is a claim that is checked: its first bytes, its inner structure and its
//! name must agree, and whatever could run, hide, overwhelm or not be opened is refused with a reason.
//! Nothing is unpacked to disk, and memory use does not grow with the file.

mod compound;
mod content;
mod csv;
mod eml;
mod json;
mod kind;
pub mod limits;
mod look;
mod name;
mod odf;
mod ooxml;
mod pdf;
mod pdf_names;
mod pdf_start;
mod pictures;
mod probe;
mod refusal;
mod signs;
mod text;
mod zip;

pub use kind::{Kind, UnknownKind};
pub use look::Look;
pub use name::clean_name;
pub use refusal::Refusal;

use std::io::{Read, Seek};

/// Decides what `file` is by its name and content; only the kinds in `allowed` are taken.
/// Reads from the start, and leaves the file at its start.
pub fn inspect(file_name: &str, file: &mut (impl Read + Seek), allowed: &[Kind]) -> Result<Kind, Refusal> {
    let mut look = Look::at(file_name, allowed);
    look.pass_all(file)?;
    look.end(file)
}

/// The extensions of `kinds`, to read out in a message or a hint beside the upload field.
pub fn accepted(kinds: &[Kind]) -> String {
    kinds.iter().flat_map(|kind| kind.extensions()).copied().collect::<Vec<_>>().join(", ")
}
