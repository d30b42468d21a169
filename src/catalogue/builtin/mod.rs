//! The built-in catalogue: what CMMC asks at its three levels, with values, objectives and POA&M rules.
//!
//! The data are the tables under `catalogue/data`; this program only reads them.

mod load;

use serde::{Deserialize, Serialize};
use std::{collections::HashMap, sync::LazyLock};

/// A CMMC level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 15 requirements for federal contract information.
    One,
    /// 110 requirements for controlled unclassified information.
    Two,
    /// 24 more, on top of Level 2.
    Three,
}

impl Level {
    /// All levels, lowest first.
    pub const ALL: [Self; 3] = [Self::One, Self::Two, Self::Three];

    /// 1, 2 or 3.
    pub fn number(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Three => 3,
        }
    }

    /// The level of this number, if there is one.
    pub fn numbered(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|level| i64::from(level.number()) == number)
    }
}

/// How NIST sorts a requirement of SP 800-171.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Taken from FIPS 200.
    Basic,
    /// Taken from SP 800-53.
    Derived,
}

/// The two half-ways that cost less than the full value (32 CFR 170.24(c)(2)(i)(B)(4)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PartialCase {
    /// Multifactor authentication for remote and privileged users only (3.5.3).
    MfaRemoteAndPrivileged,
    /// Encryption is employed, but not validated under FIPS 140 (3.13.11).
    EncryptionNotFips,
}

impl PartialCase {
    /// Both cases.
    pub const ALL: [Self; 2] = [Self::MfaRemoteAndPrivileged, Self::EncryptionNotFips];

    /// The word that files and forms use.
    pub fn word(self) -> &'static str {
        match self {
            Self::MfaRemoteAndPrivileged => "mfa_remote_and_privileged",
            Self::EncryptionNotFips => "encryption_not_fips",
        }
    }
}

/// What a partly met requirement costs, and in which case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partial {
    /// The case.
    pub case: PartialCase,
    /// Points taken off in that case.
    pub value: i32,
}

/// Whether a requirement that is not met may stand on a plan of action and milestones (32 CFR 170.21(a)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Poam {
    /// It may.
    Allowed,
    /// It may not.
    Never,
    /// Only in its partial case.
    OnlyPartial,
}

/// One thing an assessor determines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objective {
    /// How findings name it: `a` at Levels 2 and 3, `3.10.3[a]` at Level 1.
    pub key: &'static str,
    /// Its letter in the publication.
    pub letter: char,
    /// The requirement of the publication that it belongs to, such as `3.10.3`.
    pub source: &'static str,
}

/// One requirement of one level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// How findings and addresses name it: `AC.L1-b.1.i`, `3.1.1`, `AC.L3-3.1.2e`. Unique over all levels.
    pub id: &'static str,
    /// The name of 32 CFR 170.14(c)(1): `AC.L2-3.1.1`.
    pub cmmc_id: &'static str,
    /// Its level.
    pub level: Level,
    /// Its place in its level's catalogue, from 0.
    pub position: usize,
    /// `AC`.
    pub family: &'static str,
    /// `Access Control`.
    pub family_name: &'static str,
    /// The short name the CMMC guides use.
    pub short_name: &'static str,
    /// The NIST requirements behind it: `3.1.1`; three for the visitors of Level 1; `3.1.2e` at Level 3.
    pub sources: Vec<&'static str>,
    /// Basic or derived, at Level 2.
    pub kind: Option<Kind>,
    /// Points it costs when not met. None at Level 1 and for 3.12.4.
    pub weight: Option<i32>,
    /// The case that costs less.
    pub partial: Option<Partial>,
    /// Whether it may stand on a plan of action and milestones.
    pub poam: Poam,
    /// The paragraph of 32 CFR that says so.
    pub poam_basis: &'static str,
    /// Its objectives, in the order of the publication.
    pub objectives: Vec<Objective>,
    /// The Level 1 requirement that this Level 2 requirement belongs to.
    pub level1_id: Option<&'static str>,
    /// The paragraph of FAR 52.204-21, at Level 1.
    pub far_paragraph: Option<&'static str>,
    /// A capability whose absence by policy means that nothing is taken off, such as wireless access.
    pub not_permitted: Option<&'static str>,
    /// The parameter the Department of Defense filled in, at Level 3.
    pub parameter: Option<&'static str>,
}

