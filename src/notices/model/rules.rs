//! How many days before and after, for each kind of day.

use crate::calendar::Kind;
use crate::kernel::{
    Problems,
    env::{Day, Timestamp},
};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// When people are reminded of one kind of day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Days before, the most first; 0 is the day itself.
    pub before: Vec<i64>,
    /// Days after, the fewest first.
    pub after: Vec<i64>,
    /// So many days after, the compliance lead is told, too.
    pub lead_after: Option<i64>,
}

/// The rules of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// The hour at which the day of reminders begins, UTC.
    pub hour: i64,
    /// By the word of the kind.
    pub kinds: BTreeMap<String, Rule>,
}

/// The most days before or after.
const DAYS_MAX: i64 = 366;
/// The most reminders on one side.
const STEPS_MAX: usize = 8;

/// The names of the fields of each kind.
const FIELDS: [(Kind, [&str; 3]); 11] = [
    (Kind::Task, ["task_before", "task_after", "task_lead"]),
    (Kind::Request, ["request_before", "request_after", "request_lead"]),
    (Kind::Review, ["review_before", "review_after", "review_lead"]),
    (Kind::PlanReview, ["plan_review_before", "plan_review_after", "plan_review_lead"]),
    (Kind::Evidence, ["evidence_before", "evidence_after", "evidence_lead"]),
    (Kind::Poam, ["poam_before", "poam_after", "poam_lead"]),
    (Kind::Milestone, ["milestone_before", "milestone_after", "milestone_lead"]),
    (Kind::Closeout, ["closeout_before", "closeout_after", "closeout_lead"]),
    (Kind::Affirmation, ["affirmation_before", "affirmation_after", "affirmation_lead"]),
    (Kind::Status, ["status_before", "status_after", "status_lead"]),
    (Kind::Retention, ["retention_before", "retention_after", "retention_lead"]),
];

impl Default for Rules {
    /// In the morning of the United States.
    fn default() -> Self {
        let usual = |kind: Kind| (kind.word().to_owned(), Rule::usual(kind));
        Self { hour: 13, kinds: Kind::ALL.into_iter().map(usual).collect() }
    }
}

impl Rule {
    /// What holds until an organisation wants it otherwise.
    fn usual(kind: Kind) -> Self {
        let (before, after, lead_after): (&[i64], &[i64], _) = match kind {
            Kind::Task => (&[7, 1, 0], &[1, 7], Some(3)),
            Kind::Request => (&[7, 1], &[1, 7], Some(3)),
            Kind::Review => (&[30, 7, 0], &[7], Some(14)),
            Kind::PlanReview => (&[14, 3, 0], &[1, 7], Some(7)),
            Kind::Evidence => (&[30, 7], &[1], Some(14)),
            Kind::Poam => (&[30, 7, 1], &[1, 7], Some(1)),
            Kind::Milestone => (&[7, 1], &[1], Some(7)),
            Kind::Closeout => (&[90, 60, 30, 14, 7, 1], &[1], None),
            Kind::Affirmation => (&[30, 7, 0], &[], None),
            Kind::Status => (&[180, 90, 30, 7], &[1], None),
            Kind::Retention => (&[30], &[], None),
        };
        Self { before: before.to_vec(), after: after.to_vec(), lead_after }
    }

    /// The days of reminders, counted from the day itself.
    pub fn steps(&self) -> impl Iterator<Item = i64> {
        self.before.iter().map(|days| -days).chain(self.after.iter().copied())
    }
}

impl Rules {
    /// The rule of a kind; one that was not known when the rules were written has its usual one.
    pub fn of(&self, kind: Kind) -> Rule {
        self.kinds.get(kind.word()).cloned().unwrap_or_else(|| Rule::usual(kind))
    }

    /// The day of reminders that `now` belongs to.
    pub fn day(&self, now: Timestamp) -> Day {
        (now - TimeDelta::hours(self.hour)).date_naive()
    }

