//! Standings with the numbers of 32 CFR 170.21 and 170.24.

use super::*;
use crate::assessments::model::{
    Assessment, AssessmentId, Claim, PartialCase, SystemId, picture::Cell, picture::Line as Requirement,
    specimen::finding,
};
use crate::kernel::{env::Timestamp, text::Line};
use sqlx::types::Json;
use uuid::Uuid;

fn assessment(level: i64) -> Assessment {
    Assessment {
        id: AssessmentId(Uuid::from_u128(1)),
        system_id: SystemId(Uuid::from_u128(2)),
        system: Line::parse("Shop", "").unwrap(),
        title: Line::parse("Spring", "").unwrap(),
        level,
        lead_id: None,
        level2_status: String::new(),
        level2_score: None,
        copied_from: None,
        completed_on: None,
        completed_name: String::new(),
        result: None,
        version: 1,
        created_at: Timestamp::UNIX_EPOCH,
    }
}

/// Everything met with evidence in final form.
fn all_met(level: i64) -> Picture {
    let mut picture = Picture::of(assessment(level), Vec::new());
    for line in &mut picture.lines {
        line.cells.iter_mut().for_each(|cell| (cell.mark, cell.finals) = (Mark::Met, 1));
    }
    picture
}

fn line<'a>(picture: &'a mut Picture, id: &str) -> &'a mut Requirement {
    picture.lines.iter_mut().find(|line| line.id == id).unwrap()
}

fn mark(picture: &mut Picture, id: &str, mark: Mark) {
    line(picture, id).cells[0].mark = mark;
}

fn not_met(ids: &[&str], poam: &[&str]) -> Picture {
    let mut picture = all_met(2);
    ids.iter().for_each(|id| mark(&mut picture, id, Mark::NotMet));
    poam.iter().for_each(|id| line(&mut picture, id).is_on_poam = true);
    picture
}

fn said(picture: &Picture) -> (Option<i32>, &str) {
    let standing = picture.standing().unwrap();
    (standing.score, &standing.status)
}

#[test]
fn another_result_is_reckoned_anew_and_other_words_are_not() {
    let picture = all_met(2);
    let standing: *const Standing = picture.standing().unwrap();

    let in_other_words = picture.with(&finding("3.5.3", Mark::Met), "Dana");
    let otherwise = picture.with(&finding("3.5.3", Mark::NotMet), "Dana");

    assert!(std::ptr::eq(in_other_words.standing().unwrap(), standing));
    assert_eq!(in_other_words.line("3.5.3").unwrap().cells[0].by, "Dana");
    assert_eq!(said(&otherwise).0, Some(105));
}

#[test]
fn everything_met_with_final_evidence_is_110_and_final() {
    assert_eq!(said(&all_met(2)), (Some(110), "Final Level 2 (Self)"));
    assert_eq!(said(&all_met(1)), (None, "Final Level 1 (Self)"));
}

#[test]
fn one_requirement_worth_five_is_105_and_yet_no_status() {
    let picture = not_met(&["3.1.1"], &["3.1.1"]);
    let standing = picture.standing().unwrap();

    assert_eq!(said(&picture), (Some(105), "No CMMC Status"));
    let hurdle = &standing.hurdles[0];
    assert_eq!((hurdle.requirement.as_deref(), hurdle.points), (Some("3.1.1"), 5));
    assert!(hurdle.citation.contains("170.21(a)(2)(ii)"), "{hurdle:?}");
    assert_eq!(standing.rows[0].points, 5);
    assert_eq!(standing.maximum.unwrap() - standing.points(), standing.score.unwrap());
}

#[test]
fn a_point_on_the_plan_is_conditional_and_off_it_is_not() {
    // 3.1.3 is worth one point and is not excluded by name (32 CFR 170.21(a)(2)).
    assert_eq!(said(&not_met(&["3.1.3"], &["3.1.3"])), (Some(109), "Conditional Level 2 (Self)"));
    let off = not_met(&["3.1.3"], &[]);
    assert_eq!(said(&off), (Some(109), "No CMMC Status"));
    assert_eq!(off.standing().unwrap().hurdles[0].reason, "POAM_MISSING");
}

#[test]
fn without_a_system_security_plan_there_is_no_score_but_every_reason() {
    let picture = not_met(&["3.12.4", "3.1.1"], &[]);
    let standing = picture.standing().unwrap();

    assert_eq!(said(&picture), (None, "No CMMC Score"));
    assert_eq!((standing.best, standing.reasons.as_slice()), (None, ["SSP_ABSENT".to_owned()].as_slice()));
    let named: Vec<_> = standing.hurdles.iter().filter_map(|one| one.requirement.as_deref()).collect();
    assert_eq!(named, ["3.12.4", "3.1.1"]);
}

