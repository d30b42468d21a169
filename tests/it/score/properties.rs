//! What holds for every assessment, whatever was found.

use chrono::Days;
use muster::assessments::score::file::run;
use muster::assessments::score::{
    Closeout, CmmcStatus, Eligibility, Finding, Level2Terms, Methodology, Outcome, PoamList, TimelineInput,
    Word, level2, may_be_on_poam, range, timeline,
};
use muster::catalogue::builtin::{Level, requirements};
use muster::catalogue::pack::current;
use muster::kernel::env::Day;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// One finding for each of the 110 requirements: its word, and whether its lighter case holds.
type Found = Vec<(Word, bool)>;

fn word() -> impl Strategy<Value = Word> {
    prop_oneof![9 => assessed(), 1 => Just(Word::Unassessed)]
}

fn assessed() -> impl Strategy<Value = Word> {
    prop_oneof![4 => Just(Word::Met), 2 => Just(Word::NotMet), 1 => Just(Word::Na)]
}

fn found(word: impl Strategy<Value = Word>) -> impl Strategy<Value = Found> {
    prop::collection::vec((word, any::<bool>()), 110)
}

/// Few enough gaps for a status to be in reach.
fn nearly_done() -> impl Strategy<Value = Found> {
    found(prop_oneof![40 => Just(Word::Met), 1 => Just(Word::NotMet), 2 => Just(Word::Na)])
}

fn terms() -> impl Strategy<Value = Level2Terms> {
    let ids: Vec<_> = requirements(Level::Two).iter().map(|one| one.id.to_owned()).collect();
    let listed =
        prop::sample::subsequence(ids, 0..=110).prop_map(|ids| PoamList::Listed(ids.into_iter().collect()));
    let poam = prop_oneof![Just(PoamList::All), Just(PoamList::None), listed];
    let methodology = prop_oneof![Just(Methodology::Cmmc), Just(Methodology::Dodam)];
    (poam, methodology).prop_map(|(poam, methodology)| Level2Terms {
        poam,
        methodology,
        ..Level2Terms::default()
    })
}

fn finding((word, lighter): (Word, bool), position: usize) -> Finding {
    let case = requirements(Level::Two)[position].partial.map(|partial| partial.case);
    Finding::Stated { word, partial: case.filter(|_| lighter && word == Word::NotMet) }
}

fn score(terms: &Level2Terms, found: &Found) -> Outcome {
    level2(current(), terms, |one| finding(found[one.position], one.position))
}

fn cmmc() -> Level2Terms {
    Level2Terms::default()
}

