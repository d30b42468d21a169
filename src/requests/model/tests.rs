//! What becomes of requests, by their days.

use super::*;
use crate::kernel::text;

fn day(text: &str) -> Day {
    text::day(text).unwrap().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn a_link_works_a_fortnight_longer_than_its_request_and_sixty_days_at_most() {
    let now = at("2026-03-02T09:30:00Z");

    assert_eq!(link_until(day("2026-03-10"), now), at("2026-03-25T00:00:00Z"));
    assert_eq!(
        link_until(day("2026-01-10"), now),
        at("2026-03-17T00:00:00Z"),
        "what is overdue counts from today"
    );
    assert_eq!(link_until(day("2026-04-30"), now), at("2026-05-01T09:30:00Z"));
}

#[test]
fn nobody_is_asked_for_the_past_nor_outside_for_longer_than_a_link_works() {
    let today = day("2026-03-02");

    assert!(check_due(today, today, true, None).is_ok());
    assert!(check_due(day("2026-03-01"), today, false, None).unwrap_err().contains("has passed"));
    assert!(check_due(day("2026-03-01"), today, false, Some(day("2026-03-01"))).is_ok());
    assert!(check_due(day("2026-05-01"), today, true, None).is_ok());
    assert!(check_due(day("2026-05-02"), today, true, None).unwrap_err().contains("60 days"));
    assert!(check_due(day("2026-05-02"), today, false, None).is_ok());
}

#[test]
fn what_runs_out_is_due_before_it_does_with_a_fortnight_at_least() {
    let today = day("2026-03-02");

    assert_eq!(renewal_due(Some(day("2026-03-25")), today), day("2026-03-25"));
    assert_eq!(renewal_due(Some(day("2026-03-05")), today), day("2026-03-16"));
    assert_eq!(renewal_due(Some(day("2027-03-05")), today), day("2026-04-01"));
    assert_eq!(renewal_due(None, today), day("2026-04-01"));
}

#[test]
fn what_lasts_is_asked_for_thirty_days_ahead_and_what_does_not_half_way() {
    let (decided, year) = (day("2026-03-02"), Some(day("2027-03-02")));
    let is_due = |renew_on, until, today| is_due_again(renew_on, until, decided, day(today));

    assert!(!is_due(None, year, "2027-01-30") && is_due(None, year, "2027-01-31"));
    let month = Some(day("2026-04-01"));
    assert!(!is_due(None, month, "2026-03-02") && !is_due(None, month, "2026-03-16"));
    assert!(is_due(None, month, "2026-03-17") && is_due(None, month, "2026-04-20"));
    assert!(!is_due(month, year, "2026-03-31") && is_due(month, year, "2026-04-01"));
    assert!(is_due(None, Some(decided), "2026-03-02"), "it runs out on the very day");
    assert!(!is_due(None, None, "2030-01-01"));
}

#[test]
fn objectives_are_read_as_people_write_them_at_every_level() {
    let read =
        |text| typed_objectives(text).map(|all| all.iter().map(ToString::to_string).collect::<Vec<_>>());

    assert_eq!(read(" 3.1.1[b], 3.1.1 [a];3.1.1[a]\n"), Ok(vec!["3.1.1[a]".into(), "3.1.1[b]".into()]));
    assert_eq!(read("AC.L1-b.1.i 3.1.1[a]"), Ok(vec!["AC.L1-b.1.i 3.1.1[a]".into()]));
    assert_eq!(read("3.8.3").unwrap().len(), 2, "a requirement is all of its objectives");
    assert_eq!(read(""), Ok(vec![]));
}

#[test]
fn months_are_a_number_that_makes_sense_or_nothing() {
    assert_eq!((months(""), months(" 12 ")), (Ok(None), Ok(Some(12))));
    for wrong in ["0", "61", "-1", "yearly"] {
        assert!(months(wrong).unwrap_err().contains("1 to 60"), "{wrong}");
    }
}