#[test]
fn met_without_final_evidence_is_open_for_the_score_and_provisional() {
    let mut picture = all_met(2);
    line(&mut picture, "3.1.1").cells[2].finals = 0;
    let standing = picture.standing().unwrap();

    assert_eq!(said(&picture), (None, "Incomplete"));
    assert_eq!((standing.best, standing.worst), (Some(110), Some(105)));
    assert_eq!(standing.status_at_best, "Final Level 2 (Self)");
    let row = &standing.rows[0];
    assert_eq!((row.result, row.is_provisional, row.points), (Mark::Unassessed, true, 0));
}

#[test]
fn what_was_copied_is_open_until_it_is_confirmed_whatever_it_says() {
    let mut picture = not_met(&["3.5.3"], &[]);
    for id in ["3.1.1", "3.5.3"] {
        line(&mut picture, id).cells[0].is_to_confirm = true;
    }
    line(&mut picture, "3.1.2").cells.iter_mut().for_each(|cell| cell.mark = Mark::NotApplicable);
    line(&mut picture, "3.1.2").cells[1].is_to_confirm = true;
    let standing = picture.standing().unwrap();

    assert_eq!(said(&picture), (None, "Incomplete"));
    assert_eq!((standing.best, standing.worst), (Some(110), Some(95)));
    let open: Vec<_> = standing.open().map(|row| (row.requirement.as_str(), row.is_to_confirm)).collect();
    assert_eq!(open, [("3.1.1", true), ("3.1.2", true), ("3.5.3", true)]);
    assert!(standing.open().all(|row| !row.is_provisional));
    let mut claimed = not_met(&["3.5.3"], &[]);
    line(&mut claimed, "3.5.3").claim = exception(true);
    line(&mut claimed, "3.5.3").cells[0].is_to_confirm = true;
    assert_eq!(claimed.standing().unwrap().worst, Some(105), "a claim is copied like everything else");
    let confirmed = picture.with(&finding("3.1.1", Mark::Met), "Dana");
    assert_eq!(confirmed.standing().unwrap().worst, Some(100), "the same words, but now they count");
    let confirmed = picture.with(&finding("3.5.3", Mark::NotMet), "Dana");
    assert_eq!(confirmed.standing().unwrap().best, Some(105), "one that is not met here is enough");
}

#[test]
fn a_claim_is_reckoned_with_once_every_objective_is_assessed() {
    let mut claimed = not_met(&["3.5.3"], &[]);
    let three = line(&mut claimed, "3.5.3");
    three.claim = exception(true);
    assert!(three.is_met_by_claim() && three.counts_as() == Mark::Met);
    let last = three.cells.iter_mut().rfind(|cell| cell.mark == Mark::Met).unwrap();
    last.mark = Mark::Unassessed;

    assert!(!three.is_met_by_claim() && three.is_claimed());
    assert_eq!(three.counts_as(), Mark::Unassessed);
    let row = claimed.standing().unwrap().rows.iter().find(|row| row.requirement == "3.5.3").unwrap();
    assert_eq!(row.result, Mark::Unassessed, "the same");
}

#[test]
fn the_system_security_plan_is_met_by_no_claim_and_never_not_applicable() {
    let mut claimed = not_met(&["3.12.4"], &[]);
    line(&mut claimed, "3.12.4").claim = exception(true);
    let mut left_out = all_met(2);
    line(&mut left_out, "3.12.4").cells.iter_mut().for_each(|cell| cell.mark = Mark::NotApplicable);
    let mut partly = all_met(2);
    mark(&mut partly, "3.12.4", Mark::NotApplicable);

    for picture in [&claimed, &left_out] {
        assert_eq!(said(picture), (None, "No CMMC Score"));
        let row = picture.standing().unwrap().rows.iter().find(|row| row.requirement == "3.12.4").unwrap();
        assert!((row.result, row.points) == (Mark::NotMet, 0) && row.citation.contains("170.24"), "{row:?}");
    }
    assert_eq!(said(&partly).0, Some(110));
    assert!(line(&mut claimed, "3.12.4").may_claim(&exception(true).unwrap()).is_err());
    assert!(!line(&mut claimed, "3.12.4").is_met_by_claim());
    assert_eq!(line(&mut left_out, "3.12.4").counts_as(), Mark::NotMet, "as its score");
}

