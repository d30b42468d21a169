//! The days of the demonstration: counted from the day it is loaded, and people work from Monday to Friday.

use crate::kernel::env::{Day, Timestamp};
use chrono::{Datelike, NaiveTime, TimeDelta, Weekday};

/// Days counted from the one the demonstration is loaded on.
#[derive(Clone, Copy, Debug)]
pub struct Days(pub Day);

/// When the shop opens, as hours of the day in UTC: eight in the morning in Texas.
const OPENS: u32 = 14;
/// How long people work there.
const HOURS: i64 = 8;

impl Days {
    /// The last working day that is at least `n` days ago.
    pub fn ago(self, n: i64) -> Day {
        let day = self.0 - TimeDelta::days(n);
        match day.weekday() {
            Weekday::Sat => day - TimeDelta::days(1),
            Weekday::Sun => day - TimeDelta::days(2),
            _ => day,
        }
    }

    /// The day `n` days from now; a day that has passed if `n` is below 0. Always a working day.
    pub fn ahead(self, n: i64) -> Day {
        let day = self.0 + TimeDelta::days(n);
        match day.weekday() {
            _ if n < 0 => self.ago(-n),
            Weekday::Sat => day + TimeDelta::days(2),
            Weekday::Sun => day + TimeDelta::days(1),
            _ => day,
        }
    }
}

/// When the `n`th of `count` things of a day happens.
pub fn moment(day: Day, n: usize, count: usize) -> Timestamp {
    let opens = NaiveTime::from_hms_opt(OPENS, 0, 0).unwrap_or(NaiveTime::MIN);
    let (n, count) = (i64::try_from(n).unwrap_or(0), i64::try_from(count).unwrap_or(1).max(1));
    let step = (HOURS * 3600 / count).min(20 * 60);
    // Nobody does something on the full minute, day after day.
    day.and_time(opens).and_utc()
        + TimeDelta::seconds(step * n + (n * 37 + i64::from(day.day()) * 11) % step.clamp(1, 240))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_falls_on_a_working_day_and_keeps_its_order() {
        for start in 0..7 {
            let days = Days("2026-03-02".parse::<Day>().unwrap() + TimeDelta::days(start));
            let all: Vec<_> =
                (1..200).rev().map(|n| days.ago(n)).chain((1..200).map(|n| days.ahead(n))).collect();

            assert!(all.is_sorted());
            assert!(all.iter().all(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)));
            assert_eq!(days.ahead(-9), days.ago(9));
        }
    }

    #[test]
    fn what_happens_on_a_day_has_its_order_and_stays_on_it() {
        let day: Day = "2026-03-02".parse().unwrap();

        for count in [1, 7, 60, 400] {
            let all: Vec<_> = (0..count).map(|n| moment(day, n, count)).collect();
            assert!(all.is_sorted_by(|a, b| a < b), "{count}");
            assert!(all.iter().all(|at| at.date_naive() == day));
        }
    }
}
