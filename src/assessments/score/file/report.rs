//! What a run prints as JSON.

use crate::assessments::score::{CmmcStatus, Deduction, Eligibility, Outcome, Reason, Timeline, Word};
use crate::catalogue::builtin::Requirement;
use crate::catalogue::pack::RulePack;
use serde::{Serialize, Serializer, ser::SerializeMap};

/// The answer to one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To a Level 1 assessment.
    Level1(Outcome),
    /// To a Level 2 assessment.
    Level2 {
        /// The result.
        outcome: Outcome,
        /// The requirements that the case lists.
        listed: Vec<&'static Requirement>,
    },
    /// To a Level 3 assessment.
    Level3(Outcome),
    /// To a question about time.
    Timeline(Timeline),
}

/// The answers to a file, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub(super) rule_pack: String,
    pub(super) answers: Vec<(String, Answer)>,
}

impl Report {
    pub(super) fn new(pack: &RulePack, answers: Vec<(String, Answer)>) -> Self {
        Self { rule_pack: pack.name.clone(), answers }
    }

    /// The answers, each with the id of its case.
    pub fn answers(&self) -> &[(String, Answer)] {
        &self.answers
    }

    /// JSON for programs, with a line break at its end.
    pub fn json(&self) -> String {
        let results =
            self.answers.iter().map(|(id, answer)| Row { id, result: Result::of(answer) }).collect();
        let printed = Printed { rule_pack: &self.rule_pack, results };
        let mut json =
            serde_json::to_string_pretty(&printed).expect("texts, numbers and lists always print as JSON");
        json.push('\n');
        json
    }
}

#[derive(Serialize)]
struct Printed<'a> {
    rule_pack: &'a str,
    results: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    #[serde(flatten)]
    result: Result<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Result<'a> {
    Scored {
        score: Option<i32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        provisional_best: Option<i32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        provisional_worst: Option<i32>,
        cmmc_status: CmmcStatus,
        eligibility: Eligibility,
        reasons: Vec<Reason>,
        blocking: Vec<&'static str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        requirement_status: Option<Words>,
        #[serde(skip_serializing_if = "Option::is_none")]
        deductions: Option<&'a [Deduction]>,
    },
    Timeline(&'a Timeline),
}

impl<'a> Result<'a> {
    fn of(answer: &'a Answer) -> Self {
        match answer {
            Answer::Level1(outcome) | Answer::Level3(outcome) => Self::scored(outcome, None),
            Answer::Level2 { outcome, listed } => Self::scored(outcome, Some(listed)),
            Answer::Timeline(timeline) => Self::Timeline(timeline),
        }
    }

    /// The requirements listed, the range and the deductions are printed for Level 2 only.
    fn scored(outcome: &'a Outcome, listed: Option<&[&'static Requirement]>) -> Self {
        let range = outcome.range.filter(|_| listed.is_some());
        Self::Scored {
            score: outcome.score,
            provisional_best: range.map(|range| range.best),
            provisional_worst: range.map(|range| range.worst),
            cmmc_status: outcome.status,
            eligibility: outcome.eligibility,
            reasons: outcome.reasons(),
            blocking: outcome.blocking(),
            requirement_status: listed
                .map(|all| Words(all.iter().map(|one| (one.id, outcome.word(one))).collect())),
            deductions: listed.map(|_| outcome.deductions.as_slice()),
        }
    }
}

/// Words by requirement, as an object that keeps their order.
struct Words(Vec<(&'static str, Word)>);

impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (id, word) in &self.0 {
            map.serialize_entry(id, word)?;
        }
        map.end()
    }
}
