//! Our own plain words for each requirement and objective: what it asks, what proves it, a typical mistake.

use super::builtin::{Level, Objective, Requirement, requirement};
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, sync::LazyLock};

/// Plain words about one requirement or one objective. Ours, not an official text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Wording {
    /// What it asks, in one or two sentences.
    pub asks: String,
    /// What usually proves it.
    pub proof: String,
    /// A typical mistake.
    pub mistake: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    requirement: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    #[serde(flatten)]
    wording: Wording,
    #[serde(default)]
    objective: Vec<ObjectiveEntry>,
}

#[derive(Deserialize)]
struct ObjectiveEntry {
    letter: char,
    #[serde(flatten)]
    wording: Wording,
}

const FILES: [&str; 15] = [
    include_str!("wording/ac.toml"),
    include_str!("wording/at.toml"),
    include_str!("wording/au.toml"),
    include_str!("wording/cm.toml"),
    include_str!("wording/ia.toml"),
    include_str!("wording/ir.toml"),
    include_str!("wording/ma.toml"),
    include_str!("wording/mp.toml"),
    include_str!("wording/ps.toml"),
    include_str!("wording/pe.toml"),
    include_str!("wording/ra.toml"),
    include_str!("wording/ca.toml"),
    include_str!("wording/sc.toml"),
    include_str!("wording/si.toml"),
    include_str!("wording/level3.toml"),
];

type Words = HashMap<(String, Option<char>), Wording>;

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::new();
    for text in FILES {
        let file: File =
            toml::from_str(text).expect("the built-in wording is well formed: tests read all of it");
        for entry in file.requirement {
            for objective in entry.objective {
                words.insert((entry.id.clone(), Some(objective.letter)), objective.wording);
            }
            words.insert((entry.id, None), entry.wording);
        }
    }
    words
});

/// The words about a requirement, or about the objective of that letter.
///
/// `id` is one of Level 2 or Level 3. Level 1 is worded through the Level 2 requirements it consists of:
/// without a letter the first of them speaks for it; for its objectives use [`of_objective`].
pub fn lookup(id: &str, letter: Option<char>) -> Option<&'static Wording> {
    let id = match requirement(id) {
        Some(found) if found.level == Level::One => found.sources[0],
        _ => id,
    };
    WORDS.get(&(id.to_owned(), letter))
}

/// The words about a requirement; at Level 1 a text for each Level 2 requirement that it consists of.
pub fn of_requirement(requirement: &Requirement) -> Vec<&'static Wording> {
    match requirement.level {
        Level::One => requirement.sources.iter().filter_map(|source| lookup(source, None)).collect(),
        Level::Two | Level::Three => lookup(requirement.id, None).into_iter().collect(),
    }
}

/// The words about one objective. The only objective of a Level 3 requirement shares the requirement's.
pub fn of_objective(requirement: &Requirement, objective: &Objective) -> Option<&'static Wording> {
    match requirement.level {
        Level::One | Level::Two => lookup(objective.source, Some(objective.letter)),
        Level::Three => lookup(requirement.id, None),
    }
}

#[cfg(test)]
mod tests {
    use super::super::builtin::requirements;
    use super::*;

    #[test]
    fn every_requirement_and_objective_is_worded() {
        for level in Level::ALL {
            for requirement in requirements(level) {
                assert_eq!(
                    of_requirement(requirement).len(),
                    requirement.sources.len(),
                    "{}",
                    requirement.id
                );
                for objective in &requirement.objectives {
                    assert!(
                        of_objective(requirement, objective).is_some(),
                        "{} {}",
                        requirement.id,
                        objective.key
                    );
                }
            }
        }
    }

    #[test]
    fn nothing_is_worded_that_does_not_exist() {
        let objectives: usize = requirements(Level::Two).iter().map(|one| one.objectives.len()).sum();

        assert_eq!(WORDS.len(), 110 + objectives + 24);
    }

    #[test]
    fn no_wording_is_empty_or_twice_the_same() {
        let mut seen = HashMap::new();
        for (key, words) in WORDS.iter() {
            for text in [&words.asks, &words.proof, &words.mistake] {
                assert!(text.len() > 15 && text.trim() == text, "{key:?}: {text}");
            }
            assert_eq!(seen.insert(&words.asks, key), None, "{key:?}");
        }
    }

    #[test]
    fn level_1_speaks_through_level_2() {
        let visitors = requirement("PE.L1-b.1.ix").expect("a Level 1 requirement");
        let logs = visitors.objective("3.10.4[a]").expect("one of its objectives");

        assert_eq!(of_objective(visitors, logs), lookup("3.10.4", Some('a')));
        assert_eq!(lookup("PE.L1-b.1.ix", None), lookup("3.10.3", None));
        assert_eq!(lookup("3.10.4", Some('b')), None);
    }
}
