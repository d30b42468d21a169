//! Level 3 (32 CFR 170.18, 170.21(a)(3), 170.24(c)(3)): one point each, on top of a full Level 2.

use super::cmmc_status::{CmmcStatus, Eligibility, Reason};
use super::finding::{Finding, Word};
use super::outcome::{Blocker, Deduction, Outcome, Range, Results, decide, fill, with_word};
use super::poam::{Obstacle, obstacle};
use crate::catalogue::builtin::{Level, Requirement};
use crate::catalogue::pack::RulePack;

/// The Level 2 status held on the same or a larger scope, and its score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Level2Held {
    /// The status, if one is held.
    pub status: Option<CmmcStatus>,
    /// Its score, if it is known.
    pub score: Option<i32>,
}

/// The result of a Level 3 assessment.
pub fn level3(
    pack: &RulePack,
    held: Level2Held,
    finding: impl FnMut(&'static Requirement) -> Finding,
) -> Outcome {
    let results = decide(Level::Three, finding);
    let rules = &pack.level3;
    let deductions = deductions(pack, &results);
    let best = rules.maximum_score - deductions.iter().map(|one| one.points).sum::<i32>();
    let open = with_word(&results, Word::Unassessed).map(|(one, _)| one.weight.unwrap_or(0)).sum::<i32>();
    let is_open = with_word(&results, Word::Unassessed).next().is_some();

    let mut blockers = prerequisite(pack, held);
    if is_open {
        blockers.extend(with_word(&results, Word::Unassessed).map(|(requirement, _)| {
            Blocker::requirement(Reason::Unassessed, &pack.blockers.unassessed, requirement, 0)
        }));
    } else {
        if !rules.threshold.is_reached(best, rules.maximum_score) {
            let needed = rules.threshold.lowest(rules.maximum_score);
            blockers.push(Blocker::below(&pack.blockers.below_level3, best, needed, rules.maximum_score));
        }
        blockers.extend(excluded(pack, &results));
    }
    let (status, eligibility) = match (is_open, blockers.is_empty()) {
        (true, _) => (CmmcStatus::Incomplete, Eligibility::NotEligible),
        (false, false) => (CmmcStatus::NoStatus, Eligibility::NotEligible),
        (false, true) if deductions.is_empty() => (CmmcStatus::FinalLevel3, Eligibility::Final),
        (false, true) => (CmmcStatus::ConditionalLevel3, Eligibility::Conditional),
    };
    Outcome {
        rule_pack: pack.name.clone(),
        level: Level::Three,
        score: (!is_open).then_some(best),
        range: is_open.then_some(Range { best, worst: best - open }),
        status,
        eligibility,
        blockers,
        deductions,
        decided: results.into_iter().map(|(_, decided)| decided).collect(),
    }
}

fn prerequisite(pack: &RulePack, held: Level2Held) -> Vec<Blocker> {
    let wanted = &pack.level3;
    let has_status = held.status.is_some_and(|status| status.name() == wanted.prerequisite_status);
    if has_status && held.score == Some(wanted.prerequisite_score) {
        return Vec::new();
    }
    let rule = &pack.blockers.prerequisite;
    vec![Blocker {
        requirement: None,
        reason: Reason::Level2FinalC3paoPrerequisite,
        words: rule.words.clone(),
        citation: rule.citation.clone(),
    }]
}

fn excluded(pack: &RulePack, results: &Results) -> Vec<Blocker> {
    with_word(results, Word::NotMet)
        .filter_map(|(requirement, decided)| match obstacle(pack, requirement, decided)? {
            Obstacle::Excluded(citation) => {
                let rule = &pack.blockers.excluded;
                let blocker = Blocker::requirement(Reason::PoamExcludedRequirement, rule, requirement, 0);
                Some(Blocker { citation: citation.to_owned(), ..blocker })
            }
            Obstacle::ValueOver(_) => None,
        })
        .collect()
}

fn deductions(pack: &RulePack, results: &Results) -> Vec<Deduction> {
    let rule = &pack.deductions.level3;
    with_word(results, Word::NotMet)
        .map(|(requirement, decided)| {
            let points = decided.points(requirement);
            let words = fill(rule, requirement, points);
            Deduction { requirement: requirement.id, points, citation: rule.citation.clone(), words }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::pack::current;

    const FULL: Level2Held = Level2Held { status: Some(CmmcStatus::FinalLevel2C3pao), score: Some(110) };

    fn not_met(held: Level2Held, ids: &[&str]) -> Outcome {
        level3(current(), held, |one| if ids.contains(&one.id) { Word::NotMet } else { Word::Met }.into())
    }

    #[test]
    fn twenty_of_twenty_four_is_enough_for_a_condition_and_nineteen_is_not() {
        let open = ["AC.L3-3.1.2e", "AC.L3-3.1.3e", "AT.L3-3.2.1e", "AT.L3-3.2.2e", "CM.L3-3.4.1e"];

        let twenty = not_met(FULL, &open[..4]);
        let nineteen = not_met(FULL, &open);

        assert_eq!((twenty.score, twenty.status), (Some(20), CmmcStatus::ConditionalLevel3));
        assert_eq!((nineteen.score, nineteen.status), (Some(19), CmmcStatus::NoStatus));
        assert_eq!(nineteen.reasons(), [Reason::ScoreBelowThreshold]);
    }

    #[test]
    fn nothing_starts_without_a_full_level_2() {
        let conditional = Level2Held { status: Some(CmmcStatus::ConditionalLevel2C3pao), score: Some(110) };
        let own = Level2Held { status: Some(CmmcStatus::FinalLevel2Self), score: Some(110) };
        let low = Level2Held { score: Some(109), ..FULL };

        for held in [conditional, own, low, Level2Held::default()] {
            let outcome = not_met(held, &[]);
            assert_eq!(outcome.status, CmmcStatus::NoStatus);
            assert_eq!(outcome.reasons(), [Reason::Level2FinalC3paoPrerequisite]);
        }
        assert_eq!(not_met(FULL, &[]).status, CmmcStatus::FinalLevel3);
    }

    #[test]
    fn a_named_requirement_cannot_be_left_open() {
        let outcome = not_met(FULL, &["RA.L3-3.11.7e"]);

        assert_eq!((outcome.score, outcome.status), (Some(23), CmmcStatus::NoStatus));
        assert_eq!(outcome.blocking(), ["RA.L3-3.11.7e"]);
        assert_eq!(outcome.blockers[0].citation, "32 CFR 170.21(a)(3)(ii)(E)");
    }

    #[test]
    fn what_is_open_gives_a_range() {
        let outcome = level3(current(), FULL, |one| match one.position {
            0 => Word::NotMet.into(),
            1 | 2 => Word::Unassessed.into(),
            _ => Word::Na.into(),
        });

        assert_eq!((outcome.score, outcome.range), (None, Some(Range { best: 23, worst: 21 })));
        assert_eq!(outcome.status, CmmcStatus::Incomplete);
    }
}
