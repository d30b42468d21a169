//! How often a requirement is reviewed, and when it is its turn.

use crate::kernel::env::Day;
use chrono::Months;

/// The time between two reviews of a requirement, in months.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interval {
    /// As usual in the assessment; 0 is never.
    pub usual: i64,
    /// The requirement's own, if it has one; 0 is never.
    pub own: Option<i64>,
}

impl Interval {
    /// The longest one, in months: "periodically" means at least once a year (32 CFR 170.4, NIST SP 800-171A).
    pub const MONTHS_MAX: i64 = 12;

    /// Why this number of months is no interval; none where it is one, or 0 for never.
    pub fn refuse(months: i64) -> Option<&'static str> {
        let is_good = (0..=Self::MONTHS_MAX).contains(&months);
        (!is_good).then_some(
            "Enter 1 to 12 months, or 0 if it is never to be reviewed: \"periodically\" means at least once a year (32 \
             CFR 170.4).",
        )
    }

    /// The months that hold; none if it is never to be reviewed.
    pub fn months(self) -> Option<u32> {
        u32::try_from(self.own.unwrap_or(self.usual)).ok().filter(|months| *months > 0)
    }

    /// The day of the next review: an interval after the last, or after the assessment was started.
    pub fn next(self, last: Option<Day>, started: Day) -> Option<Day> {
        last.unwrap_or(started).checked_add_months(Months::new(self.months()?))
    }
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

        assert_eq!((every(12, None), every(12, Some(3)), every(0, Some(3))), (Some(12), Some(3), Some(3)));
        assert_eq!((every(12, Some(0)), every(0, None)), (None, None));
    }

    #[test]
    fn the_next_review_is_an_interval_after_the_last_or_the_start() {
        let yearly = Interval { usual: 12, own: None };
        let started = day("2026-01-31");

        assert_eq!(yearly.next(Some(day("2028-02-29")), started), Some(day("2029-02-28")));
        assert_eq!(yearly.next(None, started), Some(day("2027-01-31")));
        assert_eq!(Interval { own: Some(1), ..yearly }.next(None, started), Some(day("2026-02-28")));
        assert_eq!(Interval { own: Some(0), ..yearly }.next(None, started), None);
    }
}
