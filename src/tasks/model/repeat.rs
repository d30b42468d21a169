//! When a task comes again.

use crate::kernel::env::Day;
use chrono::{Datelike, Months, TimeDelta, Weekday};
use serde::Serialize;

/// The most of a unit that may lie between two.
const TIMES_MAX: u32 = 365;

/// The days of the week, with their words in forms.
pub const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sunday", Weekday::Sun),
];

/// What is counted between two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Days.
    Days,
    /// Weeks.
    Weeks,
    /// Months; the 31st is the last day of a shorter one.
    Months,
    /// Years.
    Years,
}

impl Unit {
    const ALL: [(&'static str, Self); 4] =
        [("days", Self::Days), ("weeks", Self::Weeks), ("months", Self::Months), ("years", Self::Years)];

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == word).map(|(_, unit)| unit)
    }

    /// The word in forms.
    pub fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, unit)| *unit == self).map_or("", |(word, _)| word)
    }
}

/// Which of a month's days of one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The first to the fourth, which every month has.
    Nth(u8),
    /// The last.
    Last,
}

impl Which {
    const ALL: [(&'static str, Self); 5] = [
        ("first", Self::Nth(1)),
        ("second", Self::Nth(2)),
        ("third", Self::Nth(3)),
        ("fourth", Self::Nth(4)),
        ("last", Self::Last),
    ];

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == word).map(|(_, which)| which)
    }

    /// The word in forms.
    pub fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, which)| *which == self).map_or("", |(word, _)| word)
    }
}

/// When a task comes again. In the database a few words: `2 weeks`, `last friday`, or nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Repeat {
    /// Never.
    #[default]
    Never,
    /// After so many of a unit.
    Every(u32, Unit),
    /// On such a day of every month.
    On(Which, Weekday),
}

impl Repeat {
    /// Every `times` of `unit`; none for a number that makes no sense.
    pub fn every(times: u32, unit: Unit) -> Option<Self> {
        (1..=TIMES_MAX).contains(&times).then_some(Self::Every(times, unit))
    }

    /// As it is kept.
    pub fn kept(self) -> String {
        match self {
            Self::Never => String::new(),
            Self::Every(times, unit) => format!("{times} {}", unit.word()),
            Self::On(which, weekday) => format!("{} {}", which.word(), weekday_word(weekday)),
        }
    }

    /// For people: `every 2 weeks`.
    pub fn words(self) -> String {
        match self {
            Self::Never => "does not repeat".into(),
            Self::Every(1, unit) => format!("every {}", unit.word().trim_end_matches('s')),
            Self::Every(times, unit) => format!("every {times} {}", unit.word()),
            Self::On(which, weekday) => {
                let name = weekday_word(weekday);
                format!("on the {} {}{} of every month", which.word(), name[..1].to_uppercase(), &name[1..])
            }
        }
    }

    /// The first day after `after` of the series that began on `began`.
    pub fn next(self, began: Day, after: Day) -> Option<Day> {
        match self {
            Self::Never => None,
            Self::Every(times, Unit::Days) => by_days(began, after, i64::from(times)),
            Self::Every(times, Unit::Weeks) => by_days(began, after, i64::from(times) * 7),
            Self::Every(times, Unit::Months) => by_months(began, after, times),
            Self::Every(times, Unit::Years) => by_months(began, after, times * 12),
            Self::On(which, weekday) => {
                let month = after.with_day(1)?;
                let days = [month, month.checked_add_months(Months::new(1))?];
                days.into_iter().filter_map(|month| nth(month, which, weekday)).find(|day| *day > after)
            }
        }
    }
}

fn weekday_word(weekday: Weekday) -> &'static str {
    WEEKDAYS.into_iter().find(|(_, known)| *known == weekday).map_or("", |(word, _)| word)
}

fn by_days(began: Day, after: Day, step: i64) -> Option<Day> {
    let passed = (after - began).num_days().max(0);
    began.checked_add_signed(TimeDelta::days((passed / step + 1) * step))
}

