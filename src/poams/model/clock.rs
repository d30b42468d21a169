//! The 180 days after a Conditional status (32 CFR 170.21(b)).

use crate::assessments::{
    Picture,
    score::{CmmcStatus, TimelineInput, timeline},
};
use crate::catalogue::pack;
use crate::kernel::{Result, env::Day};
use serde::Serialize;

/// How long the POA&M of a Conditional status may stay open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// The status.
    pub status: String,
    /// The status that a close-out turns it into.
    pub closes_into: String,
    /// The day it counts from.
    pub since: Day,
    /// The last day for the close-out.
    pub last: Day,
    /// Days until then; below 0 when it has passed.
    pub days_left: i64,
    /// How long it runs, in days.
    pub days: i64,
}

impl Clock {
    /// The clock of a completed assessment whose status is Conditional; none for any other.
    pub fn of(picture: &Picture, today: Day) -> Result<Option<Self>> {
        let Some(since) = picture.assessment.completed_on else { return Ok(None) };
        Ok(CmmcStatus::named(&picture.standing()?.status).and_then(|status| Self::from(status, since, today)))
    }

    /// What to say about a day that a Conditional status from today on would not reach.
    pub fn late(due_on: Day, today: Day) -> Option<String> {
        let days = pack::current().clocks.closeout_days.length;
        let last = today.checked_add_days(chrono::Days::new(days.into()))?;
        (due_on > last).then(|| {
            format!(
                "If the Conditional status began today, the POA&M would have to be closed by {last}: {days} days \
                 (32 CFR 170.21(b)). This item would be late."
            )
        })
    }

    fn from(status: CmmcStatus, since: Day, today: Day) -> Option<Self> {
        let closes_into = status.closed_out()?.to_string();
        let input = TimelineInput {
            initial_status: status,
            cmmc_status_date: Some(since),
            today,
            closeout: None,
            last_affirmation: None,
            has_drifted: false,
        };
        let last = timeline(pack::current(), &input).ok()?.closeout_deadline?;
        let days = (last - since).num_days();
        let days_left = (last - today).num_days();
        Some(Self { status: status.to_string(), closes_into, since, last, days_left, days })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_conditional_status_leaves_180_days() {
        let clock =
            |today| Clock::from(CmmcStatus::ConditionalLevel2Self, day("2026-03-02"), day(today)).unwrap();

        assert_eq!((clock("2026-03-02").last, clock("2026-03-02").days), (day("2026-08-29"), 180));
        assert_eq!(clock("2026-08-28").days_left, 1);
        assert_eq!(clock("2026-08-29").days_left, 0);
        assert_eq!(clock("2026-08-30").days_left, -1);
        assert_eq!(clock("2026-03-02").closes_into, "Final Level 2 (Self)");
    }

    #[test]
    fn a_day_that_no_status_would_reach_is_remarked_on() {
        assert_eq!(Clock::late(day("2026-08-29"), day("2026-03-02")), None);
        assert!(Clock::late(day("2026-08-30"), day("2026-03-02")).unwrap().contains("2026-08-29"));
    }

    #[test]
    fn no_other_status_has_a_clock() {
        for status in [CmmcStatus::FinalLevel2Self, CmmcStatus::NoStatus, CmmcStatus::Incomplete] {
            assert_eq!(Clock::from(status, day("2026-03-02"), day("2026-03-02")), None);
        }
    }
}
