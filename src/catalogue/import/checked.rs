//! What holds for every file, whatever its form: codes are ours where they mean ours, nothing comes twice,
//! nothing is larger than it may be.

use super::{Draft, Found, Mistakes, Parsed, ParsedRequirement, Told, prose};
use crate::catalogue::{
    builtin::{self, Level},
    model::{Code, Letter, OBJECTIVES_MAX, OWN, OWN_MAX, RESERVED},
};
use crate::kernel::text::{Line, Slug};
use std::collections::HashMap;

const REQUIREMENTS_MAX: usize = 5_000;
const ALL_OBJECTIVES_MAX: usize = 20_000;
/// The key of a title that has no letters for one.
const FALLBACK_KEY: &str = "text";

/// The draft as a whole, or everything that is wrong with it.
pub fn check(mut draft: Draft, file_name: &str, told: &Told) -> Result<Parsed, Mistakes> {
    let mut mistakes = std::mem::take(&mut draft.mistakes);
    check_counts(&draft, file_name, &mut mistakes);
    let title = title_of(&draft, file_name, told);
    check_title(&title, &mut mistakes);
    let key = if draft.is_own { OWN.to_owned() } else { key_of(&draft, &title, told) };
    let mut seen = HashMap::new();
    let mut requirements = Vec::with_capacity(draft.found.len());
    for found in draft.found {
        let at = found.at.clone();
        let requirement = check_one(found, draft.is_own, &mut mistakes);
        let code = &requirement.code;
        if let Some(first) = seen.insert(code.clone(), at.clone()).filter(|_| !code.is_empty()) {
            mistakes.add(at, format!("{code} comes twice; the first one is at {first}. Keep one of them."));
        }
        requirements.push(requirement);
    }
    let withdrawn = draft.withdrawn;
    let source_on = told.source_on.or(draft.source_on);
    mistakes.or(Parsed { key, title, version: draft.version, source_on, requirements, withdrawn })
}

fn check_counts(draft: &Draft, file_name: &str, mistakes: &mut Mistakes) {
    let objectives: usize = draft.found.iter().map(|it| it.requirement.objectives.len()).sum();
    let most = if draft.is_own { OWN_MAX } else { REQUIREMENTS_MAX };
    if draft.found.is_empty() && mistakes.told.is_empty() {
        mistakes.add(file_name, "There is no requirement in this file.");
    }
    if draft.found.len() > most {
        mistakes.add(file_name, format!("A file may hold up to {most} requirements; this one has more."));
    }
    if objectives > ALL_OBJECTIVES_MAX {
        mistakes.add(
            file_name,
            format!("A file may hold up to {ALL_OBJECTIVES_MAX} objectives; this one has more."),
        );
    }
}

/// Cut, two titles could become the same.
fn check_title(title: &str, mistakes: &mut Mistakes) {
    let (most, length) = (Line::MAX, title.chars().count());
    if length > most {
        mistakes.add(
            "the title",
            format!(
                "It may have up to {most} characters; this one has {length}. Shorten it in the file, or where the \
                 title comes from the file's name, rename the file; on the page you can say another title."
            ),
        );
    }
}

fn check_one(mut found: Found, is_own: bool, mistakes: &mut Mistakes) -> ParsedRequirement {
    let (at, mut requirement) = (found.at.clone(), std::mem::take(&mut found.requirement));
    match Code::parse(&requirement.code) {
        // Without a number it was told where the number is missing.
        _ if requirement.code.trim().is_empty() && !mistakes.told.is_empty() => {}
        Ok(code) => {
            if let Some(problem) = code.check_own().err().filter(|_| is_own) {
                mistakes.add(at.clone(), problem);
            }
            requirement.code = code.to_string();
        }
        Err(problem) => mistakes.add(at.clone(), problem),
    }
    let mut letters = Vec::with_capacity(requirement.objectives.len());
    for (before, (letter, _)) in requirement.objectives.iter_mut().enumerate() {
        match Letter::parse(letter) {
            Ok(parsed) => *letter = parsed.to_string(),
            Err(problem) => mistakes.add(found.place_of(before), problem),
        }
        if letters.contains(letter) {
            mistakes.add(
                found.place_of(before),
                format!("Objective {letter} of {} comes twice. Keep one of them.", requirement.code),
            );
        }
        letters.push(letter.clone());
    }
    let ours = builtin_id(&requirement.code);
    if requirement.objectives.len() > OBJECTIVES_MAX {
        mistakes.add(
            at.clone(),
            format!(
                "A requirement may have up to {OBJECTIVES_MAX} objectives; {} has more.",
                requirement.code
            ),
        );
    }
    match ours {
        Some(id) if is_own => mistakes.add(
            at,
            format!("{id} is a requirement of CMMC itself. Give your own requirement another number."),
        ),
        Some(id) => take_ours(&mut requirement, id, &found, mistakes),
        None => {}
    }
    requirement
}

