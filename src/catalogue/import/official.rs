//! A table of official text: requirement, objective, text. A row without an objective is the statement.

use super::{Draft, Found, Mistakes, ParsedRequirement, Place, checked, prose, sheet::Sheet};
use crate::catalogue::{
    builtin::{self, Level},
    model::Letter,
};
use std::collections::HashMap;

/// The columns that are read.
pub const USED: [&str; 3] = ["requirement", "objective", "text"];

/// Reads the table.
pub fn read(sheet: &Sheet) -> Result<Draft, Mistakes> {
    let mut mistakes = Mistakes::default();
    if !sheet.has("text") {
        return Err(Mistakes::one("the names of the columns", "There is no column called text."));
    }
    let (mut found, mut by_code) = (Vec::<Found>::new(), HashMap::new());
    for row in &sheet.rows {
        let (code, letter) = split(sheet.text(row, "requirement"), sheet.text(row, "objective"));
        if code.is_empty() {
            mistakes.add(sheet.place(row, "requirement"), "The requirement is missing.");
            continue;
        }
        let text = match prose::clean(sheet.text(row, "text")) {
            Ok(text) if text.is_empty() => {
                mistakes.add(sheet.place(row, "text"), "The text is missing.");
                continue;
            }
            Ok(text) => text,
            Err(problem) => {
                mistakes.add(sheet.place(row, "text"), problem);
                continue;
            }
        };
        // The same requirement may be written in two forms; its rows still belong together.
        let id = checked::builtin_id(code).unwrap_or(code);
        let at = *by_code.entry(id.to_owned()).or_insert_with(|| {
            let requirement = ParsedRequirement { code: code.to_owned(), ..ParsedRequirement::default() };
            found.push(Found::new(sheet.place(row, "requirement"), requirement));
            found.len() - 1
        });
        put(&mut found[at], letter, text, sheet.place(row, "objective"), &mut mistakes);
    }
    let title = covers_level2(&found).then(|| "NIST SP 800-171 Rev 2 with objectives".to_owned());
    Ok(Draft { title, found, mistakes, ..Draft::default() })
}

fn put(found: &mut Found, letter: &str, text: String, at: Place, mistakes: &mut Mistakes) {
    let requirement = &mut found.requirement;
    if !letter.is_empty() {
        requirement.objectives.push((letter.to_owned(), text));
        found.objectives_at.push(at);
    } else if requirement.statement.is_empty() {
        requirement.statement = text;
    } else {
        let code = &requirement.code;
        mistakes.add(
            at,
            format!(
                "{code} has a statement already. Name the objective in this row, or remove one of the two."
            ),
        );
    }
}

/// `3.1.1[a]` names the objective with the requirement; the other column may repeat it.
fn split<'a>(requirement: &'a str, objective: &'a str) -> (&'a str, &'a str) {
    let inside = |text: &'a str| text.strip_suffix(']').and_then(|text| text.split_once('['));
    match (inside(requirement), inside(objective)) {
        (Some((code, letter)), _) => (code.trim(), letter),
        (None, Some((code, letter))) if !code.is_empty() => {
            (if requirement.is_empty() { code.trim() } else { requirement }, letter)
        }
        _ => (requirement, objective),
    }
}

/// Only what is in truth all of it, and nothing else, gets the name of the publication by itself: 110 requirements
/// with their statements, 320 objectives. Rows without text were told as mistakes.
fn covers_level2(found: &[Found]) -> bool {
    let all = builtin::requirements(Level::Two);
    let of = |it: &Found| checked::builtin_id(&it.requirement.code);
    let by_id: HashMap<_, _> = found.iter().filter_map(|it| Some((of(it)?, &it.requirement))).collect();
    let is_whole = |ours: &builtin::Requirement, theirs: &ParsedRequirement| {
        let letters = theirs.objectives.iter().filter_map(|(letter, _)| Letter::parse(letter).ok());
        let letters: Vec<_> = letters.collect();
        let has = |key: &str| letters.iter().any(|letter| letter.as_str() == key);
        !theirs.statement.is_empty() && ours.objectives.iter().all(|it| has(it.key))
    };
    found.len() == all.len()
        && all.iter().all(|ours| by_id.get(ours.id).is_some_and(|theirs| is_whole(ours, theirs)))
}

#[cfg(test)]
mod tests {
    use super::super::{Mistakes, Parsed, Told, read};
    use crate::catalogue::builtin::{self, Level};

    fn parsed(text: &str) -> Result<Parsed, Mistakes> {
        read("our copy.csv", text.as_bytes(), &Told::default())
    }

