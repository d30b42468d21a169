//! What can be done with the catalogue.

mod import;
mod own;
mod read;

pub use import::{Preview, Refusal, apply, import_file, keep, preview, read_file};
pub use own::{change, create, get, retire, write_in};
pub use read::{
    bodies, body, listed, neighbours, official, official_text, official_texts, own_outline, own_requirements,
    own_text, texts,
};
