//! The demonstration says only what could be true.

use super::data::{COMPANY, FILES, LEVEL1, LEVEL2};
use crate::assessments::score::may_be_on_poam;
use crate::catalogue::builtin::{self, Level};
use crate::catalogue::pack;

#[test]
fn every_requirement_fits_the_catalogue_and_names_what_is_there() {
    for requirement in LEVEL1.requirements.iter().chain(&LEVEL2.requirements) {
        let known = builtin::requirement(&requirement.id).unwrap();
        let marks = requirement.marks.as_deref().unwrap_or_default();

        assert!(marks.is_empty() || marks.len() == known.objectives.len(), "{}", requirement.id);
        assert!(marks.chars().all(|mark| "mna.".contains(mark)), "{}", requirement.id);
        assert!(COMPANY.people.iter().any(|person| person.key == requirement.owner), "{}", requirement.id);
        for key in &requirement.evidence {
            assert!(FILES.iter().any(|file| file.key == *key), "{} names {key}", requirement.id);
        }
    }
}

#[test]
fn about_two_thirds_of_level_2_is_assessed_and_a_third_has_a_narrative() {
    let marks: String = LEVEL2.requirements.iter().filter_map(|one| one.marks.clone()).collect();
    let count = |wanted: char| marks.chars().filter(|mark| *mark == wanted).count();
    let assessed = marks.chars().filter(|mark| *mark != '.').count();
    let narratives = LEVEL2.requirements.iter().filter(|one| !one.narrative.is_empty()).count();

    assert!((204..=224).contains(&assessed), "{assessed} of 320");
    assert!(count('n') >= 8 && count('a') >= 4, "{marks}");
    assert!((34..=40).contains(&narratives), "{narratives} of 110");
    assert_eq!(LEVEL1.requirements.len(), builtin::requirements(Level::One).len());
}

#[test]
fn nothing_stands_on_the_poam_that_may_not() {
    for requirement in LEVEL2.requirements.iter().filter(|one| one.poam.is_some()) {
        let known = builtin::requirement(&requirement.id).unwrap();
        let partial =
            known.partial.map(|partial| partial.case).filter(|case| case.word() == requirement.partial);
        let verdict = may_be_on_poam(pack::current(), known, partial);

        assert!(verdict.allowed, "{}: {}", requirement.id, verdict.words);
        assert!(requirement.marks.as_deref().unwrap_or_default().contains('n'), "{}", requirement.id);
    }
}

#[test]
fn what_is_not_met_or_not_applicable_has_its_reason() {
    for requirement in &LEVEL2.requirements {
        let marks = requirement.marks.as_deref().unwrap_or_default();

        assert_eq!(marks.contains(['n', 'a']), requirement.why.len() >= 10, "{}", requirement.id);
        assert_eq!(marks.contains('m'), !requirement.finding.is_empty(), "{}", requirement.id);
    }
}