    /// The fields that a form has for each kind: before, after, when the lead is told.
    pub fn fields() -> &'static [(Kind, [&'static str; 3])] {
        &FIELDS
    }

    /// What somebody typed, or what is wrong with it.
    pub fn parse<'a>(typed: impl Fn(&str) -> &'a str) -> Result<Self, Problems> {
        let mut problems = Problems::new();
        let mut kinds = BTreeMap::new();
        for (kind, [before, after, lead]) in FIELDS {
            let mut take = |field: &'static str, least: i64| {
                days(typed(field), least).unwrap_or_else(|problem| {
                    problems.insert(field, problem);
                    Vec::new()
                })
            };
            let (mut sooner, later, told) = (take(before, 0), take(after, 1), take(lead, 1));
            sooner.reverse();
            if told.len() > 1 {
                problems.insert(lead, "Enter one number of days, or nothing.".to_owned());
            }
            let rule = Rule { before: sooner, after: later, lead_after: told.first().copied() };
            kinds.insert(kind.word().to_owned(), rule);
        }
        let hour = typed("hour").trim().parse().ok().filter(|hour| (0..24).contains(hour));
        if hour.is_none() {
            problems.insert("hour", "Enter an hour from 0 to 23.".to_owned());
        }
        match problems.is_empty() {
            true => Ok(Self { hour: hour.unwrap_or_default(), kinds }),
            false => Err(problems),
        }
    }
}

/// Reads `30, 7 1` as days from `least` on, the fewest first, each once.
fn days(typed: &str, least: i64) -> Result<Vec<i64>, String> {
    let words = typed.split([',', ';', ' ', '\t']).filter(|word| !word.is_empty());
    let mut days = words
        .map(|word| word.parse().ok().filter(|days| (least..=DAYS_MAX).contains(days)))
        .collect::<Option<Vec<i64>>>()
        .ok_or_else(|| {
            format!("Enter whole days from {least} to {DAYS_MAX}, with commas between, such as 7, 1.")
        })?;
    days.sort_unstable();
    days.dedup();
    match days.len() > STEPS_MAX {
        true => Err(format!("Enter at most {STEPS_MAX} days.")),
        false => Ok(days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_any_order_and_refused_where_there_are_no_such_days() {
        assert_eq!(days(" 1, 30;7 7", 0), Ok(vec![1, 7, 30]));
        assert_eq!(days("", 0), Ok(vec![]));
        assert_eq!(days("0", 0), Ok(vec![0]));
        for wrong in ["0", "367", "-1", "soon", "1.5"] {
            assert!(days(wrong, 1).unwrap_err().contains("whole days"), "{wrong}");
        }
        assert!(days("1 2 3 4 5 6 7 8 9", 0).unwrap_err().contains("at most 8"));
    }

    #[test]
    fn a_form_with_the_usual_rules_is_the_usual_rules() {
        let usual = Rules::default();
        let text = |days: &[i64]| days.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let mut form = BTreeMap::from([("hour".to_owned(), "13".to_owned())]);
        for (kind, [before, after, lead]) in FIELDS {
            let rule = usual.of(kind);
            form.insert(before.to_owned(), text(&rule.before));
            form.insert(after.to_owned(), text(&rule.after));
            form.insert(lead.to_owned(), rule.lead_after.map(|days| days.to_string()).unwrap_or_default());
        }

        assert_eq!(Rules::parse(|name| form.get(name).map_or("", String::as_str)), Ok(usual));
        assert_eq!(FIELDS.map(|(kind, _)| kind), Kind::ALL);
    }

    #[test]
    fn a_day_of_reminders_begins_at_its_hour() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let rules = Rules::default();

        assert_eq!(rules.day(at("2026-03-02T12:59:59Z")).to_string(), "2026-03-01");
        assert_eq!(rules.day(at("2026-03-02T13:00:00Z")).to_string(), "2026-03-02");
    }
}
