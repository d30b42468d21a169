//! The parts of the dashboard that come from facts: items of the POA&M, one's own tasks, the latest lines of the trail.

use crate::assessments::segment;
use crate::dashboard::model::{Fact, Span};
use crate::kernel::env::{Day, Timestamp};
use chrono::NaiveTime;
use serde::Serialize;

/// An item of the POA&M, drawn from the day it was entered to the day it is due.
#[derive(Debug, PartialEq, Serialize)]
pub struct Bar {
    requirement: String,
    href: String,
    is_submitted: bool,
    responsible: String,
    from: Day,
    due_on: Day,
    /// Days until it is due; fewer than none where it is overdue.
    days: i64,
    x: f64,
    width: f64,
    today: f64,
    /// Where the last day for the close-out is.
    closing: Option<f64>,
}

/// A task that waits for whoever looks.
#[derive(Debug, Serialize)]
pub struct Waiting {
    title: String,
    href: String,
    requirement: String,
    is_to_confirm: bool,
    due_on: Option<Day>,
    is_overdue: bool,
}

/// Tasks of whoever looks, by when they are due.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    overdue: i64,
    confirm: i64,
    week: i64,
    later: i64,
}

/// A line of the trail.
#[derive(Debug, Serialize)]
pub struct Deed {
    at: Option<Timestamp>,
    what: String,
    by: String,
    subject: String,
    href: String,
}

fn of_kind<'a>(facts: &'a [Fact], kind: &'a str) -> impl Iterator<Item = &'a Fact> {
    facts.iter().filter(move |fact| fact.kind == kind)
}

/// The requirements on the POA&M, each with the day one of its items is due. What is overdue cannot be done before
/// today.
pub fn dues(facts: &[Fact], today: Day) -> Vec<(&str, Day)> {
    of_kind(facts, "poam").filter_map(|fact| Some((fact.words.as_str(), fact.day?.max(today)))).collect()
}

impl Bar {
    /// The open items of the POA&M of the assessment at `at`, the first due first. `closing` is the last day for its
    /// close-out.
    pub fn all(at: &str, facts: &[Fact], today: Day, closing: Option<Day>) -> Vec<Self> {
        let items: Vec<_> = of_kind(facts, "poam")
            .filter_map(|fact| Some((fact, fact.at?.date_naive(), fact.day?)))
            .collect();
        let ends = items.iter().flat_map(|(_, from, due)| [*from, *due]).chain([today]).chain(closing);
        let (Some(first), Some(last)) = (ends.clone().min(), ends.max()) else { return Vec::new() };
        let span = Span { from: morning(first), to: morning(last), low: 0, high: 1 };
        let percent = |day: Day| span.share(morning(day)) * 100.0;
        let bar = |(fact, from, due_on): (&Fact, Day, Day)| Self {
            requirement: fact.words.clone(),
            href: format!("{at}/poams/{}", fact.id.map(|id| id.to_string()).unwrap_or_default()),
            is_submitted: fact.place == "submitted",
            responsible: fact.who.clone(),
            from,
            due_on,
            days: (due_on - today).num_days(),
            x: percent(from),
            // Something to see even of an item that is due on the day it was entered.
            width: (percent(due_on) - percent(from)).max(0.5),
            today: percent(today),
            closing: closing.map(percent),
        };
        items.into_iter().map(bar).collect()
    }
}

fn morning(day: Day) -> Timestamp {
    day.and_time(NaiveTime::MIN).and_utc()
}

impl Waiting {
    /// The tasks that wait for whoever looks, the most pressing first.
    pub fn all(here: &str, facts: &[Fact], today: Day) -> Vec<Self> {
        let task = |fact: &Fact| Self {
            title: fact.words.clone(),
            href: format!("{here}/tasks/{}", fact.id.map(|id| id.to_string()).unwrap_or_default()),
            requirement: fact.place.clone(),
            is_to_confirm: fact.who == "done",
            due_on: fact.day,
            is_overdue: fact.who == "open" && fact.day.is_some_and(|day| day < today),
        };
        of_kind(facts, "task").map(task).collect()
    }
}

impl Counts {
    /// How many tasks wait for whoever looks.
    pub fn of(facts: &[Fact]) -> Self {
        let count =
            |bucket| of_kind(facts, "count").find(|fact| fact.words == bucket).map_or(0, |fact| fact.number);
        Self {
            overdue: count("overdue"),
            confirm: count("confirm"),
            week: count("week"),
            later: count("later"),
        }
    }
}

impl Deed {
    /// The latest lines of the trail.
    pub fn all(here: &str, facts: &[Fact]) -> Vec<Self> {
        let deed = |fact: &Fact| Self {
            at: fact.at,
            what: fact.words.replace(['.', '_'], " "),
            by: fact.who.clone(),
            subject: fact.place.clone(),
            href: format!("{here}/trail?subject={}", segment(&format!("{}/", fact.place))),
        };
        of_kind(facts, "activity").map(deed).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(requirement: &str, from: u32, due: u32) -> Fact {
        let day = |n| Day::from_ymd_opt(2026, 3, n).unwrap();
        Fact {
            kind: "poam".into(),
            id: None,
            words: requirement.into(),
            place: "open".into(),
            who: String::new(),
            day: Some(day(due)),
            at: Some(morning(day(from))),
            number: 0,
            point: None,
        }
    }

    #[test]
    fn items_are_drawn_over_the_same_days() {
        let today = Day::from_ymd_opt(2026, 3, 11).unwrap();

        let bars = Bar::all("/at", &[item("3.1.3", 1, 6), item("3.1.4", 6, 21)], today, None);

        let drawn: Vec<_> = bars.iter().map(|bar| (bar.x, bar.width, bar.today, bar.days)).collect();
        assert_eq!(drawn, [(0.0, 25.0, 50.0, -5), (25.0, 75.0, 50.0, 10)]);
        assert!(Bar::all("/at", &[], today, None).is_empty());

        let until = Bar::all("/at", &[item("3.1.3", 1, 6)], today, Day::from_ymd_opt(2026, 3, 21));
        assert_eq!((until[0].width, until[0].closing), (25.0, Some(100.0)));
    }

    #[test]
    fn what_is_overdue_cannot_be_done_before_today() {
        let (item, today) = (item("3.1.3", 1, 6), Day::from_ymd_opt(2026, 3, 11).unwrap());

        assert_eq!(dues(&[item], today), [("3.1.3", today)]);
    }
}