/// Counted from the first day each time, so that a series from the 31st does not slip to the 28th for good.
fn by_months(began: Day, after: Day, step: u32) -> Option<Day> {
    let months = |day: Day| i64::from(day.year()) * 12 + i64::from(day.month0());
    let passed = u32::try_from((months(after) - months(began)).max(0)).ok()?;
    let first = (passed / step).max(1);
    (first..=first + 1)
        .filter_map(|times| began.checked_add_months(Months::new(times * step)))
        .find(|day| *day > after)
}

fn nth(month: Day, which: Which, weekday: Weekday) -> Option<Day> {
    match which {
        Which::Nth(n) => Day::from_weekday_of_month_opt(month.year(), month.month(), weekday, n),
        Which::Last => (4..=5)
            .rev()
            .find_map(|n| Day::from_weekday_of_month_opt(month.year(), month.month(), weekday, n)),
    }
}

impl TryFrom<String> for Repeat {
    type Error = String;
    fn try_from(kept: String) -> Result<Self, String> {
        if kept.is_empty() {
            return Ok(Self::Never);
        }
        let (first, second) = kept.split_once(' ').ok_or_else(|| format!("{kept} is no rule"))?;
        let every = first.parse().ok().zip(Unit::parse(second)).and_then(|(n, unit)| Self::every(n, unit));
        let weekday = WEEKDAYS.into_iter().find(|(word, _)| *word == second).map(|(_, weekday)| weekday);
        let on = Which::parse(first).zip(weekday).map(|(which, weekday)| Self::On(which, weekday));
        every.or(on).ok_or_else(|| format!("{kept} is no rule"))
    }
}

impl Serialize for Repeat {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.kept())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn rule(kept: &str) -> Repeat {
        Repeat::try_from(kept.to_owned()).unwrap()
    }

    fn next(kept: &str, began: &str, after: &str) -> String {
        rule(kept).next(day(began), day(after)).map(|day| day.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_series_goes_on_from_its_first_day() {
        assert_eq!(next("10 days", "2026-03-02", "2026-03-02"), "2026-03-12");
        assert_eq!(next("2 weeks", "2026-03-02", "2026-04-01"), "2026-04-13");
        assert_eq!(next("1 months", "2026-01-31", "2026-01-31"), "2026-02-28");
        assert_eq!(next("1 months", "2026-01-31", "2026-02-28"), "2026-03-31");
        assert_eq!(next("3 months", "2026-01-15", "2026-04-14"), "2026-04-15");
        assert_eq!(next("3 months", "2026-01-15", "2026-04-15"), "2026-07-15");
        assert_eq!(next("1 years", "2024-02-29", "2026-03-01"), "2027-02-28");
        assert_eq!(next("", "2026-03-02", "2026-03-02"), "");
    }

    #[test]
    fn a_day_of_the_month_is_found_in_this_one_or_the_next() {
        assert_eq!(next("last friday", "2026-01-01", "2026-03-02"), "2026-03-27");
        assert_eq!(next("last friday", "2026-01-01", "2026-03-27"), "2026-04-24");
        assert_eq!(next("last sunday", "2026-01-01", "2026-05-01"), "2026-05-31");
        assert_eq!(next("first monday", "2026-01-01", "2026-12-07"), "2027-01-04");
    }

    #[test]
    fn what_is_kept_is_read_again_and_nonsense_is_not() {
        for kept in ["", "1 days", "2 weeks", "12 months", "3 years", "last friday", "fourth monday"] {
            assert_eq!(rule(kept).kept(), kept);
        }
        for wrong in ["0 days", "366 days", "fifth monday", "last someday", "weekly", "-1 weeks"] {
            assert!(Repeat::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
        assert_eq!(rule("1 weeks").words(), "every week");
        assert_eq!(rule("6 months").words(), "every 6 months");
        assert_eq!(rule("last friday").words(), "on the last Friday of every month");
    }
}
