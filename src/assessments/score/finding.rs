//! From findings to one word per requirement (32 CFR 170.24(b)): the roll-up of objectives, and claims.

use crate::catalogue::builtin::{PartialCase, Requirement};
use crate::catalogue::pack::{Claims, Rule};
use serde::{Deserialize, Serialize};

/// What was found, about an objective or a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Word {
    /// Met, with evidence in final form.
    Met,
    /// Not met.
    NotMet,
    /// Not applicable, which counts as met.
    Na,
    /// Nothing found out yet.
    Unassessed,
}

impl Word {
    /// All words.
    pub const ALL: [Self; 4] = [Self::Met, Self::NotMet, Self::Na, Self::Unassessed];

    /// As files write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Met => "MET",
            Self::NotMet => "NOT_MET",
            Self::Na => "NA",
            Self::Unassessed => "UNASSESSED",
        }
    }

    /// The word that files write so.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|word| word.name() == name)
    }

    /// Whether nothing is taken off for it: met or not applicable.
    pub fn counts_as_met(self) -> bool {
        matches!(self, Self::Met | Self::Na)
    }
}

/// The word for a requirement from the words for its objectives.
///
/// One objective that is not met decides. Before that is known, one that is open leaves the requirement open.
/// Only when all are not applicable is the requirement not applicable.
pub fn roll_up(words: impl IntoIterator<Item = Word>) -> Word {
    // The graver word wins; nothing at all is as good as nothing found out.
    let gravity = |word: &Word| match word {
        Word::NotMet => 3,
        Word::Unassessed => 2,
        Word::Met => 1,
        Word::Na => 0,
    };
    words.into_iter().max_by_key(gravity).unwrap_or(Word::Unassessed)
}

/// A reason why a requirement counts as met although it is not fully implemented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// A lasting circumstance that makes full implementation impossible.
    EnduringException {
        /// The system security plan describes it.
        in_ssp: bool,
        /// The mitigations are described with it.
        mitigations_described: bool,
    },
    /// Something that broke and is being corrected.
    TemporaryDeficiency {
        /// An operational plan of action covers it.
        operational_plan: bool,
        /// The plan is reviewed.
        reviews: bool,
        /// The reviews show progress.
        progress: bool,
        /// The requirement was implemented before.
        arose_after_implementation: bool,
        /// It concerns a very limited part, found while rolling out.
        isolated_rollout_issue: bool,
        /// What holds if the claim fails.
        fallback_partial: Option<PartialCase>,
    },
    /// The DoD CIO ruled that it does not apply, or that something else is equally effective.
    DodCioAdjudication {
        /// The system security plan holds the ruling.
        in_ssp: bool,
        /// The environment is no longer the one that was ruled on.
        environment_changed: bool,
    },
}

impl Claim {
    /// Whether every condition of the rule is fulfilled, so that the requirement counts as met.
    pub fn holds(self) -> bool {
        match self {
            Self::EnduringException { in_ssp, mitigations_described } => in_ssp && mitigations_described,
            Self::TemporaryDeficiency {
                operational_plan,
                reviews,
                progress,
                arose_after_implementation,
                isolated_rollout_issue,
                fallback_partial: _,
            } => {
                let planned = operational_plan && reviews && progress;
                planned && (arose_after_implementation || isolated_rollout_issue)
            }
            Self::DodCioAdjudication { in_ssp, environment_changed } => in_ssp && !environment_changed,
        }
    }

    /// What the rule asks of this claim, and where.
    pub fn rule(self, rules: &Claims) -> &Rule {
        match self {
            Self::EnduringException { .. } => &rules.enduring_exception,
            Self::TemporaryDeficiency { .. } => &rules.temporary_deficiency,
            Self::DodCioAdjudication { .. } => &rules.dod_cio_adjudication,
        }
    }

    /// The partial case that is left when the claim does not hold.
    pub fn fallback(self) -> Option<PartialCase> {
        match self {
            Self::TemporaryDeficiency { fallback_partial, .. } => fallback_partial,
            Self::EnduringException { .. } | Self::DodCioAdjudication { .. } => None,
        }
    }
}

/// What is known about one requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A word for the whole requirement.
    Stated {
        /// The word.
        word: Word,
        /// The partial case, if it is not met and one holds.
        partial: Option<PartialCase>,
    },
    /// A word for each of its objectives.
    Objectives {
        /// The words, one per objective.
        words: Vec<Word>,
        /// The partial case, if it is not met and one holds.
        partial: Option<PartialCase>,
    },
    /// A claim in the place of full implementation.
    Claimed(Claim),
}

