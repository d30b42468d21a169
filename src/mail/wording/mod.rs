//! An organisation's own words for its letters: plain text with placeholders such as `{person}`. It is no template:
//! a placeholder is replaced once, and whatever it brings is never looked at again.

mod fill;
mod own;
mod table;

pub use fill::Bit;
pub use table::{AMENDABLE, Amendable};

pub(super) use fill::{fill, paragraphs};
pub(super) use own::{own, values};

use crate::kernel::{
    Problems, Result,
    db::Tx,
    id::OrgId,
    text::{Line, Paragraph},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Subject and text of a letter, with placeholders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Wording {
    /// One line.
    pub subject: String,
    /// Paragraphs with empty lines between.
    pub body: String,
}

/// A piece of a text with placeholders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'a> {
    Words(&'a str),
    /// What stands between the braces.
    Named(&'a str),
}

/// The pieces of a text. Braces round anything but letters, digits, `_`, `-` and spaces are just braces.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some((before, name, after)) = next(rest) {
        pieces.extend([Piece::Words(before), Piece::Named(name)]);
        rest = after;
    }
    pieces.push(Piece::Words(rest));
    pieces
}

/// The first placeholder, with what stands before and after it.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let is_name = |name: &str| {
        !name.trim().is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '))
    };
    text.match_indices('{').find_map(|(open, _)| {
        let (name, after) = text[open + 1..].split_once('}')?;
        is_name(name).then(|| (&text[..open], name, after))
    })
}

impl Wording {
    /// What was typed for the letter, or everything that is wrong with it.
    pub fn parse(letter: &Amendable, subject: &str, body: &str) -> Result<Self, Problems> {
        let mut problems = Problems::new();
        let subject = Line::parse(subject, "Write what stands in the subject.").and_then(|line| {
            letter.check(line.as_str(), true)?;
            Ok(line.to_string())
        });
        let body = Paragraph::parse(body).and_then(|text| {
            letter.check(text.as_str(), false)?;
            Ok(text.as_str().to_owned())
        });
        for (field, problem) in [("subject", subject.as_ref().err()), ("body", body.as_ref().err())] {
            problems.extend(problem.map(|problem| (field, problem.clone())));
        }
        match (subject, body) {
            (Ok(subject), Ok(body)) => Ok(Self { subject, body }),
            _ => Err(problems),
        }
    }
}

impl Amendable {
    /// The letter of this name that an organisation can word itself.
    pub fn named(name: &str) -> Option<&'static Self> {
        AMENDABLE.iter().find(|letter| letter.name == name)
    }

    /// Which of them a letter from the folder `folder` with this data is.
    fn of(folder: &str, data: &Value) -> Option<&'static Self> {
        let is_such = |letter: &&Self| letter.when.iter().all(|(name, value)| data[*name] == *value);
        AMENDABLE.iter().filter(|letter| letter.folder == folder).find(is_such)
    }

    /// An example of its data, for this organisation.
    pub(super) fn example(&self, organisation: &str) -> Result<Value> {
        let mut data: Value = serde_json::from_str(self.sample)?;
        data["organisation"] = organisation.into();
        Ok(data)
    }

    fn check(&self, text: &str, is_subject: bool) -> Result<(), String> {
        let named: Vec<&str> = pieces(text)
            .into_iter()
            .filter_map(|piece| if let Piece::Named(name) = piece { Some(name) } else { None })
            .collect();
        for name in &named {
            let known = self.placeholders.iter().find(|known| known.name == *name);
            let Some(known) = known else {
                let fit = self.placeholders.iter().filter(|known| known.in_subject || !is_subject);
                let fit: Vec<_> = fit.map(|known| format!("{{{}}}", known.name)).collect();
                return Err(format!("{{{name}}} is no placeholder here. Use {}.", fit.join(", ")));
            };
            if is_subject && !known.in_subject {
                return Err(format!("{{{name}}} belongs into the text, not into the subject."));
            }
        }
        let lacks = self.placeholders.iter().find(|known| known.is_needed && !named.contains(&known.name));
        match lacks {
            Some(it) if !is_subject => {
                Err(format!("{{{}}} is missing: without it the letter is of no use. Put it in.", it.name))
            }
            _ => Ok(()),
        }
    }
}

/// The words of `org` for a letter that is asked for, unless it has none or does without own words.
pub(super) async fn of_org(
    tx: &mut Tx,
    org: Option<OrgId>,
    (folder, data): (&str, &Value),
) -> Result<Option<(&'static str, Wording)>> {
    let (Some(org), Some(letter)) = (org, Amendable::of(folder, data)) else { return Ok(None) };
    let found: Option<Wording> = sql! {
        fetch_optional, tx,
        "select t.subject, t.body
         from mail_texts t
         join organisations o on o.id = t.org_id
         where t.org_id = $1 and t.letter = $2 and t.subject is not null
             and (' ' || o.features_off || ' ') not like '% mail_texts %'",
        org, letter.name
    }?;
    Ok(found.map(|wording| (letter.name, wording)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation() -> &'static Amendable {
        Amendable::named("invitation").unwrap()
    }

    #[test]
    fn only_a_name_in_braces_is_a_placeholder() {
        let words = Piece::Words;

        assert_eq!(pieces("a {b} c"), [words("a "), Piece::Named("b"), words(" c")]);
        assert_eq!(pieces("{a}{b-c}").len(), 5);
        for plain in ["{{7*7}}", "{% include \"x\" %}", "{", "}{", "{}", "{ }", "a { b"] {
            assert_eq!(pieces(plain), [words(plain)], "{plain}");
        }
        assert_eq!(pieces("{{person}}"), [words("{"), Piece::Named("person"), words("}")]);
    }

    #[test]
    fn what_a_letter_does_not_know_or_lacks_is_said_at_its_field() {
        let parse = |subject, body| Wording::parse(invitation(), subject, body);

        assert!(parse("Come to {organisation}", "Dear {person},\r\n\r\n{link}").is_ok());
        let told = |subject, body| {
            let wrong = parse(subject, body).unwrap_err();
            ["subject", "body"].map(|field| wrong.get(field).unwrap_or_default().to_owned())
        };
        let [subject, body] = told("Come, {Person}", "{password}");
        assert!(subject.starts_with("{Person} is no placeholder here. Use {person}, "), "{subject}");
        assert!(!subject.contains("{link}") && body.contains("{link}"), "{subject} {body}");
        assert!(told("Hello", "Dear {person}")[1].starts_with("{link} is missing"));
        assert!(told("{link}", "{link}")[0].contains("not into the subject"));
        assert!(told(" ", "").iter().all(|text| !text.is_empty()));
    }

    #[test]
    fn a_letter_is_known_by_its_folder_and_its_occasion() {
        let of = |folder, data| Amendable::of(folder, &data).map(|letter| letter.name);

        assert_eq!(of("invitation", serde_json::json!({})), Some("invitation"));
        assert_eq!(of("task", serde_json::json!({ "what": "returned" })), Some("task_returned"));
        assert_eq!(of("password_reset", serde_json::json!({})), None);
    }
}
