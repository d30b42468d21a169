//! What a score comes with: points taken off, what stands in the way, and the status.

use super::cmmc_status::{CmmcStatus, Eligibility, Reason};
use super::finding::{Decided, Finding, Word};
use crate::catalogue::builtin::{Level, Requirement, requirements};
use crate::catalogue::pack::Rule;
use serde::Serialize;

/// Points taken off for one requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Deduction {
    /// Its id.
    pub requirement: &'static str,
    /// How many.
    pub points: i32,
    /// The paragraph that says so.
    pub citation: String,
    /// Why, in words.
    #[serde(skip)]
    pub words: String,
}

/// One thing that stands in the way of a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocker {
    /// The requirement that by itself does so, if it is one.
    pub requirement: Option<&'static Requirement>,
    /// Which kind of reason it is.
    pub reason: Reason,
    /// Why, in words.
    pub words: String,
    /// The paragraph that says so.
    pub citation: String,
}

/// Where a score will lie once everything is assessed. Both ends are possible results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// If everything open turns out met.
    pub best: i32,
    /// If everything open turns out not met.
    pub worst: i32,
}

/// The result of one assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The name of the pack that was used.
    pub rule_pack: String,
    /// The level.
    pub level: Level,
    /// The score, if there is one: never at Level 1, without a system security plan or with something open.
    pub score: Option<i32>,
    /// The ends between which it will lie, while something is open.
    pub range: Option<Range>,
    /// The status that would be reached.
    pub status: CmmcStatus,
    /// Its kind.
    pub eligibility: Eligibility,
    /// Everything that stands in the way, in catalogue order; what is not about one requirement comes first.
    pub blockers: Vec<Blocker>,
    /// The points taken off, in catalogue order.
    pub deductions: Vec<Deduction>,
    /// What each requirement came to, in catalogue order.
    pub decided: Vec<Decided>,
}

impl Outcome {
    /// The kinds of reasons, sorted, each once.
    pub fn reasons(&self) -> Vec<Reason> {
        let mut reasons: Vec<_> = self.blockers.iter().map(|blocker| blocker.reason).collect();
        reasons.sort_unstable();
        reasons.dedup();
        reasons
    }

    /// The ids of the requirements that by themselves stand in the way, in catalogue order.
    pub fn blocking(&self) -> Vec<&'static str> {
        self.blockers
            .iter()
            .filter_map(|blocker| blocker.requirement)
            .map(|requirement| requirement.id)
            .collect()
    }

    /// The word for a requirement of this level after roll-up and claims.
    pub fn word(&self, requirement: &Requirement) -> Word {
        self.decided[requirement.position].word
    }
}

/// Every requirement of a level with what its finding comes to.
pub(super) type Results = Vec<(&'static Requirement, Decided)>;

/// Asks for the finding of every requirement of a level.
pub(super) fn decide(level: Level, mut finding: impl FnMut(&'static Requirement) -> Finding) -> Results {
    requirements(level).iter().map(|one| (one, Decided::of(one, &finding(one)))).collect()
}

/// The results that came to this word.
pub(super) fn with_word(
    results: &Results,
    word: Word,
) -> impl Iterator<Item = (&'static Requirement, Decided)> {
    results.iter().copied().filter(move |(_, decided)| decided.word == word)
}

/// A rule's words about one requirement.
pub(super) fn fill(rule: &Rule, requirement: &Requirement, points: i32) -> String {
    let points = points.to_string();
    rule.filled(&[("requirement", requirement.id), ("name", requirement.short_name), ("points", &points)])
}

impl Blocker {
    /// A requirement that by itself stands in the way.
    pub(super) fn requirement(
        reason: Reason,
        rule: &Rule,
        requirement: &'static Requirement,
        points: i32,
    ) -> Self {
        let words = fill(rule, requirement, points);
        Self { requirement: Some(requirement), reason, words, citation: rule.citation.clone() }
    }

    /// A score that is too low.
    pub(super) fn below(rule: &Rule, score: i32, needed: i32, maximum: i32) -> Self {
        let (score, needed, maximum) = (score.to_string(), needed.to_string(), maximum.to_string());
        let words = rule.filled(&[("score", &score), ("needed", &needed), ("maximum", &maximum)]);
        Self {
            requirement: None,
            reason: Reason::ScoreBelowThreshold,
            words,
            citation: rule.citation.clone(),
        }
    }
}
