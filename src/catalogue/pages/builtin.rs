//! The built-in requirements as pages show them: our wording, and the official text beside it where there is any.

use super::super::{
    builtin::{self, Kind, Level, Objective, Poam, Requirement, families},
    model::Official,
    wording::{self, Wording},
};
use serde::Serialize;

/// The level that a key such as `level-2` means.
pub fn level(key: &str) -> Option<Level> {
    let number = key.strip_prefix("level-")?;
    Level::ALL.into_iter().find(|level| level.number().to_string() == number)
}

/// Whether a requirement, or what we say about it, has `search` in it.
pub fn has(requirement: &Requirement, search: &str) -> bool {
    let search = search.to_lowercase();
    let contains = |text: &str| text.to_lowercase().contains(&search);
    [requirement.id, requirement.cmmc_id, requirement.short_name, requirement.family_name]
        .iter()
        .any(|it| contains(it))
        || wording::of_requirement(requirement).iter().any(|it| contains(&it.asks))
        || requirement
            .objectives
            .iter()
            .filter_map(|it| wording::of_objective(requirement, it))
            .any(|it| contains(&it.asks))
}

/// A built-in requirement on its page.
#[derive(Serialize)]
pub struct Shown {
    /// Its number.
    pub code: &'static str,
    name: &'static str,
    title: &'static str,
    family: &'static str,
    level: u8,
    value: Option<i32>,
    partial_value: Option<i32>,
    kind: Option<Kind>,
    poam: Poam,
    poam_basis: &'static str,
    sources: Vec<&'static str>,
    far_paragraph: Option<&'static str>,
    parameter: Option<&'static str>,
    level1_id: Option<&'static str>,
    words: Vec<&'static Wording>,
    objectives: Vec<ShownObjective>,
    before: Option<&'static str>,
    after: Option<&'static str>,
}

#[derive(Serialize)]
struct ShownObjective {
    key: &'static str,
    letter: char,
    words: Option<&'static Wording>,
    official: Option<String>,
}

impl Shown {
    /// `requirement` with `official` beside it.
    pub fn of(requirement: &'static Requirement, official: Option<&Official>) -> Self {
        let all = builtin::requirements(requirement.level);
        let at = |position: Option<usize>| position.and_then(|at| all.get(at)).map(|it| it.id);
        let objective = |it: &'static Objective| ShownObjective {
            key: it.key,
            letter: it.letter,
            words: wording::of_objective(requirement, it),
            official: official.and_then(|text| text.objectives.get(it.key).cloned()),
        };
        Self {
            code: requirement.id,
            name: requirement.cmmc_id,
            title: requirement.short_name,
            family: requirement.family_name,
            level: requirement.level.number(),
            value: requirement.weight,
            partial_value: requirement.partial.map(|it| it.value),
            kind: requirement.kind,
            poam: requirement.poam,
            poam_basis: requirement.poam_basis,
            sources: requirement.sources.clone(),
            far_paragraph: requirement.far_paragraph,
            parameter: requirement.parameter,
            level1_id: requirement.level1_id,
            words: wording::of_requirement(requirement),
            objectives: requirement.objectives.iter().map(objective).collect(),
            before: at(requirement.position.checked_sub(1)),
            after: at(Some(requirement.position + 1)),
        }
    }
}

/// The families of a level, for the filter.
pub fn families_of(level: Level) -> Vec<(String, String)> {
    let all = builtin::requirements(level);
    let there = |code: &str| all.iter().any(|it| it.family == code);
    let found = families().iter().filter(|it| there(it.code));
    found.map(|it| (it.code.to_owned(), it.name.to_owned())).collect()
}
