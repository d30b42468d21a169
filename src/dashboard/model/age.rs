//! How old the evidence is: how many pieces are out of date by now, and by the first of each month to come.

use crate::kernel::env::Day;
use chrono::{Datelike, Months};
use serde::Serialize;

/// Months that are foreseen.
const MONTHS: u32 = 12;

/// Pieces of evidence that go out of date in a month.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Aged {
    /// The month, as `2026-11`; empty for what is out of date already.
    pub month: String,
    /// How many.
    pub pieces: i64,
}

/// How many pieces are out of date on a day, as the forecast of that day tells.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Age {
    /// The day; none for today.
    pub on: Option<Day>,
    /// Pieces that are out of date then.
    pub total: i64,
    /// How many of them were not so on the day before in this list.
    pub more: i64,
    /// How wide those before are drawn, in hundredths.
    pub width: f64,
    /// And these.
    pub width_more: f64,
}

/// All of them.
#[derive(Clone, Debug, Serialize)]
pub struct Aging {
    /// Today, then the first of each month.
    pub days: Vec<Age>,
    /// The first day on which more is out of date than today.
    pub first: Option<Day>,
}

/// The day before which evidence goes out of date that is counted.
pub fn horizon(today: Day) -> Day {
    first_of(today, MONTHS)
}

/// The first day of the month `later` months after that of `day`.
fn first_of(day: Day, later: u32) -> Day {
    day.with_day(1).and_then(|first| first.checked_add_months(Months::new(later))).unwrap_or(day)
}

impl Aging {
    /// What the counts come to.
    pub fn of(aged: &[Aged], today: Day) -> Self {
        let of_month =
            |month: &str| aged.iter().filter(|one| one.month == month).map(|one| one.pieces).sum::<i64>();
        let mut total = of_month("");
        let mut counted = vec![(None, total, 0)];
        for later in 1..=MONTHS {
            let more = of_month(&first_of(today, later - 1).format("%Y-%m").to_string());
            total += more;
            counted.push((Some(first_of(today, later)), total, more));
        }
        let share = |part: i64| super::chart::share(part, total.max(1)) * 100.0;
        let age = |(on, all, more): (Option<Day>, i64, i64)| Age {
            on,
            total: all,
            more,
            width: share(all - more),
            width_more: share(more),
        };
        let first = counted.iter().skip(1).find(|(_, _, more)| *more > 0).and_then(|(on, ..)| *on);
        Self { days: counted.into_iter().map(age).collect(), first }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aged(month: &str, pieces: i64) -> Aged {
        Aged { month: month.to_owned(), pieces }
    }

    #[test]
    fn each_first_of_a_month_has_what_went_out_of_date_before_it() {
        let today: Day = "2026-11-21".parse().unwrap();
        let counts = [aged("", 2), aged("2026-11", 1), aged("2027-01", 5), aged("2027-10", 2)];

        let aging = Aging::of(&counts, today);

        let told: Vec<_> =
            aging.days.iter().map(|age| (age.on.map(|on| on.to_string()), age.total, age.more)).collect();
        assert_eq!(told[0], (None, 2, 0));
        assert_eq!(told[1], (Some("2026-12-01".into()), 3, 1));
        assert_eq!(told[3], (Some("2027-02-01".into()), 8, 5));
        assert_eq!((told.len(), told[12].1), (13, 10));
        assert_eq!((aging.days[3].width, aging.days[3].width_more), (30.0, 50.0));
        assert_eq!(aging.first, "2026-12-01".parse().ok());
        assert_eq!(horizon(today).to_string(), "2027-11-01");
    }

    #[test]
    fn nothing_to_draw_is_no_harm() {
        let aging = Aging::of(&[], "2026-01-31".parse().unwrap());

        assert!(
            aging.days.iter().all(|age| age.total == 0 && age.width_more == 0.0) && aging.first.is_none()
        );
    }
}
