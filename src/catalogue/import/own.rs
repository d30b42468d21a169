//! An organisation's own requirements in our template: requirement, family, title, statement, objective, text.

use super::{
    Draft, Found, Mistakes, ParsedRequirement, Place, prose,
    sheet::{Row, Sheet},
};
use crate::kernel::text::Line;
use std::collections::HashMap;

/// The template as it is downloaded: the names of the columns and one example to write over.
pub const TEMPLATE: &str = "requirement,family,title,statement,objective,text\r\n\
    Q.1,Quality,Visitors sign in,\"Visitors are recorded before they enter the shop floor.\",a,\
    the list of visitors names each person and who they came to see\r\n\
    Q.1,,,,b,nobody enters the shop floor without being on the list\r\n";

/// The columns that are read.
pub const USED: [&str; 6] = ["requirement", "family", "title", "statement", "objective", "text"];

const REPEATED: [&str; 3] = ["family", "title", "statement"];

/// Reads the table.
pub fn read(sheet: &Sheet) -> Draft {
    let (mut mistakes, mut found, mut by_code) = (Mistakes::default(), Vec::<Found>::new(), HashMap::new());
    for row in &sheet.rows {
        let code: String = sheet.text(row, "requirement").split_whitespace().collect();
        if code.is_empty() {
            mistakes.add(sheet.place(row, "requirement"), "The requirement's number is missing.");
            continue;
        }
        let at = *by_code.entry(code.clone()).or_insert_with(|| {
            let requirement = ParsedRequirement { code, ..ParsedRequirement::default() };
            found.push(Found::new(sheet.place(row, "requirement"), requirement));
            found.len() - 1
        });
        for column in REPEATED {
            take(sheet, row, column, &mut found[at].requirement, &mut mistakes);
        }
        objective(sheet, row, &mut found[at], &mut mistakes);
    }
    for Found { at, requirement, .. } in &mut found {
        complete(at, requirement, &mut mistakes);
    }
    Draft { is_own: true, found, mistakes, ..Draft::default() }
}

/// What the first row of a requirement says, later ones may leave out or repeat.
fn take(
    sheet: &Sheet,
    row: &Row,
    column: &str,
    requirement: &mut ParsedRequirement,
    mistakes: &mut Mistakes,
) {
    let raw = sheet.text(row, column);
    let parsed = match column {
        "statement" => prose::clean(raw),
        _ if raw.is_empty() => Ok(String::new()),
        _ => Line::parse(raw, "").map(|line| line.as_str().to_owned()),
    };
    let (code, place) = (requirement.code.clone(), sheet.place(row, column));
    let kept = match column {
        "family" => &mut requirement.family,
        "title" => &mut requirement.title,
        _ => &mut requirement.statement,
    };
    match parsed {
        Err(problem) => mistakes.add(place, problem),
        Ok(text) if text.is_empty() || text == *kept => {}
        Ok(text) if kept.is_empty() => *kept = text,
        Ok(_) => {
            mistakes.add(place, format!("{code} has another {column} in a row above. Keep one of the two."));
        }
    }
}

fn objective(sheet: &Sheet, row: &Row, found: &mut Found, mistakes: &mut Mistakes) {
    let letter = sheet.text(row, "objective");
    match (letter, prose::one_line(sheet.text(row, "text"))) {
        (_, Err(problem)) => mistakes.add(sheet.place(row, "text"), problem),
        ("", Ok(text)) if text.is_empty() => {}
        ("", Ok(_)) => {
            mistakes.add(sheet.place(row, "objective"), "This text has no letter. Enter a, b and so on.")
        }
        (_, Ok(text)) if text.is_empty() => {
            mistakes.add(sheet.place(row, "text"), format!("Objective {letter} has no text."));
        }
        (_, Ok(text)) => {
            found.requirement.objectives.push((letter.to_owned(), text));
            found.objectives_at.push(sheet.place(row, "objective"));
        }
    }
}

/// A requirement without objectives has one: itself.
fn complete(at: &Place, requirement: &mut ParsedRequirement, mistakes: &mut Mistakes) {
    for (text, name) in [(&requirement.title, "title"), (&requirement.statement, "statement")] {
        if text.is_empty() {
            mistakes
                .add(at.clone(), format!("{} has no {name}. Enter one in its first row.", requirement.code));
        }
    }
    if requirement.family.is_empty() {
        requirement.family = "Own".into();
    }
    if requirement.objectives.is_empty() {
        requirement.objectives.push(("a".into(), requirement.statement.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Told, read};
    use super::*;

    #[test]
    fn the_template_can_be_read_as_it_is() {
        let parsed = read("template.csv", TEMPLATE.as_bytes(), &Told::default()).unwrap();

        assert!(parsed.is_own());
        let [one] = &parsed.requirements[..] else { panic!("one requirement") };
        assert_eq!((one.code.as_str(), one.family.as_str(), one.objectives.len()), ("Q.1", "Quality", 2));
    }

    #[test]
    fn a_requirement_without_objectives_is_its_own_objective() {
        let text = "requirement,family,title,statement,objective,text\nQ.1,,Locks,Doors are locked.,,\n";
        let parsed = read("own.csv", text.as_bytes(), &Told::default()).unwrap();

        assert_eq!(parsed.requirements[0].objectives, [("a".to_owned(), "Doors are locked.".to_owned())]);
        assert_eq!(parsed.requirements[0].family, "Own");
    }

    #[test]
    fn mistakes_name_their_cells() {
        let text = "requirement,family,title,statement,objective,text\n\
                    Q.1,A,One,Say it.,a,yes\nQ.1,B,,,,no letter\n,C,,,,\nQ.2,,,,b,\n";
        let mistakes = read("own.csv", text.as_bytes(), &Told::default()).unwrap_err();

        let told: Vec<_> = mistakes.told.iter().map(|it| it.at.as_str()).collect();
        assert_eq!(
            told,
            [
                "line 3, column family",
                "line 3, column objective",
                "line 4, column requirement",
                "line 5, column requirement",
                "line 5, column requirement",
                "line 5, column text",
            ]
        );
    }
}
