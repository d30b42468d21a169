//! The demonstration says only what could be true.

use super::data::{Assessment, COMPANY, FILES, LEVEL1, LEVEL2, Requirement, TASKS};
use super::days::Days;
use super::history::{self, Deed};
use crate::assessments::score::may_be_on_poam;
use crate::catalogue::builtin::{self, Level};
use crate::catalogue::pack;

fn both() -> impl Iterator<Item = &'static Requirement> {
    LEVEL1.requirements.iter().chain(&LEVEL2.requirements)
}

fn with(mark: char) -> impl Iterator<Item = &'static Requirement> {
    LEVEL2.requirements.iter().filter(move |one| one.objectives().iter().any(|(_, known)| *known == mark))
}

#[test]
fn every_requirement_fits_the_catalogue_and_names_what_is_there() {
    let is_somebody = |key: &str| COMPANY.people.iter().any(|person| person.key == key);
    for requirement in both() {
        let known = builtin::requirement(&requirement.id).unwrap();
        let marks = requirement.marks.as_deref().unwrap_or_default();

        assert!(marks.is_empty() || marks.len() == known.objectives.len(), "{}", requirement.id);
        assert!(marks.chars().all(|mark| "mna".contains(mark)), "{}", requirement.id);
        assert!(is_somebody(&requirement.owner), "{}", requirement.id);
        for key in requirement.evidence.iter().chain(requirement.again.iter().map(|again| &again.evidence)) {
            assert!(FILES.iter().any(|file| file.key == *key), "{} names {key}", requirement.id);
        }
    }
    assert!(TASKS.iter().all(|task| task.who.is_empty() || is_somebody(&task.who)));
}

#[test]
fn all_of_both_levels_is_assessed_and_much_of_it_is_written_down() {
    for (assessment, level) in [(&*LEVEL1, Level::One), (&*LEVEL2, Level::Two)] {
        assert_eq!(assessment.requirements.len(), builtin::requirements(level).len());
    }
    let narratives = LEVEL2.requirements.iter().filter(|one| !one.narrative.is_empty()).count();
    assert!((40..=60).contains(&narratives), "{narratives} of 110");
    assert!(with('n').count() >= 8 && with('a').count() >= 3);
}

#[test]
fn what_costs_a_point_may_stand_on_the_poam_and_does_but_for_two() {
    let mut blockers = Vec::new();
    for requirement in with('n').filter(|one| one.exception.is_none() && one.deficiency.is_none()) {
        let known = builtin::requirement(&requirement.id).unwrap();
        let partial =
            known.partial.map(|partial| partial.case).filter(|case| case.word() == requirement.partial);
        let verdict = may_be_on_poam(pack::current(), known, partial);
        let is_met_by_now = !requirement.again.is_empty();

        assert_eq!(verdict.allowed, requirement.poam.is_some(), "{}: {}", requirement.id, verdict.words);
        if !verdict.allowed && !is_met_by_now {
            blockers.push(requirement.id.as_str());
        }
    }
    assert_eq!(blockers, ["3.5.3", "3.11.2"]);
}

#[test]
fn what_is_not_met_or_not_applicable_has_its_reason() {
    for requirement in &LEVEL2.requirements {
        let marks = requirement.marks.as_deref().unwrap_or_default();

        assert_eq!(marks.contains(['n', 'a']), requirement.why.len() >= 10, "{}", requirement.id);
        assert_eq!(marks.contains('m'), !requirement.finding.is_empty(), "{}", requirement.id);
    }
}

#[test]
fn three_months_go_by_day_after_day_whatever_day_it_is_loaded_on() {
    for start in 0..7 {
        let today = "2026-03-02".parse::<crate::kernel::env::Day>().unwrap() + chrono::TimeDelta::days(start);
        let days = Days(today);

        let all = history::all(days);

        assert!(all.is_sorted_by(|a, b| a.0 < b.0), "one after the other");
        assert!(history::began(days) < all[0].0 && all.last().unwrap().0.date_naive() < today);
        let months = (today - all[0].0.date_naive()).num_days();
        assert!((90..=105).contains(&months), "{months} days");
        for file in FILES.iter() {
            let is_brought = |(_, deed): &(_, Deed)| matches!(deed, Deed::Bring(it, _) if it.key == file.key);
            let count = all.iter().filter(|it| is_brought(it)).count();
            assert_eq!(count, 1 + usize::from(file.first.is_some()), "{}", file.key);
        }
    }
}

#[test]
fn every_decision_finds_its_evidence_there() {
    let days = Days("2026-03-05".parse().unwrap());
    let mut there = std::collections::BTreeSet::new();
    for (_, deed) in history::all(days) {
        match deed {
            Deed::Bring(file, _) => {
                there.insert(file.key.as_str());
            }
            Deed::Decide(_, one, _) => {
                assert!(one.evidence.iter().all(|key| there.contains(key.as_str())), "{}", one.id);
            }
            _ => {}
        }
    }
    let ends = |it: &Assessment| it.begun > it.first && it.first > it.last;
    assert!(ends(&LEVEL1) && ends(&LEVEL2));
}