    #[test]
    fn statements_and_objectives_come_together_whatever_the_form_of_the_number() {
        let parsed = parsed(
            "requirement,objective,text\n\
             AC.L1-3.1.1,,\"Let in, whom you know.\"\n\
             3.1.1,a,known people are listed\n\
             AC.L2-3.1.1[B],,their programs too\n\
             3.1.2,[a],what they may do is written down\n",
        )
        .unwrap();

        assert_eq!((parsed.key.as_str(), parsed.requirements.len()), ("our-copy", 2));
        let first = &parsed.requirements[0];
        assert_eq!(
            (first.code.as_str(), first.title.as_str()),
            ("3.1.1", "Authorized Access Control (CUI Data)")
        );
        assert_eq!(first.statement, "Let in, whom you know.");
        assert_eq!(first.objectives[1], ("b".to_owned(), "their programs too".to_owned()));
        assert_eq!(parsed.without_statement(), 1);
    }

    #[test]
    fn every_bad_row_is_named() {
        let mistakes = parsed(
            "requirement,objective,text\n,a,lost\n3.1.1,,\n3.1.1,,one\n3.1.1,,two\n3.1.1,z,no such letter\n",
        )
        .unwrap_err();

        let told: Vec<_> = mistakes.told.iter().map(|it| it.at.as_str()).collect();
        assert_eq!(
            told[..3],
            ["line 2, column requirement", "line 3, column text", "line 5, column objective"]
        );
        let letter = &mistakes.told[3];
        assert_eq!(letter.at, "line 6, column objective");
        assert!(letter.reason.starts_with("3.1.1 has no objective z. It has a, b, c, d, e, f."));
    }

    #[test]
    fn mistakes_come_in_the_order_of_the_rows() {
        let mistakes = parsed(
            "requirement,objective,text\n3.1.1,z,no such letter\n,a,lost\n3.1.2,y,no such letter\n3.1.2,,\n",
        )
        .unwrap_err();

        let told: Vec<_> = mistakes.told.iter().map(|it| it.at.as_str()).collect();
        assert_eq!(
            told,
            [
                "line 2, column objective",
                "line 3, column requirement",
                "line 4, column objective",
                "line 5, column text",
            ]
        );
    }

    #[test]
    fn a_number_that_the_publication_does_not_have_stands_out_among_those_that_it_has() {
        fn unknown(codes: &[&str]) -> Vec<String> {
            let rows: String = codes.iter().map(|code| format!("{code},,Say it.\n")).collect();
            let parsed = parsed(&format!("requirement,objective,text\n{rows}")).unwrap();
            parsed.unknown().into_iter().map(str::to_owned).collect()
        }

        assert_eq!(unknown(&["3.1.1", "AC.L2-3.1.2", "3.1.33"]), ["3.1.33"]);
        assert!(unknown(&["3.1.1", "AC.L1-3.1.2", "3.1.2e"]).is_empty(), "a number of another level");
        assert!(unknown(&["3.1.1", "3.1.33"]).is_empty() && unknown(&["AC-1", "AC-2"]).is_empty());
    }

    /// A table of all that Level 2 asks, without the rows of which `leaves_out` says so.
    fn level2(leaves_out: impl Fn(&str, &str) -> bool) -> String {
        let mut table = String::from("requirement,objective,text\n");
        for it in builtin::requirements(Level::Two) {
            for letter in [""].into_iter().chain(it.objectives.iter().map(|it| it.key)) {
                if !leaves_out(it.id, letter) {
                    table.push_str(&format!("{},{letter},Say it.\n", it.cmmc_id));
                }
            }
        }
        table
    }

    #[test]
    fn only_all_requirements_with_all_objectives_get_the_name_of_the_publication() {
        let key = |table: String| parsed(&table).unwrap().key;
        let all = "nist-sp-800-171-rev-2-with-objectives";

        assert_eq!(parsed(&level2(|_, _| false)).unwrap().objectives(), 320);
        assert_eq!(key(level2(|_, _| false)), all);
        assert_eq!(key(level2(|_, _| false).replace(",a,", ",[A],")), all);
        assert_eq!(key(level2(|_, letter| !letter.is_empty())), "our-copy");
        assert_eq!(key(level2(|id, letter| id == "3.14.7" && letter == "b")), "our-copy");
        assert_eq!(key(level2(|id, letter| id == "3.1.1" && letter.is_empty())), "our-copy");
        assert_eq!(key(level2(|id, _| id == "3.1.1")), "our-copy");
        assert_eq!(key(level2(|_, _| false) + "Q.1,,Say it.\n"), "our-copy");
    }
}
