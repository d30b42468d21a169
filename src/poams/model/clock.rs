//! The 180 days after a Conditional status (32 CFR 170.21(b)).

use crate::assessments::{ClosedOut, Conditional};
use crate::catalogue::pack;
use crate::kernel::env::Day;
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
    /// The close-out, if there was one in time.
    pub closeout: Option<ClosedOut>,
}

impl Clock {
    /// The clock of a Conditional status, as it stands on `today`.
    pub fn of(it: Conditional, today: Day) -> Self {
        Self {
            status: it.status.to_string(),
            closes_into: it.closes_into.to_string(),
            since: it.since,
            last: it.last,
            days_left: (it.last - today).num_days(),
            days: (it.last - it.since).num_days(),
            closeout: it.closeout,
        }
    }

    /// Whether a close-out can still come.
    pub fn is_running(&self) -> bool {
        self.closeout.is_none() && self.days_left >= 0
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessments::score::CmmcStatus;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn it_runs_until_its_last_day_is_over() {
        let it = Conditional {
            status: CmmcStatus::named("Conditional Level 2 (Self)").unwrap(),
            closes_into: CmmcStatus::FinalLevel2Self,
            since: day("2026-03-02"),
            last: day("2026-08-29"),
            closeout: None,
        };
        let clock = |today| Clock::of(it.clone(), day(today));

        assert_eq!((clock("2026-03-02").last, clock("2026-03-02").days), (day("2026-08-29"), 180));
        assert_eq!(clock("2026-08-28").days_left, 1);
        assert_eq!((clock("2026-08-29").days_left, clock("2026-08-29").is_running()), (0, true));
        assert_eq!((clock("2026-08-30").days_left, clock("2026-08-30").is_running()), (-1, false));
        assert_eq!(clock("2026-03-02").closes_into, "Final Level 2 (Self)");
    }

    #[test]
    fn a_day_that_no_status_would_reach_is_remarked_on() {
        assert_eq!(Clock::late(day("2026-08-29"), day("2026-03-02")), None);
        assert!(Clock::late(day("2026-08-30"), day("2026-03-02")).unwrap().contains("2026-08-29"));
    }
}
