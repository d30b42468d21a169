//! The days of 32 CFR 170.15 to 170.22.

use super::*;
use crate::catalogue::pack::current;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn on(status: CmmcStatus, date: &str, today: &str) -> TimelineInput {
    TimelineInput {
        initial_status: status,
        cmmc_status_date: Some(day(date)),
        today: day(today),
        closeout: None,
        last_affirmation: Some(day(date)),
        has_drifted: false,
    }
}

fn run(input: TimelineInput) -> Timeline {
    timeline(current(), &input).expect("a possible timeline")
}

const CONDITIONAL: CmmcStatus = CmmcStatus::ConditionalLevel2C3pao;
const FINAL: CmmcStatus = CmmcStatus::FinalLevel2C3pao;

#[test]
fn day_180_is_still_conditional_and_day_181_is_nothing() {
    let last = run(on(CONDITIONAL, "2026-01-15", "2026-07-14"));
    let after = run(on(CONDITIONAL, "2026-01-15", "2026-07-15"));

    assert_eq!((last.status_on_today, last.closeout_deadline), (CONDITIONAL, Some(day("2026-07-14"))));
    assert!(last.award_eligible);
    assert_eq!((after.status_on_today, after.cmmc_status_date), (CmmcStatus::NoStatus, None));
    assert!(!after.award_eligible && !after.status_current);
}

#[test]
fn a_close_out_on_the_last_day_gives_a_final_status_with_the_conditional_date() {
    let closeout = Some(Closeout { posted: day("2026-07-14"), all_met: true });
    let input = TimelineInput { closeout, ..on(CONDITIONAL, "2026-01-15", "2026-08-01") };

    let closed = run(input);

    assert_eq!((closed.status_on_today, closed.cmmc_status_date), (FINAL, Some(day("2026-01-15"))));
    assert_eq!(closed.status_expires, Some(day("2029-01-15")));
    assert_eq!(closed.retain_artifacts_until, Some(day("2032-01-15")));
    assert_eq!((closed.affirmation_due, closed.affirmation_current), (Some(day("2026-07-14")), false));
    let affirmed = run(TimelineInput { last_affirmation: Some(day("2026-07-20")), ..input });
    assert!(affirmed.award_eligible);
    assert_eq!(affirmed.affirmation_due, Some(day("2027-07-20")));
}

#[test]
fn a_late_or_failed_close_out_ends_the_status() {
    let late = Closeout { posted: day("2026-07-15"), all_met: true };
    let failed = Closeout { posted: day("2026-03-01"), all_met: false };

    for (closeout, ended) in [(late, "2026-07-14"), (failed, "2026-03-01")] {
        let input = TimelineInput { closeout: Some(closeout), ..on(CONDITIONAL, "2026-01-15", "2026-09-01") };
        let ended_on = run(input);
        assert_eq!(
            (ended_on.status_on_today, ended_on.status_expires),
            (CmmcStatus::NoStatus, Some(day(ended)))
        );
    }
}

#[test]
fn a_close_out_that_lies_ahead_has_not_happened() {
    let closeout = Some(Closeout { posted: day("2026-05-01"), all_met: true });
    let input = TimelineInput { closeout, ..on(CONDITIONAL, "2026-01-15", "2026-04-30") };

    assert_eq!(run(input).status_on_today, CONDITIONAL);
}

#[test]
fn the_third_anniversary_is_the_last_day() {
    assert_eq!(run(on(FINAL, "2023-11-21", "2026-11-21")).status_on_today, FINAL);
    assert_eq!(run(on(FINAL, "2023-11-21", "2026-11-22")).status_on_today, CmmcStatus::NoStatus);
    let level1 = run(on(CmmcStatus::FinalLevel1Self, "2026-03-02", "2026-04-01"));
    assert_eq!(level1.status_expires, Some(day("2027-03-02")));
}

