//! The clocks that begin with a status: close-out, affirmations, its end. The rules are those of the rule pack; this
//! only puts their days into the calendar. Until when artifacts are kept was written down when the status was reached.

use super::{Entry, Kind, Said};
use crate::assessments::score::{CmmcStatus, Timeline, TimelineInput, timeline};
use crate::catalogue::pack;
use crate::kernel::env::Day;

/// More affirmations than a status has.
const AFFIRMATIONS_MAX: usize = 12;

/// The days of completed assessments. Where a later status of the same system and level took the place of one, or its
/// close-out failed, only its artifacts still count.
pub fn clocks(completed: &[Said]) -> Vec<Entry> {
    completed.iter().flat_map(|one| of_one(one, completed)).collect()
}

fn status_of(one: &Said) -> Option<CmmcStatus> {
    CmmcStatus::named(one.body.as_ref()?.0.get("status")?.as_str()?)
}

fn of_one(one: &Said, all: &[Said]) -> Vec<Entry> {
    let Some(input) = status_of(one).zip(one.day).map(|(status, day)| begun(one, all, status, day)) else {
        return Vec::new();
    };
    let mut days: Vec<_> =
        one.kept_until.into_iter().map(|day| (Kind::Retention, String::new(), day)).collect();
    if !all.iter().any(|other| takes_over(other, one)) {
        days.extend(running(&input));
    }
    let name = input.closeout.and(input.initial_status.closed_out()).unwrap_or(input.initial_status);
    days.into_iter().map(|(kind, more, day)| entry(one, kind, &more, (day, name))).collect()
}

/// Whether the clocks of `one` ended with `other`: another status, or a close-out that failed. A later assessment that
/// came to no status ends no other's.
fn takes_over(other: &Said, one: &Said) -> bool {
    let is_later = (other.system_id, other.level) == (one.system_id, one.level)
        && (other.day, other.assessment_id) > (one.day, one.assessment_id);
    let status = status_of(other);
    let is_failed = other.copied_from == Some(one.assessment_id) && status == Some(CmmcStatus::NoStatus);
    let has_closeout = status_of(one).and_then(CmmcStatus::closed_out).is_some();
    is_later && (status.and_then(CmmcStatus::level).is_some() || (is_failed && has_closeout))
}

fn begun(one: &Said, all: &[Said], status: CmmcStatus, on: Day) -> TimelineInput {
    let before = all.iter().find(|other| Some(other.assessment_id) == one.copied_from);
    let before = before.and_then(|other| Some((status_of(other)?, other.day?)));
    TimelineInput::reached(pack::current(), status, on, before)
}

fn running(input: &TimelineInput) -> Vec<(Kind, String, Day)> {
    let Ok(first) = timeline(pack::current(), input) else { return Vec::new() };
    let Timeline { status_expires, closeout_deadline, .. } = first;
    let mut days = affirmations(input, &first);
    let is_closed = input.closeout.is_some();
    days.extend(closeout_deadline.filter(|_| !is_closed).map(|day| (Kind::Closeout, String::new(), day)));
    let ends = status_expires.filter(|day| is_closed || Some(*day) != closeout_deadline);
    days.extend(ends.map(|day| (Kind::Status, String::new(), day)));
    days
}

/// One is owed with the status, then one each year as long as it lasts. Nobody notes here which were given: that is
/// done in SPRS.
fn affirmations(input: &TimelineInput, first: &Timeline) -> Vec<(Kind, String, Day)> {
    let mut days: Vec<Day> = first.affirmation_due.into_iter().collect();
    while let Some(last) = days.last().copied() {
        let given = TimelineInput { today: last, last_affirmation: Some(last), ..*input };
        let next = timeline(pack::current(), &given).ok().and_then(|then| then.affirmation_due);
        match next.filter(|next| *next > last && first.status_expires.is_some_and(|end| *next < end)) {
            Some(next) if days.len() < AFFIRMATIONS_MAX => days.push(next),
            _ => break,
        }
    }
    days.into_iter().enumerate().map(|(at, day)| (Kind::Affirmation, format!(":{at}"), day)).collect()
}

