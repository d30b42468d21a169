//! When a finding may be saved, and when its last change may be taken back.

use super::*;
use crate::assessments::model::specimen::finding;

fn judged(result: Mark, why: &str) -> Judgement {
    Judgement { result, finding: Paragraph::parse(why).unwrap(), ..Judgement::default() }
}

#[test]
fn not_met_and_not_applicable_need_a_reason() {
    assert!(judged(Mark::NotMet, "").check().is_err());
    assert!(judged(Mark::NotApplicable, "no wifi").check().is_err());
    assert!(judged(Mark::NotApplicable, "There is no wireless network.").check().is_ok());
    assert!(judged(Mark::Met, "").check().is_ok());
}

#[test]
fn only_ones_own_last_change_is_undone_and_only_for_ten_minutes() {
    let (me, other) = (UserId(uuid::Uuid::from_u128(1)), UserId(uuid::Uuid::from_u128(2)));
    let at = Timestamp::UNIX_EPOCH;
    let met = finding("3.1.1", Mark::Unassessed).decided(judged(Mark::Met, ""), me, at);

    assert!(met.clone().undone(None, other, at).is_err());
    assert!(met.clone().undone(None, me, at + TimeDelta::seconds(601)).is_err());
    assert!(met.clone().undone(Some(2), me, at).is_err(), "that was another change");
    let undone = met.undone(Some(1), me, at + UNDO).unwrap();
    assert_eq!((undone.result, undone.version), (Mark::Unassessed, 2));
    assert!(undone.is_undone(1, me) && !undone.is_undone(1, other) && !undone.is_undone(2, me));
    assert!(undone.undone(None, me, at).is_err(), "an undo cannot be undone");
}
