//! Level 2 (32 CFR 170.21(a)(2), 170.24(c)(2)): 110 less the value of what is not met, and what that allows.

use super::cmmc_status::{CmmcStatus, Eligibility, Reason};
use super::finding::{Decided, Finding, Word};
use super::outcome::{Blocker, Deduction, Outcome, Range, Results, decide, fill, with_word};
use super::poam::{Obstacle, obstacle};
use crate::catalogue::builtin::{Kind, Level, PartialCase, Requirement};
use crate::catalogue::pack::{Rule, RulePack};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Who assesses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Assessment {
    /// The organisation itself.
    #[default]
    #[serde(rename = "self")]
    Own,
    /// A third-party assessment organisation.
    C3pao,
}

/// Which book the points are counted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Methodology {
    /// 32 CFR 170.24.
    #[default]
    Cmmc,
    /// The DoD Assessment Methodology, where a missing plan of action also breaks 3.12.2.
    Dodam,
}

/// Which requirements that are not met stand on the plan of action and milestones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PoamList {
    /// All of them.
    #[default]
    All,
    /// None.
    None,
    /// Those of these ids.
    Listed(BTreeSet<String>),
}

impl PoamList {
    fn covers(&self, requirement: &Requirement) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::Listed(ids) => ids.contains(requirement.id),
        }
    }
}

/// What a Level 2 result depends on besides the findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Level2Terms {
    /// Who assesses.
    pub assessment: Assessment,
    /// What stands on the plan.
    pub poam: PoamList,
    /// Which book is used.
    pub methodology: Methodology,
}

