//! What the month and the list have in common: what is asked for, the way to other months, and a line of an entry.

use super::super::{
    actions::Stands,
    model::{Entry, Filter, Kind, Month},
};
use crate::kernel::{env::Day, id::UserId};
use crate::web::forms::Fields;
use serde::Serialize;

/// What a page shows of an entry.
#[derive(Debug, Serialize)]
pub struct Shown {
    label: &'static str,
    title: String,
    /// Below the organisation's pages.
    path: String,
    day: Day,
    weekday: String,
    who: Option<String>,
}

impl Shown {
    /// The line of an entry.
    pub fn of(entry: &Entry) -> Self {
        Self {
            label: entry.kind.label(),
            title: entry.title.clone(),
            path: entry.path.clone(),
            day: entry.day,
            weekday: entry.day.format("%A").to_string(),
            who: entry.person_name.clone(),
        }
    }
}

/// A kind to choose.
#[derive(Debug, Serialize)]
pub struct Choice {
    value: &'static str,
    label: &'static str,
}

/// What is asked for, and the ways on.
#[derive(Debug, Serialize)]
pub struct Asked {
    #[serde(skip)]
    pub month: Month,
    #[serde(skip)]
    pub filter: Filter,
    word: String,
    name: String,
    whose: &'static str,
    kind: &'static str,
    kinds: Vec<Choice>,
    /// The queries of other months, with the same filter; empty where there is none.
    before: String,
    after: String,
    current: String,
    here: String,
    is_current: bool,
    is_narrow: bool,
}

impl Asked {
    /// Reads `month=2026-03&whose=mine&kind=task`; what cannot be read is today's month, and everything.
    pub fn of(query: &Fields, user: UserId, today: Day) -> Self {
        let (now, is_mine) = (Month::of(today), query.text("whose") == "mine");
        let month = Month::parse(query.text("month").trim()).unwrap_or(now);
        let kind = Kind::parse(query.text("kind"));
        let whose = if is_mine { "mine" } else { "" };
        let to = |month: Option<Month>| month.map(|month| query_of(month, whose, kind)).unwrap_or_default();
        Self {
            word: month.word(),
            name: month.name(),
            whose,
            kind: kind.map_or("", Kind::word),
            kinds: Kind::ALL
                .into_iter()
                .map(|kind| Choice { value: kind.word(), label: kind.label() })
                .collect(),
            before: to(month.before()),
            after: to(month.after()),
            current: to(Some(now)),
            here: to(Some(month)),
            is_current: month == now,
            is_narrow: is_mine || kind.is_some(),
            filter: Filter { whose: is_mine.then_some(user), kind },
            month,
        }
    }

    /// The list of the month with entries of one kind, below the organisation's pages.
    pub fn list(&self, kind: Kind) -> String {
        format!("/calendar/list{}", query_of(self.month, self.whose, Some(kind)))
    }

    /// What is asked for of what stands in the month.
    pub fn of_all<'a>(&self, stands: &'a Stands) -> Vec<&'a Entry> {
        stands.entries.iter().filter(|entry| self.filter.lets(entry)).collect()
    }
}

fn query_of(month: Month, whose: &str, kind: Option<Kind>) -> String {
    let (month, kind) = (month.word(), kind.map_or("", Kind::word));
    let pairs = [("month", month.as_str()), ("whose", whose), ("kind", kind)];
    let said: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    format!("?{}", serde_urlencoded::to_string(said).unwrap_or_default())
}
