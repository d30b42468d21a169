//! What fixes come to, and when.

use super::*;
use crate::assessments::specimen;
use crate::plans::model::Due;

/// Everything MET with evidence but for these.
fn but_for(not_met: &[&str]) -> Picture {
    let mut picture = specimen::picture(2);
    for line in &mut picture.lines {
        let mark = if not_met.contains(&line.id.as_str()) { Mark::NotMet } else { Mark::Met };
        for cell in &mut line.cells {
            cell.mark = mark;
            cell.finals = 1;
        }
    }
    picture
}

fn day(n: u32) -> Day {
    Day::from_ymd_opt(2026, 3, n).unwrap()
}

fn fixes(ids: &[&str]) -> Fixes {
    Fixes::of(ids.iter().copied(), |_| true)
}

fn dues(days: &[(&str, u32)]) -> Dues {
    let due =
        |(id, n): &(&str, u32)| Due { requirement: (*id).into(), poam_on: Some(day(*n)), task_on: None };
    Dues::of(days.iter().map(due).collect())
}

#[test]
fn a_status_becomes_true_on_the_day_of_its_last_fix() {
    let picture = but_for(&["3.1.1", "3.1.3", "3.5.3"]);
    let dues = dues(&[("3.1.1", 4), ("3.1.3", 20), ("3.5.3", 9)]);

    let all = Outlook::of(&picture, &fixes(&["3.1.1", "3.1.3", "3.5.3"]), &dues).unwrap();

    let scores: Vec<_> = all.steps.iter().map(|step| (step.on, step.stand.score)).collect();
    assert_eq!(scores, [(day(4), Some(104)), (day(9), Some(109)), (day(20), Some(110))]);
    assert_eq!(all.status_on, Some((day(9), "Conditional Level 2 (Self)".to_owned())));
    assert_eq!((all.on, all.then.status.as_str()), (Some(day(20)), "Final Level 2 (Self)"));
    assert!(all.left.is_empty() && all.undated.is_empty());
}

#[test]
fn what_is_left_stands_on_the_poam_if_the_law_allows_it() {
    let picture = but_for(&["3.1.1", "3.1.3", "3.5.3"]);

    let some = Outlook::of(&picture, &fixes(&["3.1.1"]), &Dues::default()).unwrap();

    let left: Vec<_> =
        some.left.iter().map(|left| (left.id.as_str(), left.points, left.is_entered)).collect();
    assert_eq!(left, [("3.1.3", 1, false)]);
    assert_eq!((some.then.score, some.then.status.as_str()), (Some(104), "No CMMC Status"));
    assert!(some.hurdles.len() == 1 && some.hurdles[0].contains("3.5.3"), "{:?}", some.hurdles);
    assert_eq!((some.on, some.undated), (None, vec!["3.1.1".to_owned()]));
}

#[test]
fn the_candidates_are_what_is_not_met_and_what_is_open() {
    let mut picture = but_for(&["3.1.1"]);
    picture.lines[4].cells[0].finals = 0;

    let found = candidates(&picture, &dues(&[("3.1.1", 4)])).unwrap();

    let seen: Vec<_> =
        found.iter().map(|one| (one.id.as_str(), one.is_not_met, one.points, one.work)).collect();
    assert_eq!(seen, [("3.1.1", true, Some(5), 6), ("3.1.5", false, Some(3), 1)]);
    assert_eq!((found[0].due_on, found[0].may_be_on_poam), (Some(day(4)), false));
}
