//! What an uploaded file really is: honest files pass, whatever hides, runs or overwhelms is refused.

mod disguises;
mod documents;
mod embedded;
mod endurance;
mod honest;
mod names;
mod pdfs;
mod samples;
mod texts;

use muster::evidence::inspect::{Kind, Refusal, inspect};
use std::io::Cursor;

fn look(name: &str, bytes: &[u8]) -> Result<Kind, Refusal> {
    inspect(name, &mut Cursor::new(bytes), &Kind::ALL)
}

#[track_caller]
fn taken(name: &str, bytes: &[u8], kind: Kind) {
    match look(name, bytes) {
        Ok(found) => assert_eq!(found, kind),
        Err(refusal) => panic!("{name} was refused: {refusal}"),
    }
}

/// The file is refused and the answer to the person holds `words`.
#[track_caller]
fn refused(name: &str, bytes: &[u8], words: &str) {
    let refusal = look(name, bytes).expect_err(name).to_string();

    assert!(refusal.contains(words), "{name}: expected {words:?} in {refusal:?}");
}