fn entry(one: &Said, kind: Kind, more: &str, (day, status): (Day, CmmcStatus)) -> Entry {
    let at = format!("/assessments/{}", one.assessment_id);
    Entry {
        subject: format!("{}:{}{more}", kind.word(), one.assessment_id),
        kind,
        day,
        title: format!("{}, {status}", one.system),
        path: if kind == Kind::Closeout { format!("{at}/poams") } else { at },
        person: one.person_id,
        person_name: one.person_name.clone(),
        changed_at: one.changed_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::env::Timestamp;
    use serde_json::json;
    use sqlx::types::Json;
    use uuid::Uuid;

    fn completed(id: u128, copied_from: Option<u128>, on: &str, status: &str) -> Said {
        Said {
            kind: "completed".into(),
            assessment_id: Uuid::from_u128(id),
            copied_from: copied_from.map(Uuid::from_u128),
            system_id: Uuid::nil(),
            system: "Shop".into(),
            level: 2,
            requirement: String::new(),
            months: None,
            day: on.parse().ok(),
            kept_until: CmmcStatus::named(status).and_then(CmmcStatus::level).and("2032-03-02".parse().ok()),
            body: Some(Json(json!({ "status": status }))),
            is_open: false,
            person_id: None,
            person_name: None,
            changed_at: Timestamp::UNIX_EPOCH,
            started_at: Timestamp::UNIX_EPOCH,
            practised: 0,
            own_left: 0,
        }
    }

    fn days(all: &[Said]) -> Vec<(Kind, String)> {
        let mut days: Vec<_> = clocks(all).into_iter().map(|it| (it.kind, it.day.to_string())).collect();
        days.sort();
        days
    }

    #[test]
    fn a_conditional_status_has_180_days_and_six_years() {
        let it = completed(1, None, "2026-03-02", "Conditional Level 2 (Self)");

        let expected = [
            (Kind::Closeout, "2026-08-29"),
            (Kind::Affirmation, "2026-03-02"),
            (Kind::Retention, "2032-03-02"),
        ];
        assert_eq!(days(&[it]), expected.map(|(kind, day)| (kind, day.to_owned())));
    }

    #[test]
    fn a_final_status_has_an_affirmation_each_year_and_ends_after_three() {
        let it = completed(1, None, "2026-03-02", "Final Level 2 (Self)");

        let expected = [
            (Kind::Affirmation, "2026-03-02"),
            (Kind::Affirmation, "2027-03-02"),
            (Kind::Affirmation, "2028-03-02"),
            (Kind::Status, "2029-03-02"),
            (Kind::Retention, "2032-03-02"),
        ];
        assert_eq!(days(&[it]), expected.map(|(kind, day)| (kind, day.to_owned())));
    }

    #[test]
    fn a_close_out_keeps_the_day_of_the_conditional_status() {
        let before = completed(1, None, "2026-03-02", "Conditional Level 2 (Self)");
        let after = completed(2, Some(1), "2026-07-01", "Final Level 2 (Self)");

        let expected = [
            (Kind::Affirmation, "2026-07-01"),
            (Kind::Affirmation, "2027-07-01"),
            (Kind::Affirmation, "2028-07-01"),
            (Kind::Status, "2029-03-02"),
            (Kind::Retention, "2032-03-02"),
            (Kind::Retention, "2032-03-02"),
        ];
        assert_eq!(days(&[before, after]), expected.map(|(kind, day)| (kind, day.to_owned())));
    }

    #[test]
    fn what_came_to_no_status_ends_no_other_but_by_a_close_out_that_failed() {
        let of = |status: &str, copied_from, then: &str| {
            let before = completed(1, None, "2026-03-02", status);
            let after = completed(2, copied_from, "2026-07-01", then);
            days(&[before, after]).into_iter().filter(|(kind, _)| *kind != Kind::Retention).count()
        };
        let (conditional, last) = ("Conditional Level 2 (Self)", "Final Level 2 (Self)");

        for nothing in ["No CMMC Status", "Incomplete"] {
            assert_eq!((of(conditional, None, nothing), of(last, None, nothing)), (2, 4), "{nothing}");
            assert_eq!(of(last, Some(1), nothing), 4, "{nothing}: a Final status has no close-out");
        }
        assert_eq!(of(conditional, Some(1), "No CMMC Status"), 0);
        assert_eq!(of(conditional, Some(1), "Incomplete"), 2);
    }

    #[test]
    fn an_assessment_without_status_starts_no_clock() {
        assert_eq!(days(&[completed(1, None, "2026-03-02", "No CMMC Status")]), []);
    }
}
