//! What can be done with the catalogue.

mod command;
mod import;
mod own;
mod read;

pub use command::import_file;
pub use import::{Preview, Refusal, apply, keep, preview, read_file};
pub use own::{change, create, get, retire, write_in};
pub use read::{
    bodies, body, listed, neighbours, official, official_text, official_texts, own_outline, own_requirements,
    own_text, texts, words,
};
