//! The objectives that a request is for, as people type them: `3.1.1[a], 3.1.2`.

use crate::catalogue::builtin;
use crate::evidence::Target;
use serde::Serialize;
use std::{collections::BTreeSet, fmt};
use uuid::Uuid;

/// The most that one piece of evidence is asked for.
const MAX: usize = 100;

/// An objective.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow, Serialize)]
pub struct Objective {
    /// The requirement, such as `3.1.1`.
    pub requirement: String,
    /// Its letter.
    pub objective: String,
}

impl Objective {
    /// The same in an assessment.
    pub fn target(&self, assessment: Uuid) -> Target<'_> {
        Target { assessment, requirement: &self.requirement, objective: &self.objective }
    }
}

impl fmt::Display for Objective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.target(Uuid::nil()).fmt(f)
    }
}

/// Reads what was typed, in order and each once. A requirement without a letter stands for all its objectives; one
/// that the organisation wrote itself needs the letter.
pub fn typed(text: &str) -> Result<Vec<Objective>, String> {
    let words = text.split([',', ';', '\n']).map(str::trim).filter(|word| !word.is_empty());
    let mut found = BTreeSet::new();
    for word in words {
        let (requirement, objective) = split(word);
        match (builtin::recognise(requirement), objective) {
            (Some(known), "") => {
                let of =
                    |key: &str| Objective { requirement: known.id.to_owned(), objective: key.to_owned() };
                found.extend(known.objectives.iter().map(|one| of(one.key)));
            }
            (known, letter) if !letter.is_empty() && requirement.len() <= 40 && letter.len() <= 40 => {
                let requirement = known.map_or(requirement, |known| known.id).to_owned();
                found.insert(Objective { requirement, objective: letter.to_owned() });
            }
            _ => return Err(unknown(word)),
        }
    }
    match found.len() > MAX {
        true => Err(format!("One piece of evidence is for {MAX} objectives at most. Ask for it in parts.")),
        false => Ok(found.into_iter().collect()),
    }
}

/// What to say about a word that is no objective.
pub fn unknown(word: &str) -> String {
    let shown: String = word.chars().take(60).collect();
    format!(
        "There is no objective {shown} in this assessment. Enter numbers like 3.1.1[a], with commas between."
    )
}

/// `3.1.1[a]` is requirement and letter; at Level 1 the letter comes with a number of its own.
fn split(word: &str) -> (&str, &str) {
    if let Some((requirement, letter)) = word.split_once(char::is_whitespace)
        && letter.trim().ends_with(']')
        && !letter.trim().starts_with('[')
    {
        return (requirement, letter.trim());
    }
    match word.strip_suffix(']').and_then(|open| open.split_once('[')) {
        Some((requirement, letter)) => (requirement.trim(), letter.trim()),
        None => (word, ""),
    }
}