proptest! {
    #[test]
    fn the_score_lies_between_minus_203_and_110(terms in terms(), found in found(assessed())) {
        let outcome = score(&terms, &found);
        let lost: i32 = outcome.deductions.iter().map(|one| one.points).sum();

        if let Some(score) = outcome.score {
            prop_assert!((-203..=110).contains(&score));
            prop_assert_eq!(score, 110 - lost);
        } else {
            prop_assert_eq!(outcome.status, CmmcStatus::NoScore);
        }
    }

    #[test]
    fn a_worse_finding_never_raises_the_score(
        found in prop_oneof![found(assessed()).boxed(), nearly_done().boxed()],
        at in 0..110_usize,
    ) {
        let mut worse = found.clone();
        worse[at] = (Word::NotMet, found[at].1 && found[at].0 != Word::NotMet);

        let (before, after) = (score(&cmmc(), &found).score, score(&cmmc(), &worse).score);

        if let (Some(before), Some(after)) = (before, after) {
            prop_assert!(after <= before);
        }
    }

    #[test]
    fn one_objective_moves_the_score_by_its_requirements_value_at_most(
        found in found(assessed()),
        at in 0..110_usize,
        words in prop::collection::vec(assessed(), 15),
        objective in 0..15_usize,
        changed in assessed(),
    ) {
        let requirement = &requirements(Level::Two)[at];
        let count = requirement.objectives.len();
        let with = |words: Vec<Word>| level2(current(), &cmmc(), |one| {
            if one.position == at {
                Finding::Objectives { words: words.clone(), partial: None }
            } else {
                finding(found[one.position], one.position)
            }
        }).score;
        let before = words[..count].to_vec();
        let mut after = before.clone();
        after[objective % count] = changed;

        if let (Some(before), Some(after)) = (with(before), with(after)) {
            prop_assert!((before - after).abs() <= requirement.weight.unwrap_or(0));
        }
    }

    #[test]
    fn the_order_of_the_file_does_not_matter(
        (found, order) in (found(word()), Just((0..110).collect::<Vec<usize>>()).prop_shuffle()),
    ) {
        let file = |order: &[usize]| {
            let mut findings = Map::new();
            for &at in order {
                findings.insert(requirements(Level::Two)[at].id.to_owned(), found[at].0.name().into());
            }
            let case = json!({"id": "x", "kind": "l2", "findings": findings});
            let printed = run(&case.to_string()).expect("understood").json();
            let mut printed: Value = serde_json::from_str(&printed).expect("JSON");
            printed["results"][0]["requirement_status"].take();
            printed
        };
        let straight: Vec<_> = (0..110).collect();

        prop_assert_eq!(file(&straight), file(&order));
    }

    #[test]
    fn the_range_holds_every_score_that_can_still_come(
        terms in terms(),
        found in found(word()),
        later in found(assessed()),
    ) {
        let is_open = |at: usize| found[at].0 == Word::Unassessed;
        let settled: Found = (0..110).map(|at| if is_open(at) { later[at] } else { found[at] }).collect();

        let ends = range(current(), &terms, |one| finding(found[one.position], one.position));

        if let Some(score) = score(&terms, &settled).score {
            prop_assert!((ends.worst..=ends.best).contains(&score), "{score} in {ends:?}");
        }
    }

    #[test]
    fn a_status_comes_with_everything_it_needs(terms in terms(), found in nearly_done()) {
        let outcome = score(&terms, &found);
        let open: Vec<_> = requirements(Level::Two)
            .iter()
            .filter(|one| outcome.word(one) == Word::NotMet)
            .map(|one| may_be_on_poam(current(), one, outcome.decided[one.position].partial).allowed)
            .collect();

        match outcome.eligibility {
            Eligibility::Final => prop_assert!(open.is_empty() && outcome.score == Some(110)),
            Eligibility::Conditional => {
                prop_assert!(!open.is_empty() && open.iter().all(|allowed| *allowed));
                prop_assert!(outcome.score >= Some(88));
            }
            Eligibility::NotEligible => prop_assert!(!outcome.reasons().is_empty()),
        }
        prop_assert_eq!(outcome.blockers.is_empty(), outcome.eligibility != Eligibility::NotEligible);
    }

    #[test]
    fn a_status_that_ended_does_not_come_back(
        (start, posted) in (0..2_000_u64, 0..400_u64),
        all_met: bool,
        days in 0..1_500_u64,
    ) {
        let day = |offset: u64| "2026-01-01".parse::<Day>().expect("a day") + Days::new(offset);
        let on = |today: u64| timeline(current(), &TimelineInput {
            initial_status: CmmcStatus::ConditionalLevel2Self,
            cmmc_status_date: Some(day(start)),
            today: day(start + today),
            closeout: Some(Closeout { posted: day(start + posted), all_met }),
            last_affirmation: Some(day(start + posted)),
            has_drifted: false,
        }).expect("possible");

        let (today, next) = (on(days), on(days + 1));

        prop_assert!(today.cmmc_status_date.is_some() || next.cmmc_status_date.is_none());
        prop_assert!(!today.award_eligible || (today.status_current && today.affirmation_current));
        prop_assert_eq!(today.status_current, today.cmmc_status_date.is_some());
    }

    #[test]
    fn no_text_trips_the_reader(text in ".{0,200}", key in "[a-z_]{1,12}", value in "[A-Z0-9.]{0,9}") {
        let findings = json!({"3.1.1": {key.clone(): value.clone()}});
        let case = json!({"id": "x", "kind": "l2", "findings": findings, key: value});

        let _ = run(&text);
        if let Err(error) = run(&case.to_string()) {
            prop_assert!(error.to_string().contains("$."));
        }
    }
}