#[test]
fn leap_days_fall_back_to_the_28th() {
    let leap = run(on(FINAL, "2028-02-29", "2028-03-01"));

    assert_eq!(leap.status_expires, Some(day("2031-02-28")));
    assert_eq!(leap.retain_artifacts_until, Some(day("2034-02-28")));
    assert_eq!(leap.affirmation_due, Some(day("2029-02-28")));
}

#[test]
fn an_affirmation_older_than_a_year_bars_the_award_but_not_the_status() {
    let input = |affirmed| TimelineInput {
        last_affirmation: Some(day(affirmed)),
        ..on(FINAL, "2025-01-10", "2026-11-21")
    };

    let fresh = run(input("2025-11-21"));
    let stale = run(input("2025-11-20"));

    assert!(fresh.award_eligible && stale.status_current);
    assert!(!stale.affirmation_current && !stale.award_eligible);
    assert_eq!(
        run(TimelineInput { last_affirmation: None, ..input("2026-01-01") }).affirmation_due,
        Some(day("2025-01-10"))
    );
}

#[test]
fn what_drifted_ends_currency_before_any_date_does() {
    let drifted = run(TimelineInput { has_drifted: true, ..on(FINAL, "2026-06-01", "2026-07-01") });

    assert_eq!(drifted.status_on_today, FINAL);
    assert!(drifted.affirmation_current && !drifted.status_current && !drifted.award_eligible);
}

#[test]
fn only_a_close_out_of_the_same_status_keeps_its_day_and_so_how_long_artifacts_are_kept() {
    let kept = |status, on, before: Option<(CmmcStatus, &str)>| {
        let before = before.map(|(status, on)| (status, day(on)));
        run(TimelineInput::reached(current(), status, day(on), before)).retain_artifacts_until
    };

    assert_eq!(kept(FINAL, "2026-07-01", None), Some(day("2032-07-01")));
    assert_eq!(kept(FINAL, "2026-07-01", Some((CONDITIONAL, "2026-03-02"))), Some(day("2032-03-02")));
    assert_eq!(kept(FINAL, "2026-07-01", Some((CONDITIONAL, "2026-07-02"))), Some(day("2032-07-01")));
    let conditional = Some((CONDITIONAL, "2026-03-02"));
    assert_eq!(kept(FINAL, "2026-08-29", conditional), Some(day("2032-03-02")), "on the last of 180 days");
    assert_eq!(
        kept(FINAL, "2026-08-30", conditional),
        Some(day("2032-08-30")),
        "the Conditional one had lapsed"
    );
    assert_eq!(kept(FINAL, "2029-07-01", Some((FINAL, "2026-07-01"))), Some(day("2035-07-01")));
    let other = Some((CmmcStatus::ConditionalLevel2Self, "2026-03-02"));
    assert_eq!(kept(FINAL, "2026-07-01", other), Some(day("2032-07-01")));
    assert_eq!(kept(CmmcStatus::NoStatus, "2026-07-01", None), None);
}

#[test]
fn impossible_timelines_are_refused() {
    let closeout = |posted| Some(Closeout { posted: day(posted), all_met: true });
    let of = |input: TimelineInput| timeline(current(), &input);
    let input = on(CONDITIONAL, "2026-01-15", "2026-07-14");

    assert_eq!(of(TimelineInput { cmmc_status_date: None, ..input }), Err(TimelineProblem::NoDate));
    let early = TimelineInput { closeout: closeout("2026-01-14"), ..input };
    assert_eq!(of(early), Err(TimelineProblem::CloseoutTooEarly));
    let nothing = TimelineInput { closeout: closeout("2026-02-14"), initial_status: FINAL, ..input };
    assert_eq!(of(nothing), Err(TimelineProblem::NothingToClose));
    let none = of(TimelineInput { initial_status: CmmcStatus::NoStatus, ..input });
    assert_eq!(none.map(|it| it.status_expires), Ok(None));
}
