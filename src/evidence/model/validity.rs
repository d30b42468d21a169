//! For how long each kind of evidence shows how things are, where nobody says otherwise.

use super::Kind;
use crate::kernel::env::Day;
use chrono::Days;
use serde::Serialize;

/// The longest that can be said, in days: ten years.
pub const DAYS_MAX: i64 = 3650;

/// Days by kind; none is without an end.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow, Serialize)]
pub struct Validity {
    /// Documents.
    pub document_days: Option<i64>,
    /// Screens.
    pub screen_share_days: Option<i64>,
    /// What work leaves behind.
    pub artifact_days: Option<i64>,
    /// What is seen in place.
    pub physical_days: Option<i64>,
    /// What somebody said.
    pub interview_days: Option<i64>,
    /// Trials.
    pub test_days: Option<i64>,
    /// Grows with every change; 0 before the first.
    pub version: i64,
}

impl Validity {
    /// The days of one kind.
    pub fn days(&self, kind: Kind) -> Option<i64> {
        match kind {
            Kind::Document => self.document_days,
            Kind::ScreenShare => self.screen_share_days,
            Kind::Artifact => self.artifact_days,
            Kind::Physical => self.physical_days,
            Kind::Interview => self.interview_days,
            Kind::Test => self.test_days,
        }
    }

    /// The place of one kind's days.
    pub fn days_mut(&mut self, kind: Kind) -> &mut Option<i64> {
        match kind {
            Kind::Document => &mut self.document_days,
            Kind::ScreenShare => &mut self.screen_share_days,
            Kind::Artifact => &mut self.artifact_days,
            Kind::Physical => &mut self.physical_days,
            Kind::Interview => &mut self.interview_days,
            Kind::Test => &mut self.test_days,
        }
    }

    /// The last day of evidence of a kind, counted from its capture, or from today if that is not known.
    pub fn until(&self, kind: Kind, captured_on: Option<Day>, today: Day) -> Option<Day> {
        let days = u64::try_from(self.days(kind)?).ok()?;
        captured_on.unwrap_or(today).checked_add_days(Days::new(days))
    }
}

/// Reads a number of days; nothing typed is no end.
pub fn days(typed: &str) -> Result<Option<i64>, String> {
    match (typed.trim(), typed.trim().parse::<i64>()) {
        ("", _) => Ok(None),
        (_, Ok(days)) if (1..=DAYS_MAX).contains(&days) => Ok(Some(days)),
        _ => Err(format!("Enter a number of days from 1 to {DAYS_MAX}, or nothing.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn validity_counts_from_the_capture_or_from_today() {
        let validity = Validity { test_days: Some(90), ..Validity::default() };
        let today = day("2026-03-02");

        assert_eq!(validity.until(Kind::Test, Some(day("2026-01-01")), today), Some(day("2026-04-01")));
        assert_eq!(validity.until(Kind::Test, None, today), Some(day("2026-05-31")));
        assert_eq!(validity.until(Kind::Document, None, today), None);
    }

    #[test]
    fn days_are_a_number_that_makes_sense_or_nothing() {
        assert_eq!((days(" 90 "), days("")), (Ok(Some(90)), Ok(None)));
        for wrong in ["0", "-1", "3651", "a year"] {
            assert!(days(wrong).unwrap_err().contains("3650"), "{wrong}");
        }
    }
}
