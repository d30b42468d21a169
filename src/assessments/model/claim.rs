//! Why a requirement counts as MET although objectives are not: three cases, each with what it must fulfil.

use crate::kernel::env::Day;
use serde::{Deserialize, Serialize};

/// One of the three cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "claim", rename_all = "snake_case")]
pub enum Claim {
    /// A special circumstance or system where remediation is not feasible (32 CFR 170.4, 170.24(b)(1)(i)).
    EnduringException {
        /// The circumstance or system.
        #[serde(default)]
        note: String,
        /// What is done to reduce the risk.
        #[serde(default)]
        mitigations: String,
        /// Where the system security plan describes both.
        #[serde(default)]
        ssp_reference: String,
    },
    /// A condition with a known fix, in an operational plan of action (32 CFR 170.4, 170.24(b)(1)(ii)).
    TemporaryDeficiency {
        /// The deficiency.
        #[serde(default)]
        note: String,
        /// The known fix: the plan.
        #[serde(default)]
        fix: String,
        /// How it came about.
        #[serde(default)]
        origin: Origin,
        /// The day of the first review.
        #[serde(default)]
        review_on: Option<Day>,
        /// The reviews that took place, the oldest first.
        #[serde(default)]
        reviews: Vec<Review>,
    },
    /// The DoD CIO decided: not applicable, or equally effective (32 CFR 170.24(c)(2)(i)(B)(8)).
    DodCioAdjudication {
        /// The decision is in the SSP.
        in_ssp: bool,
        /// Something it rested on has changed.
        environment_changed: bool,
        /// The decision's date and number.
        #[serde(default)]
        note: String,
    },
}

/// How a temporary deficiency came about. What was never implemented is none (32 CFR 170.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Nobody has said.
    #[default]
    #[serde(rename = "")]
    Unsaid,
    /// It arose after the requirement had been implemented.
    AfterImplementation,
    /// It concerns a very limited part, found while rolling out.
    RollOut,
}

impl Origin {
    /// Reads the word of a form.
    pub fn parse(word: &str) -> Self {
        match word {
            "after_implementation" => Self::AfterImplementation,
            "roll_out" => Self::RollOut,
            _ => Self::Unsaid,
        }
    }

    /// The word in forms.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unsaid => "",
            Self::AfterImplementation => "after_implementation",
            Self::RollOut => "roll_out",
        }
    }
}

/// A look at an operational plan of action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The day it took place.
    pub on: Day,
    /// How far the fix is.
    pub words: String,
    /// Whether it is further than the last time.
    pub is_progress: bool,
    /// The day of the next one.
    pub next_on: Day,
    /// Who looked.
    pub by: String,
}

