//! Rule packs: thresholds, clocks, clauses and paragraphs as dated data. A change of the law is a new file.

mod clocks;
mod rules;

pub use clocks::{Clause, Clock, Clocks, Instrument, Phase, RuleSchedule};
pub use rules::{Blockers, Claims, Deductions, PoamRules, Rule};

use super::builtin::PartialCase;
use chrono::NaiveDate;
use serde::Deserialize;
use std::sync::LazyLock;

/// Everything the score and the clocks take from the law, as of one day.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulePack {
    /// What results call it.
    pub name: String,
    /// The day up to which its sources were read.
    pub as_of: NaiveDate,
    /// What was read.
    #[serde(rename = "source")]
    pub sources: Vec<Source>,
    /// The rules of Level 2.
    pub level2: Level2Rules,
    /// The rules of Level 3.
    pub level3: Level3Rules,
    /// What requirements cost.
    pub weights: Weights,
    /// Why points are taken off.
    pub deductions: Deductions,
    /// Why a status is out of reach.
    pub blockers: Blockers,
    /// What may stand on a plan of action and milestones.
    pub poam: PoamRules,
    /// Claims under which a requirement counts as met.
    pub claims: Claims,
    /// How long things last.
    pub clocks: Clocks,
    /// The phases as the rule prints them.
    pub rule_schedule: RuleSchedule,
    /// What is in force, which may differ from the schedule.
    pub current_instrument: Instrument,
    /// Clauses with their other numbers.
    #[serde(rename = "clause")]
    pub clauses: Vec<Clause>,
}

static CURRENT: LazyLock<RulePack> = LazyLock::new(|| {
    let text = include_str!("../data/rule-pack-2026-11-21.toml");
    toml::from_str(text).expect("the built-in rule pack is well formed: tests read all of it")
});

/// The newest built-in pack.
pub fn current() -> &'static RulePack {
    &CURRENT
}

impl RulePack {
    /// The clause that goes by this number, old or new.
    pub fn clause(&self, number: &str) -> Option<&Clause> {
        self.clauses
            .iter()
            .find(|clause| clause.number == number || clause.aliases.iter().any(|alias| alias == number))
    }
}

/// A publication that the pack was taken from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its title.
    pub title: String,
    /// The day of the text that was read, where it is known.
    pub as_of: Option<NaiveDate>,
}

/// A share that a score must reach, exact.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// Above the line.
    pub numerator: i32,
    /// Below the line.
    pub denominator: i32,
}

impl Threshold {
    /// Whether `score` of `maximum` reaches the share.
    pub fn is_reached(self, score: i32, maximum: i32) -> bool {
        score * self.denominator >= maximum * self.numerator
    }

    /// The lowest whole score that reaches the share of `maximum`.
    pub fn lowest(self, maximum: i32) -> i32 {
        let wanted = maximum * self.numerator;
        wanted / self.denominator + i32::from(wanted % self.denominator != 0)
    }
}

/// A requirement that may not stand on a plan of action and milestones.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Excluded {
    /// Its id.
    pub id: String,
    /// The paragraph that names it.
    pub citation: String,
}

/// The rules of Level 2.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level2Rules {
    /// The score with nothing taken off.
    pub maximum_score: i32,
    /// The requirement without which there is no score.
    pub ssp: String,
    /// The requirement that a missing plan of action breaks under the DoD Assessment Methodology.
    pub plan_of_action: String,
    /// The most that something on a plan of action and milestones may cost.
    pub poam_value_max: i32,
    /// The case that may stand there although it costs more.
    pub poam_exception: PartialCase,
    /// What a Conditional status needs.
    pub threshold: Threshold,
    /// What may never stand there.
    pub excluded: Vec<Excluded>,
    /// Where all this is written.
    pub source: String,
}

/// The rules of Level 3.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level3Rules {
    /// The score with nothing taken off.
    pub maximum_score: i32,
    /// What a Conditional status needs.
    pub threshold: Threshold,
    /// The Level 2 status that has to be held.
    pub prerequisite_status: String,
    /// The Level 2 score that has to be held.
    pub prerequisite_score: i32,
    /// What may never stand on a plan of action and milestones.
    pub excluded: Vec<Excluded>,
    /// Where all this is written.
    pub source: String,
}

