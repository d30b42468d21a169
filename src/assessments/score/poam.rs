//! What may stand on a plan of action and milestones (32 CFR 170.21(a)).

use super::finding::{Decided, Word};
use super::outcome::fill;
use crate::catalogue::builtin::{Level, PartialCase, Requirement};
use crate::catalogue::pack::{Rule, RulePack};

/// Whether a requirement that is not met may stand on a plan of action and milestones, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoamVerdict {
    /// It may.
    pub allowed: bool,
    /// Why, in words.
    pub words: String,
    /// The paragraph that says so.
    pub citation: String,
}

/// What keeps a requirement off the plan. A named one is reported as named, whatever it is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Obstacle<'a> {
    /// The rule names it, in this paragraph.
    Excluded(&'a str),
    /// It costs this much.
    ValueOver(i32),
}

/// Whether `requirement`, not met and in the partial case given, may stand on the plan.
pub fn may_be_on_poam(
    pack: &RulePack,
    requirement: &Requirement,
    partial: Option<PartialCase>,
) -> PoamVerdict {
    let decided = not_met(requirement, partial);
    let points = decided.points(requirement);
    let say = |allowed, rule: &Rule, citation: &str| PoamVerdict {
        allowed,
        words: fill(rule, requirement, points),
        citation: citation.to_owned(),
    };
    let plain = |allowed, rule: &Rule| say(allowed, rule, &rule.citation);
    let rules = &pack.poam;
    match (requirement.level, obstacle(pack, requirement, decided)) {
        (Level::One, _) => plain(false, &rules.level1),
        (_, Some(Obstacle::Excluded(citation))) => say(false, &rules.excluded, citation),
        (_, Some(Obstacle::ValueOver(_))) if knows_exception(pack, requirement) => {
            plain(false, &rules.exception_not_given)
        }
        (_, Some(Obstacle::ValueOver(_))) => plain(false, &rules.value_over_one),
        (Level::Three, None) => plain(true, &rules.level3),
        (Level::Two, None) if points > pack.level2.poam_value_max => plain(true, &rules.exception),
        (Level::Two, None) => plain(true, &rules.value_one),
    }
}

/// What keeps a requirement with this result off the plan at Level 2 or 3.
pub(super) fn obstacle<'a>(
    pack: &'a RulePack,
    requirement: &Requirement,
    decided: Decided,
) -> Option<Obstacle<'a>> {
    let excluded = match requirement.level {
        Level::One => return None,
        Level::Two => &pack.level2.excluded,
        Level::Three => &pack.level3.excluded,
    };
    if let Some(named) = excluded.iter().find(|named| named.id == requirement.id) {
        return Some(Obstacle::Excluded(&named.citation));
    }
    let points = decided.points(requirement);
    let is_exception = decided.partial == Some(pack.level2.poam_exception);
    let is_over = requirement.level == Level::Two && points > pack.level2.poam_value_max && !is_exception;
    is_over.then_some(Obstacle::ValueOver(points))
}

fn knows_exception(pack: &RulePack, requirement: &Requirement) -> bool {
    requirement.partial.is_some_and(|partial| partial.case == pack.level2.poam_exception)
}

fn not_met(requirement: &Requirement, partial: Option<PartialCase>) -> Decided {
    Decided::of(requirement, &super::finding::Finding::Stated { word: Word::NotMet, partial })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::builtin::{Poam, requirement, requirements};
    use crate::catalogue::pack::current;

    fn verdict(id: &str, partial: Option<PartialCase>) -> PoamVerdict {
        may_be_on_poam(current(), requirement(id).expect("a requirement"), partial)
    }

    #[test]
    fn the_catalogue_and_the_rule_agree_on_every_requirement() {
        for level in Level::ALL {
            for one in requirements(level) {
                let plain = may_be_on_poam(current(), one, None).allowed;
                let partly = may_be_on_poam(current(), one, one.partial.map(|partial| partial.case)).allowed;

                assert_eq!(plain, one.poam == Poam::Allowed, "{}", one.id);
                assert_eq!(partly, one.poam != Poam::Never, "{}", one.id);
            }
        }
    }

    #[test]
    fn forty_six_requirements_of_level_2_are_eligible() {
        let allowed =
            requirements(Level::Two).iter().filter(|one| may_be_on_poam(current(), one, None).allowed);

        assert_eq!(allowed.count(), 46);
    }

    #[test]
    fn a_verdict_gives_its_paragraph() {
        assert_eq!(verdict("3.1.20", None).citation, "32 CFR 170.21(a)(2)(iii)(A)");
        assert_eq!(verdict("3.10.5", None).citation, "32 CFR 170.21(a)(2)(iii)(F)");
        assert_eq!(verdict("SI.L3-3.14.3e", None).citation, "32 CFR 170.21(a)(3)(ii)(G)");
        assert_eq!(verdict("AC.L1-b.1.i", None).citation, "32 CFR 170.21(a)(1)");
        assert_eq!(verdict("3.1.1", None).citation, "32 CFR 170.21(a)(2)(ii)");
    }

    #[test]
    fn encryption_without_validation_is_the_only_three_point_exception() {
        assert!(verdict("3.13.11", Some(PartialCase::EncryptionNotFips)).allowed);
        assert!(!verdict("3.13.11", None).allowed);
        assert!(!verdict("3.5.3", Some(PartialCase::MfaRemoteAndPrivileged)).allowed);
    }
}