/// The result of a Level 2 assessment.
pub fn level2(
    pack: &RulePack,
    terms: &Level2Terms,
    finding: impl FnMut(&'static Requirement) -> Finding,
) -> Outcome {
    let found = decide(Level::Two, finding);
    let results = with_plan_rule(pack, terms, found.clone());
    let deductions = deductions(pack, terms, &found, &results);
    let ends = ends(pack, terms, &found);
    let is_open = with_word(&results, Word::Unassessed).next().is_some();
    let ssp_absent = with_word(&results, Word::NotMet).find(|(one, _)| one.id == pack.level2.ssp);

    let blockers = if let Some((ssp, _)) = ssp_absent {
        vec![Blocker::requirement(Reason::SspAbsent, &pack.blockers.ssp_absent, ssp, 0)]
    } else if is_open {
        open(pack, &results)
    } else {
        obstacles(pack, terms, &results, ends.best)
    };
    let (status, eligibility) = match (ssp_absent.is_some(), is_open, blockers.is_empty()) {
        (true, ..) => (CmmcStatus::NoScore, Eligibility::NotEligible),
        (_, true, _) => (CmmcStatus::Incomplete, Eligibility::NotEligible),
        (_, _, false) => (CmmcStatus::NoStatus, Eligibility::NotEligible),
        _ if with_word(&results, Word::NotMet).next().is_none() => {
            (last(terms.assessment), Eligibility::Final)
        }
        _ => (conditional(terms.assessment), Eligibility::Conditional),
    };
    let can_score = ssp_absent.is_none();
    Outcome {
        rule_pack: pack.name.clone(),
        level: Level::Two,
        score: (can_score && !is_open).then_some(ends.best),
        range: (can_score && is_open).then_some(ends),
        status,
        eligibility,
        blockers,
        deductions,
        decided: results.into_iter().map(|(_, decided)| decided).collect(),
    }
}

/// The ends between which the score will lie; both are the score itself once everything is assessed.
///
/// Something met whose evidence is not in final form yet is handed in as unassessed.
/// Says nothing about the system security plan: without one there is no score at all.
pub fn range(
    pack: &RulePack,
    terms: &Level2Terms,
    finding: impl FnMut(&'static Requirement) -> Finding,
) -> Range {
    ends(pack, terms, &decide(Level::Two, finding))
}

fn ends(pack: &RulePack, terms: &Level2Terms, found: &Results) -> Range {
    let fail = |word| if word == Word::Unassessed { Word::NotMet } else { word };
    let worst =
        found.iter().map(|&(one, decided)| (one, Decided { word: fail(decided.word), ..decided })).collect();
    let score = |results: Results| {
        let all = with_plan_rule(pack, terms, results);
        pack.level2.maximum_score - all.iter().map(|(one, decided)| decided.points(one)).sum::<i32>()
    };
    Range { best: score(found.clone()), worst: score(worst) }
}

/// Under the DoD Assessment Methodology a gap without a plan means that plans are not kept either.
fn with_plan_rule(pack: &RulePack, terms: &Level2Terms, mut results: Results) -> Results {
    let lacks_plan = with_word(&results, Word::NotMet).any(|(one, _)| !terms.poam.covers(one));
    if terms.methodology == Methodology::Dodam && lacks_plan {
        for (requirement, decided) in &mut results {
            if requirement.id == pack.level2.plan_of_action {
                decided.word = Word::NotMet;
            }
        }
    }
    results
}

fn last(assessment: Assessment) -> CmmcStatus {
    match assessment {
        Assessment::Own => CmmcStatus::FinalLevel2Self,
        Assessment::C3pao => CmmcStatus::FinalLevel2C3pao,
    }
}

fn conditional(assessment: Assessment) -> CmmcStatus {
    match assessment {
        Assessment::Own => CmmcStatus::ConditionalLevel2Self,
        Assessment::C3pao => CmmcStatus::ConditionalLevel2C3pao,
    }
}

fn open(pack: &RulePack, results: &Results) -> Vec<Blocker> {
    with_word(results, Word::Unassessed)
        .map(|(one, _)| Blocker::requirement(Reason::Unassessed, &pack.blockers.unassessed, one, 0))
        .collect()
}

/// What keeps a complete assessment from a Conditional status: the score, and each gap for one reason.
fn obstacles(pack: &RulePack, terms: &Level2Terms, results: &Results, score: i32) -> Vec<Blocker> {
    let (rules, words) = (&pack.level2, &pack.blockers);
    let mut blockers = Vec::new();
    if !rules.threshold.is_reached(score, rules.maximum_score) {
        let needed = rules.threshold.lowest(rules.maximum_score);
        blockers.push(Blocker::below(&words.below_level2, score, needed, rules.maximum_score));
    }
    for (one, decided) in with_word(results, Word::NotMet) {
        let points = decided.points(one);
        let because = |reason, rule| Blocker::requirement(reason, rule, one, points);
        match obstacle(pack, one, decided) {
            Some(Obstacle::Excluded(citation)) => blockers.push(Blocker {
                citation: citation.to_owned(),
                ..because(Reason::PoamExcludedRequirement, &words.excluded)
            }),
            Some(Obstacle::ValueOver(_)) => {
                blockers.push(because(Reason::PoamValueOver1, &words.value_over_one))
            }
            None if !terms.poam.covers(one) => {
                blockers.push(because(Reason::PoamMissing, &words.poam_missing))
            }
            None => {}
        }
    }
    blockers
}

fn deductions(pack: &RulePack, terms: &Level2Terms, found: &Results, results: &Results) -> Vec<Deduction> {
    let pairs = found.iter().zip(results);
    pairs
        .filter_map(|((requirement, before), (_, decided))| {
            let points = decided.points(requirement);
            if points == 0 {
                return None;
            }
            let is_forced = before.word != decided.word;
            let rule = match terms.methodology {
                Methodology::Dodam if is_forced => &pack.deductions.plan_missing,
                Methodology::Dodam => &pack.deductions.methodology,
                Methodology::Cmmc => rule_for(pack, requirement, decided.partial),
            };
            let (words, citation) = (fill(rule, requirement, points), rule.citation.clone());
            Some(Deduction { requirement: requirement.id, points, citation, words })
        })
        .collect()
}

fn rule_for<'a>(pack: &'a RulePack, requirement: &Requirement, partial: Option<PartialCase>) -> &'a Rule {
    let rules = &pack.deductions;
    match (requirement.partial.map(|known| known.case), partial.is_some()) {
        (Some(PartialCase::MfaRemoteAndPrivileged), true) => return &rules.mfa_partial,
        (Some(PartialCase::MfaRemoteAndPrivileged), false) => return &rules.mfa_none,
        (Some(PartialCase::EncryptionNotFips), true) => return &rules.encryption_partial,
        (Some(PartialCase::EncryptionNotFips), false) => return &rules.encryption_none,
        (None, _) => {}
    }
    match (requirement.weight, requirement.kind) {
        (Some(5), Some(Kind::Basic)) => &rules.five_basic,
        (Some(5), _) => &rules.five_derived,
        (Some(3), Some(Kind::Basic)) => &rules.three_basic,
        (Some(3), _) => &rules.three_derived,
        _ => &rules.one,
    }
}

#[cfg(test)]
mod tests;