/// What requirements cost, in the tables of the built-in catalogue.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// The day up to which their sources were read.
    pub as_of: NaiveDate,
    /// The weights of Level 2, in `requirements.tsv`.
    pub level2: WeightTable,
    /// The weights of Level 3, in `level3.tsv`.
    pub level3: WeightTable,
}

/// A table that holds weights.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightTable {
    /// Where they are written.
    pub source: String,
    /// The SHA-256 of the table.
    pub sha256: String,
}

#[cfg(test)]
mod tests {
    use super::super::builtin::{Level, Poam, requirement, requirements};
    use super::*;
    use crate::kernel::hash::Sha256;

    #[test]
    fn the_weights_are_those_that_the_pack_was_made_with() {
        let weights = &current().weights;

        for (name, table, said) in [
            ("requirements.tsv", include_str!("../data/requirements.tsv"), &weights.level2),
            ("level3.tsv", include_str!("../data/level3.tsv"), &weights.level3),
        ] {
            let sum = Sha256::of(table).to_string();
            assert_eq!(sum, said.sha256, "{name}: a change of the weights needs a new rule pack");
        }
    }

    #[test]
    fn the_threshold_is_a_share_of_the_score_and_exact() {
        let pack = current();

        assert!(pack.level2.threshold.is_reached(88, 110) && !pack.level2.threshold.is_reached(87, 110));
        assert!(pack.level3.threshold.is_reached(20, 24) && !pack.level3.threshold.is_reached(19, 24));
        assert_eq!(pack.level2.threshold.lowest(110), 88);
        assert_eq!(pack.level3.threshold.lowest(24), 20);
    }

    #[test]
    fn the_exclusions_agree_with_the_catalogue() {
        let named = |level: Level, excluded: &[Excluded]| {
            for one in excluded {
                let found = requirement(&one.id).expect("an excluded requirement exists");
                assert_eq!((found.level, found.poam), (level, Poam::Never), "{}", one.id);
            }
            excluded.len()
        };
        let by_name =
            |level| requirements(level).iter().filter(|one| one.poam_basis.contains("named")).count();

        assert_eq!(named(Level::Two, &current().level2.excluded), by_name(Level::Two));
        assert_eq!(named(Level::Three, &current().level3.excluded), by_name(Level::Three));
        assert_eq!((by_name(Level::Two), by_name(Level::Three)), (6, 7));
    }

    #[test]
    fn the_clocks_hold_the_numbers_of_the_rule() {
        let clocks = &current().clocks;

        assert_eq!(clocks.closeout_days.length, 180);
        assert_eq!(clocks.level1_status_years.length, 1);
        assert_eq!(clocks.level2_status_years.length, 3);
        assert_eq!(clocks.level3_status_years.length, 3);
        assert_eq!(clocks.affirmation_years.length, 1);
        assert_eq!(clocks.retention_years.length, 6);
        assert_eq!(clocks.reevaluation_business_days.length, 10);
        assert_eq!(clocks.incident_report_hours.length, 72);
        assert_eq!(clocks.incident_images_days.length, 90);
        assert_eq!(clocks.review_interval_years.length, 1);
    }

    #[test]
    fn the_schedule_of_the_rule_and_what_is_in_force_are_two_facts() {
        let pack = current();
        let due = pack.rule_schedule.phases.iter().filter(|phase| phase.starts <= pack.as_of).count();

        assert_eq!(due, 2);
        assert_eq!(pack.current_instrument.phase, 1);
    }

    #[test]
    fn a_clause_is_found_by_its_old_and_its_new_number() {
        let number = |text| current().clause(text).map(|clause| clause.number.as_str());

        assert_eq!(number("FAR 52.240-93"), Some("FAR 52.204-21"));
        assert_eq!(number("DFARS 252.240-7997"), Some("DFARS 252.204-7020"));
        assert_eq!(number("DFARS 252.204-9999"), None);
    }
}
