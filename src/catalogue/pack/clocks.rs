//! How long things last, which phase holds, and what clauses are called.

use chrono::NaiveDate;
use serde::Deserialize;

/// How long something lasts, in one of several units.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// The length.
    #[serde(alias = "days", alias = "years", alias = "hours", alias = "business_days")]
    pub length: u32,
    /// Where it is written.
    pub source: String,
}

/// How long things last. Each field says its unit.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clocks {
    /// Calendar days from the Conditional status to its close-out.
    #[serde(rename = "closeout")]
    pub closeout_days: Clock,
    /// Years that a Level 1 status lasts.
    #[serde(rename = "level1_status")]
    pub level1_status_years: Clock,
    /// Years that a Level 2 status lasts.
    #[serde(rename = "level2_status")]
    pub level2_status_years: Clock,
    /// Years that a Level 3 status lasts.
    #[serde(rename = "level3_status")]
    pub level3_status_years: Clock,
    /// Years that an affirmation lasts.
    #[serde(rename = "affirmation")]
    pub affirmation_years: Clock,
    /// Years that artifacts are kept.
    #[serde(rename = "retention")]
    pub retention_years: Clock,
    /// Business days after an assessment in which a requirement can be looked at again.
    #[serde(rename = "reevaluation")]
    pub reevaluation_business_days: Clock,
    /// Hours from the discovery of an incident to its report.
    #[serde(rename = "incident_report")]
    pub incident_report_hours: Clock,
    /// Days from the report that images are preserved.
    #[serde(rename = "incident_images")]
    pub incident_images_days: Clock,
    /// Years that something done periodically may lie back at most.
    #[serde(rename = "review_interval")]
    pub review_interval_years: Clock,
}

/// The phases as the rule prints them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSchedule {
    /// The phases in order.
    #[serde(rename = "phase")]
    pub phases: Vec<Phase>,
    /// Where it is written.
    pub source: String,
    /// The day of the text.
    pub as_of: NaiveDate,
}

/// One phase of the schedule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// Its number.
    pub number: u8,
    /// The first day that the rule prints for it.
    pub starts: NaiveDate,
}

/// What is in force.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// The phase that holds.
    pub phase: u8,
    /// What it says, in our words.
    pub words: String,
    /// The papers it rests on.
    pub source: String,
    /// The day of the newest of them that was read.
    pub as_of: NaiveDate,
}

/// A contract clause.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// Its number.
    pub number: String,
    /// Other numbers it goes by.
    pub aliases: Vec<String>,
    /// The day it was withdrawn.
    pub withdrawn: Option<NaiveDate>,
    /// Where that is written.
    pub source: String,
}
