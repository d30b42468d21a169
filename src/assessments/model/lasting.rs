//! How long a status lasts that a completed assessment gave, and what brought it to its end (32 CFR 170.15 to 170.21).

use super::{ClosedOut, Conditional, Kin};
use crate::assessments::score::{Closeout, CmmcStatus, TimelineInput, status_years, timeline};
use crate::catalogue::{builtin::Level, pack};
use crate::kernel::env::Day;
use serde::Serialize;

/// A status as it stands on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lasting {
    /// The status that the assessment gave.
    pub status: String,
    /// The status that lasts: a Final one, where a Conditional one was closed out.
    pub lasts: String,
    /// Its CMMC level.
    pub level: u8,
    /// The status on the day: the one that lasts, or none.
    pub now: String,
    /// Its last day, or the day on which its close-out failed.
    pub until: Day,
    /// Whether that is over.
    pub has_ended: bool,
    /// What ends it.
    pub end: End,
    /// How long that takes: days for a close-out, else years.
    pub length: u32,
    /// Where that is written.
    pub citation: &'static str,
    /// Where the yearly affirmation is written; none where the status does not last that long.
    pub affirmation: Option<&'static str>,
    /// The close-out, if there was one.
    pub closed_out: Option<ClosedOut>,
    /// The last day for a close-out that is still owed, past or to come.
    pub closing: Option<Day>,
}

/// What ends a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The days for its close-out are over.
    Closeout,
    /// Its close-out failed.
    Failed,
    /// Its years are over.
    Years,
}