#[test]
fn what_nobody_assessed_is_open_but_not_provisional() {
    let mut picture = all_met(2);
    mark(&mut picture, "3.1.1", Mark::Unassessed);
    mark(&mut picture, "3.5.3", Mark::NotMet);
    let standing = picture.standing().unwrap();

    assert_eq!((standing.best, standing.worst), (Some(105), Some(100)));
    assert_eq!(standing.open().map(|row| row.is_provisional).collect::<Vec<_>>(), [false]);
    assert_eq!(standing.status_at_best, "No CMMC Status");
    assert_eq!(standing.blocking, ["3.1.1"], "as the scoring file has it");
    assert_eq!(standing.hurdles[0].requirement.as_deref(), Some("3.5.3"), "known to stand in the way");
}

#[test]
fn the_lighter_cases_cost_three_and_only_encryption_may_stand_on_the_plan() {
    let mut picture = not_met(&["3.13.11"], &["3.13.11"]);
    line(&mut picture, "3.13.11").partial_case = PartialCase::EncryptionNotFips;
    assert_eq!(said(&picture), (Some(107), "Conditional Level 2 (Self)"));

    let mut picture = not_met(&["3.5.3"], &["3.5.3"]);
    line(&mut picture, "3.5.3").partial_case = PartialCase::MfaRemoteAndPrivileged;
    assert_eq!(said(&picture), (Some(107), "No CMMC Status"));
}

fn exception(mitigations_described: bool) -> Option<Claim> {
    let mitigations = if mitigations_described { "It has no network." } else { "" };
    Some(Claim::EnduringException {
        note: "The old lathe".into(),
        mitigations: mitigations.into(),
        ssp_reference: "Section 4.2".into(),
    })
}

#[test]
fn a_claim_counts_once_all_its_conditions_are_fulfilled() {
    let mut picture = not_met(&["3.1.1"], &[]);
    line(&mut picture, "3.1.1").claim = exception(false);
    assert_eq!(said(&picture), (Some(105), "No CMMC Status"));

    let mut picture = not_met(&["3.1.1"], &[]);
    line(&mut picture, "3.1.1").claim = exception(true);
    assert_eq!(said(&picture), (Some(110), "Final Level 2 (Self)"));
    let note = picture.standing().unwrap().rows[0].claim.clone().unwrap();
    assert!(note.holds && note.words.contains("170.24(b)(1)(i)") && note.note == "The old lathe");
}

#[test]
fn a_claim_says_nothing_about_objectives_that_nobody_looked_at() {
    let mut picture = not_met(&["3.1.1"], &[]);
    line(&mut picture, "3.1.1").claim = exception(true);
    line(&mut picture, "3.1.1").cells[1].mark = Mark::Unassessed;

    assert_eq!(said(&picture), (None, "Incomplete"));
}

#[test]
fn own_requirements_never_count() {
    let mut picture = all_met(2);
    let mut own = picture.lines[0].clone();
    (own.id, own.is_own) = ("SHOP-1".into(), true);
    own.cells = vec![Cell { objective: "a".into(), mark: Mark::NotMet, ..Cell::default() }];
    picture.lines.push(own);

    assert_eq!(said(&picture), (Some(110), "Final Level 2 (Self)"));
    assert_eq!(picture.standing().unwrap().rows.len(), 110);
}

#[test]
fn level_3_takes_one_point_each_and_stands_on_a_full_level_2() {
    let mut picture = all_met(3);
    mark(&mut picture, "AC.L3-3.1.2e", Mark::NotMet);
    assert_eq!(said(&picture), (Some(23), "No CMMC Status"));
    assert_eq!(picture.standing().unwrap().hurdles[0].reason, "LEVEL2_FINAL_C3PAO_PREREQUISITE");

    let mut picture = all_met(3);
    mark(&mut picture, "AC.L3-3.1.2e", Mark::NotMet);
    picture.assessment.level2_status = "Final Level 2 (C3PAO)".into();
    picture.assessment.level2_score = Some(110);
    assert_eq!(said(&picture), (Some(23), "Conditional Level 3 (DIBCAC)"));
    assert_eq!(picture.standing().unwrap().needed, Some(20));
}

#[test]
fn what_was_kept_is_read_back_whatever_the_rules_say_today() {
    let mut kept = all_met(2).standing().unwrap().clone();
    kept.pack.name = "rule-pack-of-another-day".into();
    kept.score = Some(77);
    let mut completed = not_met(&["3.1.1"], &[]);
    completed.assessment.result = Some(Json(serde_json::to_value(&kept).unwrap()));

    assert_eq!(completed.standing().unwrap(), &kept);
}

#[test]
fn a_digest_tells_results_apart() {
    let digest = |picture: &Picture| picture.standing().unwrap().digest().unwrap();

    assert_eq!(digest(&all_met(2)), digest(&all_met(2)));
    assert_ne!(digest(&all_met(2)), digest(&not_met(&["3.1.1"], &[])));
}
