//! Level 1 (32 CFR 170.15, 170.24(c)(1)): everything met or not applicable, no number, no plan, no condition.

use super::cmmc_status::{CmmcStatus, Eligibility, Reason};
use super::finding::{Finding, Word};
use super::outcome::{Blocker, Outcome, decide};
use crate::catalogue::builtin::{Level, Requirement};
use crate::catalogue::pack::RulePack;

/// The result of a Level 1 self-assessment. What is open counts as not met.
pub fn level1(pack: &RulePack, finding: impl FnMut(&'static Requirement) -> Finding) -> Outcome {
    let results = decide(Level::One, finding);
    let blockers: Vec<_> = results
        .iter()
        .filter(|(_, decided)| !decided.word.counts_as_met())
        .map(|(requirement, decided)| {
            let is_open = decided.word == Word::Unassessed;
            let rule = if is_open { &pack.blockers.unassessed } else { &pack.blockers.level1_all };
            Blocker::requirement(Reason::Level1AllMustBeMet, rule, requirement, 0)
        })
        .collect();
    let (status, eligibility) = if blockers.is_empty() {
        (CmmcStatus::FinalLevel1Self, Eligibility::Final)
    } else {
        (CmmcStatus::NoStatus, Eligibility::NotEligible)
    };
    Outcome {
        rule_pack: pack.name.clone(),
        level: Level::One,
        score: None,
        range: None,
        status,
        eligibility,
        blockers,
        deductions: Vec::new(),
        decided: results.into_iter().map(|(_, decided)| decided).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::pack::current;

    fn one_is(id: &'static str, word: Word) -> Outcome {
        level1(current(), |requirement| if requirement.id == id { word.into() } else { Word::Met.into() })
    }

    #[test]
    fn all_met_is_final_without_a_number() {
        let outcome = level1(current(), |_| Word::Met.into());

        assert_eq!((outcome.status, outcome.score), (CmmcStatus::FinalLevel1Self, None));
        assert!(outcome.reasons().is_empty());
    }

    #[test]
    fn not_applicable_counts_as_met() {
        assert_eq!(one_is("AC.L1-b.1.iv", Word::Na).eligibility, Eligibility::Final);
    }

    #[test]
    fn one_requirement_not_met_or_open_leaves_no_status() {
        for word in [Word::NotMet, Word::Unassessed] {
            let outcome = one_is("PE.L1-b.1.ix", word);

            assert_eq!(outcome.status, CmmcStatus::NoStatus);
            assert_eq!(outcome.reasons(), [Reason::Level1AllMustBeMet]);
            assert_eq!(outcome.blocking(), ["PE.L1-b.1.ix"]);
        }
    }
}
