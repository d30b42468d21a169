//! What the form of an own requirement says.

use super::super::model::{Letter, OBJECTIVES_MAX, Written};
use crate::kernel::{
    Result,
    text::{Line, Paragraph},
};
use crate::web::forms::{Fields, Parser};

/// What a form says about an own requirement.
pub fn parse(fields: &Fields) -> Result<Written> {
    let mut parser = Parser::default();
    let family = parser.take(
        "family",
        Line::parse(fields.text("family"), "Enter the family it belongs to, such as Quality."),
    );
    let title = parser.take("title", Line::parse(fields.text("title"), "Enter a short title."));
    let statement = parser.take("statement", Paragraph::parse(fields.text("statement")));
    let is_asking = statement.as_ref().is_none_or(|it| !it.is_empty());
    parser.check("statement", is_asking, "Enter what it asks.");
    let objectives = parser.take("objectives", objectives(fields.text("objectives")));
    let written = (|| {
        let (family, title, statement) = (family?, title?, statement?);
        let mut objectives = objectives?;
        if objectives.is_empty() {
            objectives.push((Letter::parse("a").ok()?, statement.clone()));
        }
        Some(Written { family, title, statement, objectives })
    })();
    parser.finish(written)
}

/// The letter that a line begins with, and the rest of it. Words before a colon are none, unless they stand in
/// brackets: texts have colons, too.
fn lettered(line: &str) -> Option<(Letter, &str)> {
    let (letter, text) = named(line)?;
    let is_marked = letter.starts_with('[') && letter.ends_with(']');
    let letter = Some(letter).filter(|letter| is_marked || is_plain(letter))?;
    Some((Letter::parse(letter).ok()?, text))
}

/// What stands before the first colon of a line, if a text may follow it, and that text.
fn named(line: &str) -> Option<(&str, &str)> {
    let (name, text) = line.split_once(':')?;
    let goes_on = text.is_empty() || text.starts_with(char::is_whitespace);
    goes_on.then_some((name.trim(), text.trim()))
}

/// `a`, `aa` or `7`, a number up to 999 with a letter before it or without, one of them with numbers after points,
/// such as `b.01`, `1.2` or `a.1.i`, or with something in brackets at its end, such as `a[01]`. Four numbers between
/// points are an address.
fn is_plain(letter: &str) -> bool {
    let is_short = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
    };
    let is_number = |part: &str| is_short(part, 3) && part.chars().all(|c| c.is_ascii_digit());
    let is_first = letter.len() == 1 || !letter.contains(|c: char| c.is_ascii_uppercase());
    let is_counted =
        is_first && is_number(letter.strip_prefix(|c: char| c.is_ascii_lowercase()).unwrap_or(letter));
    let mut parts = letter.split('.');
    let (first, rest) = (parts.next().unwrap_or_default(), parts.collect::<Vec<_>>());
    let is_address = rest.len() == 3 && is_number(first);
    let is_numbered = !rest.is_empty()
        && !is_address
        && letter.contains(|c: char| c.is_ascii_digit())
        && (is_short(first, 2) || is_number(first))
        && rest.iter().all(|part| is_short(part, 3));
    let is_bracketed = letter.ends_with(']') && letter.contains('[') && !letter.contains(char::is_whitespace);
    (is_first && is_short(letter, 2)) || is_counted || is_numbered || is_bracketed
}

/// Whether what stands before a colon could be meant as a letter: one word with a digit, a point or a bracket in it, or
/// a small Roman number.
fn may_be_meant(name: &str) -> bool {
    let has_mark = name.contains(|c: char| c.is_ascii_digit() || ".()[]".contains(c));
    let is_roman = (1..=5).contains(&name.len()) && name.chars().all(|c| "ivxlc".contains(c));
    !name.contains(char::is_whitespace) && (has_mark || is_roman) && Letter::parse(name).is_ok()
}

/// The line that `lettered` reads as this.
pub fn line(letter: &str, text: &str) -> String {
    let text = text.lines().collect::<Vec<_>>().join(" ");
    if is_plain(letter) { format!("{letter}: {text}") } else { format!("[{letter}]: {text}") }
}

