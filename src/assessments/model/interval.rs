//! How often a requirement is reviewed, and when it is its turn.

use crate::kernel::env::Day;
use chrono::Months;

/// The time between two reviews of a requirement, in months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// As usual in the assessment.
    pub usual: i64,
    /// The requirement's own, if it has one.
    pub own: Option<i64>,
}

impl Interval {
    /// The longest one, in months: "periodically" means at least once a year (32 CFR 170.4, NIST SP 800-171A).
    pub const MONTHS_MAX: i64 = 12;

    /// What is typed where it is no number of months that can be one.
    pub const PROBLEM: &'static str =
        "Enter 1 to 12 months: \"periodically\" means at least once a year (32 CFR 170.4).";

    /// Why this number of months is no interval; none where it is one.
    pub fn refuse(months: i64) -> Option<&'static str> {
        (!(1..=Self::MONTHS_MAX).contains(&months)).then_some(Self::PROBLEM)
    }

    /// The months that hold.
    pub fn months(self) -> i64 {
        self.own.unwrap_or(self.usual)
    }

    /// The day of the next review: an interval after the last, or after the assessment was started.
    pub fn next(self, last: Option<Day>, started: Day) -> Option<Day> {
        last.unwrap_or(started).checked_add_months(Months::new(u32::try_from(self.months()).ok()?))
    }
}

impl Default for Interval {
    /// The longest one.
    fn default() -> Self {
        Self { usual: Self::MONTHS_MAX, own: None }
    }
}

/// Intervals of 0 months, which stood for never and which only completed assessments may still hold, that came to an
/// end because one was reopened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// Whether the usual one was.
    pub is_usual: bool,
    /// How many requirements had one of their own.
    pub requirements: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn the_own_interval_is_taken_before_the_usual_one() {
        let every = |usual, own| Interval { usual, own }.months();

        assert_eq!((every(12, None), every(12, Some(3)), every(6, Some(12))), (12, 3, 12));
        assert_eq!(Interval::default().months(), 12);
    }

    #[test]
    fn it_is_a_month_at_least_and_a_year_at_most() {
        assert!((1..=12).all(|months| Interval::refuse(months).is_none()));
        assert!([i64::MIN, -1, 0, 13].into_iter().all(|months| Interval::refuse(months).is_some()));
    }

    #[test]
    fn the_next_review_is_an_interval_after_the_last_or_the_start() {
        let yearly = Interval { usual: 12, own: None };
        let started = day("2026-01-31");

        assert_eq!(yearly.next(Some(day("2028-02-29")), started), Some(day("2029-02-28")));
        assert_eq!(yearly.next(None, started), Some(day("2027-01-31")));
        assert_eq!(Interval { own: Some(1), ..yearly }.next(None, started), Some(day("2026-02-28")));
    }
}