impl Lasting {
    /// What an assessment and its kin say about its status on `today`; none if it gave no status. A status of Level 3
    /// is given by DIBCAC alone (32 CFR 170.18), so ours there is a readiness, which lasts no time.
    pub fn among(kin: &[Kin], today: Day) -> Option<Self> {
        let pack = pack::current();
        let origin = kin.iter().find(|one| one.is_origin)?;
        let status = CmmcStatus::named(&origin.status)?;
        let before = kin.iter().find(|one| one.is_before);
        let before = before.and_then(|one| Some((CmmcStatus::named(&one.status)?, one.completed_on)));
        let reached = TimelineInput::reached(pack, status, origin.completed_on, before);
        let closed_out = Conditional::among(kin).and_then(|it| it.closeout);
        let closeout = closed_out.as_ref().map(|it| Closeout { posted: it.on, all_met: it.is_good });
        let closeout = closeout.or(reached.closeout);
        let times = timeline(pack, &TimelineInput { today, closeout, ..reached }).ok()?;
        let end = match closeout {
            Some(Closeout { all_met: false, .. }) => End::Failed,
            None if reached.initial_status.closed_out().is_some() => End::Closeout,
            _ => End::Years,
        };
        let lasts = match end {
            End::Years => status.closed_out().unwrap_or(status),
            End::Closeout | End::Failed => status,
        };
        let level = status.level().filter(|level| *level < Level::Three)?;
        let clock = match end {
            End::Years => status_years(pack, level),
            End::Closeout | End::Failed => &pack.clocks.closeout_days,
        };
        let affirmed = (end == End::Years && clock.length > pack.clocks.affirmation_years.length)
            .then_some(pack.clocks.affirmation_years.source.as_str());
        Some(Self {
            status: status.to_string(),
            lasts: lasts.to_string(),
            level: level.number(),
            now: times.status_on_today.to_string(),
            until: times.status_expires?,
            has_ended: times.status_on_today.level().is_none(),
            end,
            length: clock.length,
            citation: &clock.source,
            affirmation: affirmed,
            closing: times.closeout_deadline.filter(|_| closeout.is_none()),
            closed_out,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONDITIONAL: &str = "Conditional Level 2 (Self)";
    const FINAL: &str = "Final Level 2 (Self)";

    fn kin(status: &str, on: &str) -> Kin {
        let completed_on = on.parse().unwrap();
        Kin { is_origin: false, is_before: false, title: on.into(), status: status.into(), completed_on }
    }

    fn origin(status: &str, on: &str) -> Kin {
        Kin { is_origin: true, ..kin(status, on) }
    }

    fn at(kin: &[Kin], today: &str) -> (String, String, End) {
        let it = Lasting::among(kin, today.parse().unwrap()).unwrap();
        assert_eq!(it.has_ended, it.now == "No CMMC Status");
        (it.now, it.until.to_string(), it.end)
    }

    fn is(now: &str, until: &str, end: End) -> (String, String, End) {
        (now.into(), until.into(), end)
    }

    #[test]
    fn a_conditional_status_that_nobody_closed_out_ends_after_180_days() {
        let it = [origin(CONDITIONAL, "2026-03-02")];

        assert_eq!(at(&it, "2026-08-29"), is(CONDITIONAL, "2026-08-29", End::Closeout));
        assert_eq!(at(&it, "2026-08-30"), is("No CMMC Status", "2026-08-29", End::Closeout));
        let told = Lasting::among(&it, "2026-08-30".parse().unwrap()).unwrap();
        assert_eq!((told.length, told.citation), (180, "32 CFR 170.21(b)"));
        assert_eq!(told.closing, "2026-08-29".parse().ok());
    }

    #[test]
    fn a_final_status_lasts_one_year_at_level_1_and_three_above() {
        let (one, two) = ([origin("Final Level 1 (Self)", "2026-03-02")], [origin(FINAL, "2026-03-02")]);

        assert_eq!(at(&one, "2027-03-02"), is("Final Level 1 (Self)", "2027-03-02", End::Years));
        assert_eq!(at(&one, "2027-03-03").0, "No CMMC Status");
        assert_eq!(at(&two, "2029-03-02"), is(FINAL, "2029-03-02", End::Years));
        assert_eq!(at(&two, "2029-03-03").0, "No CMMC Status");
        let affirmed = |it: &[Kin]| Lasting::among(it, "2026-03-02".parse().unwrap()).unwrap().affirmation;
        assert_eq!((affirmed(&one), affirmed(&two)), (None, Some("32 CFR 170.22")));
    }

    #[test]
    fn a_close_out_makes_it_final_from_the_day_of_the_conditional_status() {
        let since = kin(CONDITIONAL, "2026-03-02");
        let until = is(FINAL, "2029-03-02", End::Years);

        let before = [Kin { is_origin: true, ..since.clone() }, kin(FINAL, "2026-05-01")];
        let after = [Kin { is_before: true, ..since }, origin(FINAL, "2026-05-01")];

        assert_eq!((at(&before, "2027-01-01"), at(&after, "2027-01-01")), (until.clone(), until));
        let told = Lasting::among(&before, "2027-01-01".parse().unwrap()).unwrap();
        assert_eq!((told.lasts.as_str(), told.closing), (FINAL, None));
    }

    #[test]
    fn a_close_out_that_failed_ends_it_on_that_day() {
        let it = [origin(CONDITIONAL, "2026-03-02"), kin("No CMMC Status", "2026-05-01")];

        assert_eq!(at(&it, "2026-05-01"), is("No CMMC Status", "2026-05-01", End::Failed));
    }

    #[test]
    fn what_came_before_is_no_close_out() {
        let before = Kin { is_before: true, ..kin("No CMMC Status", "2026-03-02") };

        assert_eq!(at(&[before, origin(CONDITIONAL, "2026-03-02")], "2026-03-02").2, End::Closeout);
    }

    #[test]
    fn without_a_status_nothing_lasts() {
        for status in ["No CMMC Status", "No CMMC Score", "Incomplete", "", "Final Level 3 (DIBCAC)"] {
            let it = [origin(status, "2026-03-02")];
            assert_eq!(Lasting::among(&it, "2026-03-02".parse().unwrap()), None, "{status}");
        }
    }
}