/// `a: text` on each line; a line without a letter goes on with the one above.
fn objectives(raw: &str) -> Result<Vec<(Letter, Paragraph)>, String> {
    let mut lines: Vec<(Letter, String)> = Vec::new();
    for line in raw.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match lettered(line) {
            Some((letter, _)) if lines.iter().any(|it| it.0 == letter) => {
                return Err(format!("Objective {letter} comes twice. Give one of them another letter."));
            }
            Some((letter, "")) => return Err(format!("Enter what objective {letter} asks.")),
            Some((letter, text)) => lines.push((letter, text.to_owned())),
            None => {
                if let Some((name, _)) = named(line).filter(|(name, _)| may_be_meant(name)) {
                    return Err(format!(
                        "Write [{name}]: if that is the letter of an objective; if it goes on with the one above, \
                         put both on one line."
                    ));
                }
                let above = lines
                    .last_mut()
                    .ok_or("Begin each objective with its letter, such as a: visitors are listed.")?;
                above.1 = format!("{} {line}", above.1);
            }
        }
    }
    if lines.len() > OBJECTIVES_MAX {
        return Err(format!(
            "Keep it to {OBJECTIVES_MAX} objectives. Split the requirement if it needs more."
        ));
    }
    lines.into_iter().map(|(letter, text)| Ok((letter, Paragraph::parse(&text)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Error;

    fn form(objectives: &str) -> Fields {
        let pairs = [
            ("family", "Quality"),
            ("title", "Visitors"),
            ("statement", "Sign in."),
            ("objectives", objectives),
        ];
        Fields::of(pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect())
    }

    fn read(objectives: &str) -> Vec<(String, String)> {
        let written = parse(&form(objectives)).unwrap();
        written
            .objectives
            .iter()
            .map(|(letter, text)| (letter.to_string(), text.as_str().to_owned()))
            .collect()
    }

    #[test]
    fn objectives_are_typed_one_on_a_line() {
        assert_eq!(
            read("a: one\n  goes on\n\n[B]: two: and more"),
            [("a".to_owned(), "one goes on".to_owned()), ("b".to_owned(), "two: and more".to_owned())]
        );
        assert_eq!(read(""), [("a".to_owned(), "Sign in.".to_owned())]);
        assert_eq!(
            read("a: see\nhttps://x.example/log\nwho: all of us\nRoom 12: the binder\nSee section 4.2: x\nQA: x")
                .len(),
            1,
            "words with a colon are none"
        );
        assert_eq!(
            read("A: one\naa: two\na.[01]: three\n7: four\nB.1.i: five\n[10.0.0.1]: a printer").len(),
            6
        );
        let counted = (1..=120).map(|n| format!("{n}: x\na{n}: x\n{n}.1: x\n1.{n}.2: x")).collect::<Vec<_>>();
        assert_eq!(read(&counted.join("\n")).len(), 480);
        for raw in [
            "a[01]",
            "a(1)[01]",
            "a.01(a)[01]",
            "3.1.1[a]",
            "a.1.i",
            "[a][b]",
            "log",
            "room12",
            "b.01",
            "a.[01]",
            "120",
            "a12",
            "1.1",
            "12.3.4",
            "10.0.0.1",
            "req-7",
        ] {
            let letter = Letter::parse(raw).unwrap().to_string();
            assert_eq!(read(&line(&letter, "text: more")), [(letter, "text: more".to_owned())], "{raw}");
        }
        let rare = [line("log", "one"), line("b.01", "two"), line("a", "three")].join("\n");
        assert_eq!(read(&rare).into_iter().map(|it| it.0).collect::<Vec<_>>(), ["log", "b.01", "a"]);
    }

    #[test]
    fn what_is_wrong_with_them_is_told() {
        let told = |raw: &str| match parse(&form(raw)) {
            Err(Error::Invalid(problems)) => problems.get("objectives").unwrap_or_default().to_owned(),
            other => panic!("{other:?}"),
        };

        assert!(told("no letter").starts_with("Begin each objective"));
        assert!(told("a: x\na: y").contains("comes twice"));
        assert!(told("a:").contains("what objective a asks"));
        for name in ["room12", "10.0.0.1", "REQ-7", "1234", "(b)", "c)", "d.", "iii", "viii", "a.i"] {
            assert!(
                told(&format!("a: x\n{name}: y")).starts_with(&format!("Write [{name}]: if that is")),
                "{name}"
            );
        }
    }

    #[test]
    fn everything_wrong_with_a_form_is_told_at_once() {
        let Err(Error::Invalid(problems)) = parse(&Fields::default()) else { panic!("problems") };

        let fields = problems.into_iter().map(|(field, _)| field);
        assert_eq!(fields.collect::<Vec<_>>(), ["family", "title", "statement"]);
    }
}