impl Requirement {
    /// Its objective of this key.
    pub fn objective(&self, key: &str) -> Option<&Objective> {
        self.objectives.iter().find(|objective| objective.key == key)
    }
}

/// A family of requirements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Family {
    /// `AC`.
    pub code: &'static str,
    /// `Access Control`.
    pub name: &'static str,
    /// `3.1`, its chapter in SP 800-171.
    pub chapter: &'static str,
}

struct Builtin {
    families: Vec<Family>,
    levels: [Vec<Requirement>; 3],
    by_id: HashMap<&'static str, (usize, usize)>,
}

static BUILTIN: LazyLock<Builtin> = LazyLock::new(|| {
    let levels = load::levels();
    let by_id = levels
        .iter()
        .enumerate()
        .flat_map(|(level, all)| {
            all.iter().map(move |requirement| (requirement.id, (level, requirement.position)))
        })
        .collect();
    Builtin { families: load::families(), levels, by_id }
});

/// All requirements of a level, in catalogue order.
pub fn requirements(level: Level) -> &'static [Requirement] {
    &BUILTIN.levels[usize::from(level.number() - 1)]
}

/// The requirement of this id, whichever its level.
pub fn requirement(id: &str) -> Option<&'static Requirement> {
    BUILTIN.by_id.get(id).map(|&(level, position)| &BUILTIN.levels[level][position])
}

/// The fourteen families, in the order of SP 800-171.
pub fn families() -> &'static [Family] {
    &BUILTIN.families
}

/// The requirement that a text from elsewhere means: its id or CMMC name in any case, the NIST id of Level 3,
/// or the `AC.L1-3.1.1` that Level 1 was called before the rule. An objective in brackets is not taken off.
pub fn recognise(text: &str) -> Option<&'static Requirement> {
    let text = text.trim();
    let all = || Level::ALL.into_iter().flat_map(requirements);
    let same = |name: &str| name.eq_ignore_ascii_case(text);
    let before_the_rule = |requirement: &Requirement| {
        requirement.level == Level::One
            && requirement.sources.iter().any(|source| same(&format!("{}.L1-{source}", requirement.family)))
    };
    all()
        .find(|requirement| same(requirement.id) || same(requirement.cmmc_id))
        .or_else(|| requirements(Level::Three).iter().find(|requirement| same(requirement.sources[0])))
        .or_else(|| all().find(|requirement| before_the_rule(requirement)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_elsewhere_are_recognised() {
        let id = |text| recognise(text).map(|requirement| requirement.id);

        assert_eq!(id("ac.l2-3.1.1"), Some("3.1.1"));
        assert_eq!(id(" 3.1.1 "), Some("3.1.1"));
        assert_eq!(id("3.1.2e"), Some("AC.L3-3.1.2e"));
        assert_eq!(id("AC.L1-b.1.i"), Some("AC.L1-b.1.i"));
        assert_eq!(id("PE.L1-3.10.4"), Some("PE.L1-b.1.ix"));
        assert_eq!(id("AC.L1-3.1.3"), None);
        assert_eq!(id("3.1.23"), None);
    }

    #[test]
    fn a_requirement_is_found_by_its_id() {
        for level in Level::ALL {
            for wanted in requirements(level) {
                assert_eq!(requirement(wanted.id), Some(wanted));
            }
        }
        assert_eq!(requirement("3.15.1"), None);
    }

    #[test]
    fn families_come_in_the_order_of_the_publication() {
        let codes: Vec<_> = families().iter().map(|family| family.code).collect();

        assert_eq!(codes.join(" "), "AC AT AU CM IA IR MA MP PS PE RA CA SC SI");
        assert_eq!(families()[9].chapter, "3.10");
        assert_eq!(families()[13].name, "System and Information Integrity");
    }
}
