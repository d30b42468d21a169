//! A Conditional status: its 180 days, and what became of it (32 CFR 170.21(b)).

use crate::assessments::score::{CmmcStatus, TimelineInput, timeline};
use crate::catalogue::pack;
use crate::kernel::env::Day;
use serde::Serialize;

/// A completed assessment that has to do with a status: the one that gave it, a copy of that, or the one that it was
/// copied from itself.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Kin {
    /// Whether it is the one that gave it.
    pub is_origin: bool,
    /// Whether it is the one that the origin was copied from.
    pub is_before: bool,
    /// Its title.
    pub title: String,
    /// The status that it was completed with.
    pub status: String,
    /// On which day.
    pub completed_on: Day,
}

/// A Conditional status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conditional {
    /// Its name.
    pub status: CmmcStatus,
    /// The status that a close-out turns it into.
    pub closes_into: CmmcStatus,
    /// The day it counts from.
    pub since: Day,
    /// The last day for the close-out.
    pub last: Day,
    /// The close-out, if there was one in time.
    pub closeout: Option<ClosedOut>,
}

/// A copy that was completed in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClosedOut {
    /// Its title.
    pub title: String,
    /// The day it was completed.
    pub on: Day,
    /// Whether all was MET. One thing that was not ends the status.
    pub is_good: bool,
}

impl Conditional {
    /// A status that begins on `since`; none if it is no Conditional one.
    pub fn begun(status: CmmcStatus, since: Day) -> Option<Self> {
        let closes_into = status.closed_out()?;
        let input = TimelineInput::reached(pack::current(), status, since, None);
        let last = timeline(pack::current(), &input).ok()?.closeout_deadline?;
        Some(Self { status, closes_into, since, last, closeout: None })
    }

    /// What an assessment and its copies say; none if it gave no Conditional status.
    pub fn among(kin: &[Kin]) -> Option<Self> {
        let origin = kin.iter().find(|one| one.is_origin)?;
        let begun = Self::begun(CmmcStatus::named(&origin.status)?, origin.completed_on)?;
        let Self { closes_into, since, last, .. } = begun;
        let closes = |one: &&Kin| {
            let named = CmmcStatus::named(&one.status);
            let is_end = named == Some(closes_into) || named == Some(CmmcStatus::NoStatus);
            !one.is_origin && !one.is_before && is_end && (since..=last).contains(&one.completed_on)
        };
        let first = kin.iter().filter(closes).min_by_key(|one| one.completed_on);
        let closeout = first.map(|one| ClosedOut {
            title: one.title.clone(),
            on: one.completed_on,
            is_good: CmmcStatus::named(&one.status) == Some(closes_into),
        });
        Some(Self { closeout, ..begun })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kin(is_origin: bool, status: &str, on: &str) -> Kin {
        let completed_on = on.parse().unwrap();
        Kin { is_origin, is_before: false, title: on.into(), status: status.into(), completed_on }
    }

    #[test]
    fn a_conditional_status_leaves_180_days() {
        let found = Conditional::among(&[kin(true, "Conditional Level 2 (Self)", "2026-03-02")]).unwrap();

        assert_eq!((found.last.to_string(), found.closeout), ("2026-08-29".into(), None));
        assert_eq!(found.closes_into, CmmcStatus::FinalLevel2Self);
    }

    #[test]
    fn no_other_status_has_a_clock() {
        for status in ["Final Level 2 (Self)", "No CMMC Status", "Incomplete", ""] {
            assert_eq!(Conditional::among(&[kin(true, status, "2026-03-02")]), None);
        }
        assert_eq!(Conditional::among(&[kin(false, "Conditional Level 2 (Self)", "2026-03-02")]), None);
    }

    #[test]
    fn the_first_copy_that_was_completed_in_time_closes_it_out() {
        let of = |copies: &[(&str, &str)]| {
            let copies = copies.iter().map(|(status, on)| kin(false, status, on));
            let origin = kin(true, "Conditional Level 2 (Self)", "2026-03-02");
            let kin: Vec<_> = copies.chain([origin]).collect();
            let closeout = Conditional::among(&kin).unwrap().closeout;
            closeout.map(|it| (it.title, it.is_good))
        };
        let good = "Final Level 2 (Self)";

        assert_eq!(of(&[(good, "2026-08-30")]), None, "too late");
        assert_eq!(of(&[("Incomplete", "2026-04-01"), ("Final Level 2 (C3PAO)", "2026-04-01")]), None);
        assert_eq!(of(&[(good, "2026-08-29")]), Some(("2026-08-29".into(), true)));
        let twice = [(good, "2026-06-01"), ("No CMMC Status", "2026-05-01")];
        assert_eq!(of(&twice), Some(("2026-05-01".into(), false)), "it can be done once");
    }
}