impl From<Word> for Finding {
    fn from(word: Word) -> Self {
        Self::Stated { word, partial: None }
    }
}

/// What a finding comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The word for the requirement.
    pub word: Word,
    /// The partial case: only where the requirement is not met and knows that case.
    pub partial: Option<PartialCase>,
}

impl Decided {
    /// The word and case that a finding comes to for this requirement.
    pub fn of(requirement: &Requirement, finding: &Finding) -> Self {
        let (word, partial) = match finding {
            Finding::Stated { word, partial } => (*word, *partial),
            Finding::Objectives { words, partial } => (roll_up(words.iter().copied()), *partial),
            Finding::Claimed(claim) if claim.holds() => (Word::Met, None),
            Finding::Claimed(claim) => (Word::NotMet, claim.fallback()),
        };
        let known = requirement.partial.map(|partial| partial.case);
        Self { word, partial: partial.filter(|case| word == Word::NotMet && known == Some(*case)) }
    }

    /// The points this takes off: the requirement's value, once, or that of its partial case.
    pub fn points(self, requirement: &Requirement) -> i32 {
        match (self.word, self.partial.and(requirement.partial)) {
            (Word::NotMet, Some(partial)) => partial.value,
            (Word::NotMet, None) => requirement.weight.unwrap_or(0),
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::builtin::requirement;
    use Word::{Met, Na, NotMet, Unassessed};

    #[test]
    fn one_objective_not_met_decides() {
        assert_eq!(roll_up([Met, NotMet, Unassessed, Na]), NotMet);
        assert_eq!(roll_up([Met, Unassessed, Na]), Unassessed);
        assert_eq!(roll_up([Met, Na]), Met);
        assert_eq!(roll_up([Na, Na]), Na);
        assert_eq!(roll_up([Na, Unassessed]), Unassessed);
        assert_eq!(roll_up([]), Unassessed);
    }

    #[test]
    fn an_enduring_exception_needs_both_its_conditions() {
        let holds = |in_ssp, mitigations_described| {
            Claim::EnduringException { in_ssp, mitigations_described }.holds()
        };

        assert!(holds(true, true));
        assert!(!holds(true, false) && !holds(false, true) && !holds(false, false));
    }

    #[test]
    fn a_temporary_deficiency_needs_plan_reviews_progress_and_a_late_origin() {
        for bits in 0..32_u8 {
            let bit = |at: u8| bits & (1 << at) != 0;
            let claim = Claim::TemporaryDeficiency {
                operational_plan: bit(0),
                reviews: bit(1),
                progress: bit(2),
                arose_after_implementation: bit(3),
                isolated_rollout_issue: bit(4),
                fallback_partial: None,
            };

            assert_eq!(claim.holds(), matches!(bits, 0b01111 | 0b10111 | 0b11111), "{claim:?}");
        }
    }

    #[test]
    fn an_adjudication_ends_with_the_environment_it_was_made_for() {
        let holds =
            |in_ssp, environment_changed| Claim::DodCioAdjudication { in_ssp, environment_changed }.holds();

        assert!(holds(true, false));
        assert!(!holds(true, true) && !holds(false, false));
    }

    #[test]
    fn a_partial_case_counts_only_where_the_rule_knows_it() {
        let points = |id, word, partial| {
            let requirement = requirement(id).expect("a requirement");
            Decided::of(requirement, &Finding::Stated { word, partial }).points(requirement)
        };
        let (mfa, fips) = (Some(PartialCase::MfaRemoteAndPrivileged), Some(PartialCase::EncryptionNotFips));

        assert_eq!(points("3.5.3", NotMet, mfa), 3);
        assert_eq!(points("3.5.3", NotMet, None), 5);
        assert_eq!(points("3.5.3", NotMet, fips), 5);
        assert_eq!(points("3.13.11", NotMet, fips), 3);
        assert_eq!(points("3.13.11", NotMet, None), 5);
        assert_eq!(points("3.13.11", Met, fips), 0);
        assert_eq!(points("3.1.1", NotMet, mfa), 5);
        assert_eq!(points("3.12.4", NotMet, None), 0);
    }

    #[test]
    fn a_claim_that_fails_falls_back_to_its_partial_case() {
        let mfa = requirement("3.5.3").expect("a requirement");
        let claim = Claim::TemporaryDeficiency {
            operational_plan: true,
            reviews: false,
            progress: true,
            arose_after_implementation: true,
            isolated_rollout_issue: false,
            fallback_partial: Some(PartialCase::MfaRemoteAndPrivileged),
        };

        let decided = Decided::of(mfa, &Finding::Claimed(claim));

        assert_eq!((decided.word, decided.points(mfa)), (NotMet, 3));
    }
}