/// The built-in requirement whose text this is. The seventeen practices of Level 1 before the rule, such as
/// `AC.L1-3.1.1`, are word for word those of Level 2.
pub fn builtin_id(code: &str) -> Option<&'static str> {
    let before_the_rule = code.split_once(".L1-").map(|(_, number)| number);
    let level2 = before_the_rule.and_then(builtin::requirement).filter(|it| it.level == Level::Two);
    level2.or_else(|| builtin::recognise(code)).map(|it| it.id)
}

/// Files of a single column of text know no families and titles; ours are as good.
fn take_ours(requirement: &mut ParsedRequirement, id: &'static str, found: &Found, mistakes: &mut Mistakes) {
    let Some(ours) = builtin::requirement(id) else { return };
    requirement.code = id.to_owned();
    requirement.family = ours.family_name.to_owned();
    if requirement.title.is_empty() {
        requirement.title = ours.short_name.to_owned();
    }
    for (before, (letter, _)) in requirement.objectives.iter().enumerate() {
        if ours.level == Level::Two && ours.objective(letter).is_none() {
            let known: Vec<_> = ours.objectives.iter().map(|it| it.key).collect();
            mistakes.add(
                found.place_of(before),
                format!("{id} has no objective {letter}. It has {}. Correct the letter.", known.join(", ")),
            );
        }
    }
}

fn title_of(draft: &Draft, file_name: &str, told: &Told) -> String {
    if draft.is_own {
        return "Own requirements".into();
    }
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let said = told.title.as_ref().map(|title| title.as_str().to_owned()).or_else(|| published_title(draft));
    let title = prose::one_line(said.as_deref().unwrap_or(stem)).unwrap_or_default();
    if title.is_empty() { "Imported catalogue".into() } else { title }
}

/// NIST's own titles do not always say which publication they are: its identifier does.
fn published_title(draft: &Draft) -> Option<String> {
    let title = draft.title.as_deref()?;
    let bare = title.trim_start_matches("Electronic (OSCAL) Version of ");
    let parts: Vec<_> = draft.identifier.as_deref().unwrap_or_default().split('_').collect();
    match &parts[..] {
        ["SP", series, number, revision @ ..] if !revision.is_empty() && !bare.contains("Rev") => {
            let revision = revision.join(".");
            let revision = revision.trim_end_matches(".0");
            Some(format!("NIST SP {series}-{number} Rev {revision}: {bare}"))
        }
        _ => Some(bare.to_owned()),
    }
}

/// The key that fits the title; `model::key` makes it the title's own. A publication's own identifier is better than
/// its long title, but what the person says is best.
fn key_of(draft: &Draft, title: &str, told: &Told) -> String {
    let name = match (&told.title, &draft.identifier) {
        (None, Some(identifier)) => identifier.clone(),
        _ => shortened(title),
    };
    let key = Slug::or(&name, FALLBACK_KEY).as_str().to_owned();
    if key == OWN || RESERVED.contains(&key.as_str()) { format!("{key}-text") } else { key }
}

