//! A month as people hang it on the wall: weeks that begin on Sunday.

use super::Entry;
use crate::kernel::env::Day;
use chrono::{Datelike, Days, Months};

/// A month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    first: Day,
}

/// Seven days.
pub type Week<'a> = Vec<Cell<'a>>;

/// A day, and what is on it.
#[derive(Debug)]
pub struct Cell<'a> {
    /// The day.
    pub day: Day,
    /// Whether it belongs to the month.
    pub is_inside: bool,
    /// What is on it.
    pub entries: Vec<&'a Entry>,
}

impl Month {
    /// The years that can be looked at.
    const YEARS: std::ops::RangeInclusive<i32> = 2000..=2199;

    /// The month of `day`.
    pub fn of(day: Day) -> Self {
        Self { first: day.with_day(1).unwrap_or(day) }
    }

    /// Reads `2026-03`.
    pub fn parse(word: &str) -> Option<Self> {
        let is_plain = word.len() == 7 && word.starts_with(|first: char| first.is_ascii_digit());
        let first: Day = format!("{word}-01").parse().ok().filter(|_| is_plain)?;
        Self::YEARS.contains(&first.year()).then_some(Self { first })
    }

    /// Its word in addresses.
    pub fn word(self) -> String {
        self.first.format("%Y-%m").to_string()
    }

    /// Its name.
    pub fn name(self) -> String {
        self.first.format("%B %Y").to_string()
    }

    /// Its first day.
    pub fn first(self) -> Day {
        self.first
    }

    /// Its last day.
    pub fn last(self) -> Day {
        let next = self.first.checked_add_months(Months::new(1));
        next.and_then(|next| next.pred_opt()).unwrap_or(self.first)
    }

    /// The one before, if it can be looked at.
    pub fn before(self) -> Option<Self> {
        let first = self.first.checked_sub_months(Months::new(1))?;
        Self::YEARS.contains(&first.year()).then_some(Self { first })
    }

    /// The next, if it can be looked at.
    pub fn after(self) -> Option<Self> {
        let first = self.first.checked_add_months(Months::new(1))?;
        Self::YEARS.contains(&first.year()).then_some(Self { first })
    }

    /// Its weeks from Sunday to Saturday, with `entries`, which stand in the order of their days, on those; the days
    /// around it are empty.
    pub fn weeks<'a>(self, entries: &[&'a Entry]) -> Vec<Week<'a>> {
        let blank = u64::from(self.first.weekday().num_days_from_sunday());
        let start = self.first - Days::new(blank);
        let days = blank + u64::from(self.last().day());
        let cell = |at: u64| {
            let day = start + Days::new(at);
            let is_inside = Self::of(day) == self;
            let [from, to] =
                [day, day + Days::new(1)].map(|day| entries.partition_point(|one| one.day < day));
            let entries = if is_inside { entries[from..to].to_vec() } else { Vec::new() };
            Cell { day, is_inside, entries }
        };
        (0..days.div_ceil(7)).map(|week| (week * 7..week * 7 + 7).map(cell).collect()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_each_other_and_end_where_the_years_do() {
        let march = Month::parse("2026-03").unwrap();

        assert_eq!((march.name().as_str(), march.last().to_string().as_str()), ("March 2026", "2026-03-31"));
        assert_eq!(march.before().unwrap().last().to_string(), "2026-02-28");
        assert_eq!(Month::parse("2026-12").unwrap().after().unwrap().word(), "2027-01");
        assert_eq!(Month::parse("2000-01").unwrap().before(), None);
        assert_eq!(Month::parse("2199-12").unwrap().after(), None);
        for word in ["", "2026", "2026-13", "1999-12", "2026-03-01", "+2026-03"] {
            assert_eq!(Month::parse(word), None, "{word}");
        }
    }

    #[test]
    fn a_month_is_whole_weeks_from_sunday() {
        let shape = |word: &str| {
            let month = Month::parse(word).unwrap();
            let weeks = month.weeks(&[]);
            let inside = weeks.iter().flatten().filter(|cell| cell.is_inside).count();
            assert!(weeks.iter().all(|week| week.len() == 7));
            (weeks.len(), weeks[0][0].day.to_string(), inside)
        };

        assert_eq!(shape("2026-02"), (4, "2026-02-01".to_owned(), 28));
        assert_eq!(shape("2026-03"), (5, "2026-03-01".to_owned(), 31));
        assert_eq!(shape("2026-08"), (6, "2026-07-26".to_owned(), 31));
    }
}
