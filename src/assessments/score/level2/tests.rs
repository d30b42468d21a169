//! The numbers of 32 CFR 170.21 and 170.24 for Level 2.

use super::*;
use crate::catalogue::builtin::requirements;
use crate::catalogue::pack::current;

fn not_met(terms: &Level2Terms, ids: &[&str]) -> Outcome {
    level2(current(), terms, |one| if ids.contains(&one.id) { Word::NotMet } else { Word::Met }.into())
}

fn own(ids: &[&str]) -> Outcome {
    not_met(&Level2Terms::default(), ids)
}

/// The first `count` requirements that cost 1 and may stand on a plan.
fn ones(count: usize) -> Vec<&'static str> {
    let all = requirements(Level::Two).iter();
    all.filter(|one| one.weight == Some(1) && one.poam_basis.ends_with("value 1"))
        .map(|one| one.id)
        .take(count)
        .collect()
}

#[test]
fn everything_met_is_110_and_final() {
    let outcome = own(&[]);

    assert_eq!((outcome.score, outcome.status), (Some(110), CmmcStatus::FinalLevel2Self));
    assert_eq!(outcome.eligibility, Eligibility::Final);
    assert_eq!(outcome.rule_pack, "rule-pack-2026-11-21");
}

#[test]
fn nothing_met_but_the_plan_is_minus_203() {
    let outcome = level2(current(), &Level2Terms::default(), |one| {
        if one.id == "3.12.4" { Word::Met } else { Word::NotMet }.into()
    });

    assert_eq!(outcome.score, Some(-203));
    assert_eq!(outcome.deductions.iter().map(|one| one.points).sum::<i32>(), 313);
}

#[test]
fn the_line_is_at_88_points() {
    let at = own(&ones(22));
    let below = own(&ones(23));

    assert_eq!((at.score, at.status), (Some(88), CmmcStatus::ConditionalLevel2Self));
    assert_eq!((below.score, below.status), (Some(87), CmmcStatus::NoStatus));
    assert_eq!(below.reasons(), [Reason::ScoreBelowThreshold]);
    assert!(below.blockers[0].words.contains("87") && below.blockers[0].words.contains("88"));
}

#[test]
fn a_hundred_and_five_met_can_still_be_too_little() {
    let outcome = own(&["3.1.1", "3.1.2", "3.1.12", "3.1.13", "3.2.1"]);

    assert_eq!(outcome.score, Some(85));
    assert_eq!(outcome.reasons(), [Reason::PoamValueOver1, Reason::ScoreBelowThreshold]);
}

#[test]
fn without_the_security_plan_there_is_no_score() {
    let outcome = own(&["3.12.4", "3.1.1"]);

    assert_eq!((outcome.score, outcome.status), (None, CmmcStatus::NoScore));
    assert_eq!(outcome.reasons(), [Reason::SspAbsent]);
    assert_eq!(outcome.blocking(), ["3.12.4"]);
    assert_eq!(outcome.range, None);
}

#[test]
fn each_requirement_is_reported_for_one_reason() {
    let outcome = not_met(
        &Level2Terms { poam: PoamList::None, ..Level2Terms::default() },
        &["3.1.1", "3.1.3", "3.1.20"],
    );

    let reasons: Vec<_> =
        outcome.blockers.iter().map(|one| (one.requirement.map(|it| it.id), one.reason)).collect();
    let expected = [
        (Some("3.1.1"), Reason::PoamValueOver1),
        (Some("3.1.3"), Reason::PoamMissing),
        (Some("3.1.20"), Reason::PoamExcludedRequirement),
    ];
    assert_eq!(reasons, expected);
    assert_eq!(outcome.blockers[2].citation, "32 CFR 170.21(a)(2)(iii)(A)");
}

#[test]
fn what_is_open_leaves_a_range() {
    let outcome = level2(current(), &Level2Terms::default(), |one| match one.id {
        "3.1.1" => Word::NotMet.into(),
        "3.5.3" | "3.12.4" | "3.1.3" => Word::Unassessed.into(),
        _ => Word::Met.into(),
    });

    assert_eq!((outcome.score, outcome.range), (None, Some(Range { best: 105, worst: 99 })));
    assert_eq!(outcome.status, CmmcStatus::Incomplete);
    assert_eq!(outcome.blocking(), ["3.1.3", "3.5.3", "3.12.4"]);
}

#[test]
fn the_range_of_a_complete_assessment_is_its_score() {
    let outcome = range(current(), &Level2Terms::default(), |one| {
        if one.id == "3.1.5" { Word::NotMet } else { Word::Na }.into()
    });

    assert_eq!(outcome, Range { best: 107, worst: 107 });
}

#[test]
fn a_missing_plan_of_action_costs_three_more_under_the_old_methodology() {
    let terms = |poam, methodology| Level2Terms { poam, methodology, ..Level2Terms::default() };
    let listed = PoamList::Listed(["3.1.3".to_owned()].into());

    let dodam = not_met(&terms(PoamList::None, Methodology::Dodam), &["3.1.3"]);

    assert_eq!(dodam.score, Some(106));
    assert_eq!(dodam.deductions[1].requirement, "3.12.2");
    assert!(dodam.deductions[1].citation.contains("5(g)(iii)"));
    assert_eq!(not_met(&terms(PoamList::None, Methodology::Cmmc), &["3.1.3"]).score, Some(109));
    assert_eq!(not_met(&terms(listed, Methodology::Dodam), &["3.1.3"]).score, Some(109));
    assert_eq!(not_met(&terms(PoamList::None, Methodology::Dodam), &["3.12.2"]).score, Some(107));
}

#[test]
fn every_deduction_gives_the_paragraph_of_its_value() {
    let outcome = own(&["3.1.1", "3.1.12", "3.3.2", "3.1.5", "3.1.3", "3.5.3", "3.13.11"]);

    let citations: Vec<_> = outcome
        .deductions
        .iter()
        .map(|one| (one.requirement, one.citation.trim_start_matches("32 CFR 170.24(c)(2)(i)(B)")))
        .collect();
    let expected = [
        ("3.1.1", "(1)(i)"),
        ("3.1.3", "(3)"),
        ("3.1.5", "(2)(ii)"),
        ("3.1.12", "(1)(ii)"),
        ("3.3.2", "(2)(i)"),
        ("3.5.3", "(4)(i)"),
        ("3.13.11", "(4)(ii)"),
    ];
    assert_eq!(citations, expected);
}