/// An address has room for forty letters; the long words of NIST would leave none for the revision.
fn shortened(title: &str) -> String {
    let lower = title.to_lowercase();
    ["electronic (oscal) version of", "special publication"]
        .iter()
        .fold(lower, |title, word| {
            title.replace(word, if *word == "special publication" { "sp" } else { "" })
        })
        .replace("revision", "rev")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: &str, letters: &[&str]) -> Found {
        let objectives = letters.iter().map(|letter| ((*letter).to_owned(), "Text".to_owned())).collect();
        let code = code.to_owned();
        let at = format!("row of {code}");
        Found::new(at.into(), ParsedRequirement { code, objectives, ..ParsedRequirement::default() })
    }

    fn checked(found: Vec<Found>, is_own: bool) -> Result<Parsed, Mistakes> {
        check(Draft { found, is_own, ..Draft::default() }, "Our text.csv", &Told::default())
    }

    #[test]
    fn codes_of_ours_are_recognised_in_their_older_forms_too() {
        let codes = ["ac.l2-3.1.2", "AC.L1-3.1.1", "3.1.3", "RA.L3-3.11.1e", "3.1.2e", "AC-2 (1)"];

        let parsed = checked(codes.iter().map(|code| found(code, &[])).collect(), false).unwrap();

        let codes: Vec<_> = parsed.requirements.iter().map(|it| it.code.as_str()).collect();
        assert_eq!(codes, ["3.1.2", "3.1.1", "3.1.3", "RA.L3-3.11.1e", "AC.L3-3.1.2e", "AC-2(1)"]);
        assert_eq!(parsed.requirements[0].family, "Access Control");
        assert_eq!((parsed.key.as_str(), parsed.title.as_str()), ("our-text", "Our text"));
    }

    #[test]
    fn a_number_of_ours_or_one_that_comes_twice_is_a_mistake() {
        let told = |found, is_own| checked(found, is_own).unwrap_err().told.remove(0).reason;

        assert!(told(vec![found("AC.L2-3.1.1", &[])], true).contains("a requirement of CMMC itself"));
        assert!(told(vec![found("new", &[])], true).contains("cannot be a number"));
        let letters: Vec<String> = (0..=OBJECTIVES_MAX).map(|n| format!("b.{n}")).collect();
        let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
        assert!(told(vec![found("Q.1", &letters)], true).contains("up to 500 objectives"));
        let twice = told(vec![found("3.1.1", &["a"]), found("AC.L2-3.1.1", &[])], false);
        assert!(twice.contains("the first one is at row of 3.1.1"), "{twice}");
        assert!(told(vec![found("3.1.2", &["a", "c"])], false).contains("It has a, b."));
        assert!(told(vec![found("Q.1", &["a", "[A]"])], true).contains("Objective a of Q.1 comes twice"));
        assert!(told(vec![], false).contains("no requirement"));
        // Whether capitals tell two own numbers apart is seen beside what stands.
        assert!(checked(vec![found("Q.1", &[]), found("q.1", &[])], true).is_ok());
        assert!(
            told((0..1001).map(|n| found(&format!("Q.{n}"), &[])).collect(), true).contains("up to 1000")
        );
    }

    #[test]
    fn a_title_says_which_publication_it_is() {
        let title = |title: &str, identifier: &str| {
            let (title, identifier) = (Some(title.to_owned()), Some(identifier.to_owned()));
            title_of(&Draft { title, identifier, ..Draft::default() }, "x.json", &Told::default())
        };

        assert_eq!(
            title("Electronic (OSCAL) Version of Things", "SP_800_171_3_0_0"),
            "NIST SP 800-171 Rev 3: Things"
        );
        assert_eq!(title("NIST SP 800-53 Revision 5", "SP_800_53_5_1_1"), "NIST SP 800-53 Revision 5");
        assert_eq!(title("Things", "CSF_2_0_0"), "Things");
    }

    #[test]
    fn a_title_makes_an_address_that_no_page_of_ours_has() {
        let key = |title: &str| {
            let told = Told { title: Line::parse(title, "").ok(), source_on: None };
            key_of(&Draft::default(), title, &told)
        };

        assert_eq!(
            key("NIST Special Publication 800-53 Revision 5.1.1 MODERATE"),
            "nist-sp-800-53-rev-5-1-1-moderate"
        );
        assert_eq!(key("Rules"), "rules-text");
        assert_eq!(key("Level 2"), "level-2-text");
        assert_eq!(key("Own"), "own-text");
        assert_eq!((key("日本語").as_str(), key("T").as_str()), ("text", "text"));
    }

    #[test]
    fn a_title_that_is_too_long_is_not_cut() {
        let check = |length: usize| {
            let found = vec![found("Q.1", &[])];
            let draft = Draft { found, title: Some("x".repeat(length)), ..Draft::default() };
            check(draft, "Our text.json", &Told::default())
        };

        assert_eq!(check(200).unwrap().title.len(), 200);
        let mistakes = check(201).unwrap_err();
        assert!(mistakes.told[0].reason.contains("this one has 201"), "{mistakes}");
    }
}