impl Claim {
    /// The word of its kind in forms.
    pub fn word(&self) -> &'static str {
        match self {
            Self::EnduringException { .. } => "enduring_exception",
            Self::TemporaryDeficiency { .. } => "temporary_deficiency",
            Self::DodCioAdjudication { .. } => "dod_cio_adjudication",
        }
    }

    /// What it says of itself.
    pub fn note(&self) -> &str {
        match self {
            Self::EnduringException { note, .. }
            | Self::TemporaryDeficiency { note, .. }
            | Self::DodCioAdjudication { note, .. } => note,
        }
    }

    /// Whether it has a register and forms of its own, apart from how the requirement is met.
    pub fn is_registered(&self) -> bool {
        !matches!(self, Self::DodCioAdjudication { .. })
    }

    /// The decision that a form describes: which of its statements are ticked, and its note.
    pub fn decided(is_on: impl Fn(&str) -> bool, note: String) -> Self {
        Self::DodCioAdjudication {
            in_ssp: is_on("adjudication_in_ssp"),
            environment_changed: is_on("environment_changed"),
            note,
        }
    }

    /// The statements of a decision that are ticked, by the names that `decided` reads.
    pub fn ticked(&self) -> Vec<&'static str> {
        let Self::DodCioAdjudication { in_ssp, environment_changed, .. } = self else { return Vec::new() };
        let all = [("adjudication_in_ssp", *in_ssp), ("environment_changed", *environment_changed)];
        all.into_iter().filter(|(_, is_on)| *is_on).map(|(name, _)| name).collect()
    }

    /// What keeps it from counting as MET, by name; nothing if it does. The rules: 32 CFR 170.24(b)(1)(i) and
    /// (ii), 170.24(c)(2)(i)(B)(8), 170.4.
    pub fn missing(&self) -> Vec<&'static str> {
        let conditions: Vec<(&'static str, bool)> = match self {
            Self::EnduringException { mitigations, ssp_reference, .. } => vec![
                ("exception_in_ssp", !ssp_reference.is_empty()),
                ("mitigations_described", !mitigations.is_empty()),
            ],
            Self::TemporaryDeficiency { fix, origin, reviews, .. } => vec![
                ("operational_plan", !fix.is_empty()),
                ("reviews", !reviews.is_empty()),
                ("progress", reviews.last().is_some_and(|last| last.is_progress)),
                ("origin", *origin != Origin::Unsaid),
            ],
            Self::DodCioAdjudication { in_ssp, environment_changed, .. } => {
                vec![("adjudication_in_ssp", *in_ssp), ("environment_unchanged", !*environment_changed)]
            }
        };
        conditions.into_iter().filter(|(_, holds)| !holds).map(|(name, _)| name).collect()
    }

    /// Whether the requirement counts as MET by it.
    pub fn holds(&self) -> bool {
        self.missing().is_empty()
    }

    /// The day on which it is to be reviewed next: an operational plan of action has one.
    pub fn next_review_on(&self) -> Option<Day> {
        match self {
            Self::TemporaryDeficiency { review_on, reviews, .. } => {
                reviews.last().map(|last| last.next_on).or(*review_on)
            }
            Self::EnduringException { .. } | Self::DodCioAdjudication { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn review(on: &str, is_progress: bool) -> Review {
        let words = "Parts have come.".to_owned();
        Review {
            on: day(on),
            words,
            is_progress,
            next_on: day(on) + chrono::TimeDelta::days(30),
            by: String::new(),
        }
    }

    fn deficiency(fix: &str, origin: Origin, reviews: Vec<Review>) -> Claim {
        let (note, fix) = ("The reader broke.".to_owned(), fix.to_owned());
        Claim::TemporaryDeficiency { note, fix, origin, review_on: Some(day("2026-04-01")), reviews }
    }

    #[test]
    fn an_enduring_exception_needs_the_plan_and_its_mitigations() {
        let exception = |mitigations: &str, ssp_reference: &str| Claim::EnduringException {
            note: "The old lathe".to_owned(),
            mitigations: mitigations.to_owned(),
            ssp_reference: ssp_reference.to_owned(),
        };

        assert_eq!(exception("", "4.2").missing(), ["mitigations_described"]);
        assert_eq!(exception("It has no network.", "").missing(), ["exception_in_ssp"]);
        assert!(exception("It has no network.", "4.2").holds());
    }

    #[test]
    fn a_temporary_deficiency_that_never_worked_is_no_deficiency_but_a_gap() {
        let reviewed = vec![review("2026-03-02", true)];
        assert_eq!(deficiency("New reader", Origin::Unsaid, reviewed.clone()).missing(), ["origin"]);
        for origin in [Origin::AfterImplementation, Origin::RollOut] {
            assert!(deficiency("New reader", origin, reviewed.clone()).holds());
        }
    }

    #[test]
    fn a_plan_counts_from_its_first_review_and_only_while_it_gets_on() {
        let origin = Origin::AfterImplementation;
        assert_eq!(deficiency("New reader", origin, Vec::new()).missing(), ["reviews", "progress"]);
        let stuck = vec![review("2026-03-02", true), review("2026-04-01", false)];
        assert_eq!(deficiency("New reader", origin, stuck).missing(), ["progress"]);
        let moving = vec![review("2026-03-02", false), review("2026-04-01", true)];
        assert!(deficiency("New reader", origin, moving).holds());
    }

    #[test]
    fn the_next_review_is_the_one_that_the_last_one_named() {
        let origin = Origin::AfterImplementation;
        assert_eq!(deficiency("x", origin, Vec::new()).next_review_on(), Some(day("2026-04-01")));
        let reviewed = vec![review("2026-04-01", true)];
        assert_eq!(deficiency("x", origin, reviewed).next_review_on(), Some(day("2026-05-01")));
    }

    #[test]
    fn an_adjudication_ends_when_the_environment_changes() {
        let decided = |ticked: &[&str]| Claim::decided(|name| ticked.contains(&name), String::new());
        assert!(decided(&["adjudication_in_ssp"]).holds());
        let changed = decided(&["adjudication_in_ssp", "environment_changed"]);
        assert_eq!(changed.missing(), ["environment_unchanged"]);
        assert_eq!(changed.ticked(), ["adjudication_in_ssp", "environment_changed"]);
    }
}
