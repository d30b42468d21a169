//! What somebody plans for an item, and the rules for that.

use crate::kernel::{Error, Problems, Result, env::Day, id::UserId, text::Paragraph};
use serde::Serialize;

/// What a form says about an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// What is wrong.
    pub weakness: Paragraph,
    /// Why it came to that.
    pub root_cause: Paragraph,
    /// What is needed for it.
    pub resources: Paragraph,
    /// What that costs, in whole US dollars.
    pub cost_usd: Option<i64>,
    /// Who brings it to an end.
    pub responsible: Option<UserId>,
    /// The day it is to be done by.
    pub due_on: Day,
}

/// The days between which a due date lies.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// Today.
    pub today: Day,
    /// The day the item had before, which may lie in the past.
    pub before: Option<Day>,
    /// The last day for the close-out, while the clock of a Conditional status runs (32 CFR 170.21(b)).
    pub last: Option<Day>,
    /// The day of the last milestone.
    pub milestone: Option<Day>,
}

impl Limits {
    /// What is wrong with a due date; nothing if it is good.
    pub fn refuse(&self, due_on: Day) -> Option<String> {
        if due_on < self.today && self.before != Some(due_on) {
            return Some("Enter a day that is still to come.".into());
        }
        if let Some(last) = self.last.filter(|last| due_on > *last) {
            return Some(format!(
                "The Conditional status ends on {last}, 180 days after its date (32 CFR 170.21(b)). Enter that day \
                 or an earlier one."
            ));
        }
        let milestone = self.milestone.filter(|day| due_on < *day)?;
        Some(format!("A milestone is due on {milestone}. Move it first, or enter a later day here."))
    }
}

impl Plan {
    /// The shortest text that can say what is wrong, in characters.
    const WORDS_MIN: usize = 10;

    /// Checks what the rules demand; all that is wrong is told at once.
    pub fn check(self, limits: &Limits) -> Result<Self> {
        let mut problems = Problems::new();
        let is_said = |text: &Paragraph| text.as_str().chars().count() >= Self::WORDS_MIN;
        if !is_said(&self.weakness) {
            problems.insert("weakness", "Say what is wrong, so that somebody else understands it.".into());
        }
        if !is_said(&self.root_cause) {
            problems.insert("root_cause", "Say why it came to that, so that it does not come back.".into());
        }
        if self.responsible.is_none() {
            problems.insert("responsible", "Choose who brings it to an end.".into());
        }
        if let Some(problem) = limits.refuse(self.due_on) {
            problems.insert("due_on", problem);
        }
        if problems.is_empty() { Ok(self) } else { Err(Error::Invalid(problems)) }
    }
}

/// Reads an amount of whole US dollars as people write it: `12,500`, `$12 500`, or nothing.
pub fn cost(raw: &str) -> Result<Option<i64>, &'static str> {
    const SAY: &str = "Enter whole US dollars, such as 12,500.";
    let text: String = raw.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '$')).collect();
    if text.is_empty() {
        return if raw.trim().is_empty() { Ok(None) } else { Err(SAY) };
    }
    match text.parse::<i64>() {
        Ok(amount) if (0..=1_000_000_000).contains(&amount) => Ok(Some(amount)),
        _ => Err(SAY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn plan(due_on: &str) -> Plan {
        let text = |words: &str| Paragraph::parse(words).unwrap();
        Plan {
            weakness: text("Mail leaves unfiltered."),
            root_cause: text("Nobody switched the filter on."),
            resources: Paragraph::default(),
            cost_usd: None,
            responsible: Some(UserId(uuid::Uuid::nil())),
            due_on: day(due_on),
        }
    }

    fn problems(plan: Plan, limits: &Limits) -> Vec<&'static str> {
        match plan.check(limits) {
            Ok(_) => Vec::new(),
            Err(Error::Invalid(problems)) => problems.into_iter().map(|(field, _)| field).collect(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn everything_that_is_missing_is_told_at_once() {
        let bare = Plan {
            weakness: Paragraph::parse("Mail").unwrap(),
            root_cause: Paragraph::default(),
            responsible: None,
            ..plan("2026-03-01")
        };
        let limits = Limits { today: day("2026-03-02"), ..Limits::default() };

        assert_eq!(problems(bare, &limits), ["weakness", "root_cause", "responsible", "due_on"]);
        assert!(problems(plan("2026-03-02"), &limits).is_empty());
    }

    #[test]
    fn nothing_is_due_after_the_clock_has_run_out() {
        let limits = Limits { today: day("2026-03-02"), last: Some(day("2026-08-29")), ..Limits::default() };

        assert_eq!(limits.refuse(day("2026-08-29")), None);
        assert!(limits.refuse(day("2026-08-30")).unwrap().contains("170.21(b)"));
    }

    #[test]
    fn a_day_that_has_passed_may_stay_but_not_be_chosen() {
        let limits = Limits {
            today: day("2026-03-02"),
            before: Some(day("2026-02-01")),
            milestone: Some(day("2026-01-15")),
            ..Limits::default()
        };

        assert_eq!(limits.refuse(day("2026-02-01")), None);
        assert!(limits.refuse(day("2026-02-02")).is_some());
        let late = Limits { milestone: Some(day("2026-05-01")), ..limits };
        assert!(late.refuse(day("2026-04-30")).unwrap().contains("2026-05-01"));
    }

    #[test]
    fn an_amount_is_read_as_people_write_it() {
        assert_eq!(cost(" $12,500 "), Ok(Some(12_500)));
        assert_eq!(cost("0"), Ok(Some(0)));
        assert_eq!(cost("  "), Ok(None));
        for bad in ["about 100", "-5", "12.50", "$", "99999999999"] {
            assert!(cost(bad).is_err(), "{bad}");
        }
    }
}
