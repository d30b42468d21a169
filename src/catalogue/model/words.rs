//! The texts that an organisation brought along, to search them.

use super::Own;
use crate::catalogue::builtin;
use std::collections::HashMap;

/// All words of requirements by their numbers, in small letters.
#[derive(Debug, Default)]
pub struct Words {
    own: HashMap<String, String>,
    official: HashMap<String, String>,
}

impl Words {
    /// Adds what stands in a requirement: one of the organisation's own, or of a publication.
    pub fn add(&mut self, is_own: bool, code: &str, text: &str) {
        let of = if is_own { &mut self.own } else { &mut self.official };
        let words = of.entry(code.to_owned()).or_default();
        words.push(' ');
        words.push_str(&text.to_lowercase());
    }

    /// With these instead of the organisation's own that were there.
    #[must_use]
    pub fn with_own(mut self, all: Vec<Own>) -> Self {
        self.own.clear();
        for own in all {
            self.add(true, &own.code, &own.statement);
            own.objectives.iter().for_each(|(_, text)| self.add(true, &own.code, text));
        }
        self
    }

    /// Whether `word`, in small letters, stands in the requirement of this id.
    pub fn hold(&self, is_own: bool, id: &str, word: &str) -> bool {
        let has = |of: &HashMap<String, String>, code: &str| of.get(code).is_some_and(|it| it.contains(word));
        if is_own {
            return has(&self.own, id);
        }
        let sources = builtin::requirement(id).map_or(&[][..], |it| &it.sources);
        has(&self.official, id) || sources.iter().any(|source| has(&self.official, source))
    }
}
