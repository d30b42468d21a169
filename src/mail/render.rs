//! From a letter's templates to its words.

use super::wording::{Amendable, Bit, Wording, fill, own, paragraphs, values};
use crate::kernel::Result;
use minijinja::{Environment, Value, context, value::Serde};

/// A letter's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// One line.
    pub subject: String,
    /// For those who read plain text.
    pub text: String,
    /// For everybody else.
    pub html: String,
}

/// What every letter knows.
pub(super) struct Envelope<'a> {
    pub origin: &'a str,
    pub to: &'a str,
    pub to_name: &'a str,
}

/// Writes the letter `name`. The templates are strict: what they name has to be in `data`.
pub(super) fn write(
    templates: &Environment<'_>,
    name: &str,
    envelope: &Envelope<'_>,
    data: &serde_json::Value,
) -> Result<Written> {
    let known = envelope.around(data);
    let part = |file: &str| -> Result<String> {
        Ok(templates.get_template(&format!("mail/{name}/{file}"))?.render(&known)?)
    };
    Ok(Written {
        subject: one_line(&part("subject.txt")?),
        text: part("body.txt")?,
        html: part("body.html")?,
    })
}

impl Envelope<'_> {
    /// What the templates of a letter know.
    fn around(&self, data: &serde_json::Value) -> Value {
        let &Envelope { origin, to, to_name } = self;
        context! { origin, to, to_name, ..Value::from(Serde(data)) }
    }
}

/// A letter in an organisation's own words: each part of it.
pub(super) struct Worded {
    pub written: Written,
    /// What stands in the HTML, above its foot.
    pub paragraphs: Vec<Vec<Vec<Bit>>>,
}

/// Writes a letter in an organisation's own words. Who sent it stands below them, whatever they are.
pub(super) fn write_own(
    templates: &Environment<'_>,
    letter: &Amendable,
    wording: &Wording,
    envelope: &Envelope<'_>,
    data: &serde_json::Value,
) -> Result<Worded> {
    let values = values(templates, letter, &envelope.around(data))?;
    let subject = one_line(&fill(&wording.subject, &values));
    let text = fill(&wording.body, &values);
    let paragraphs = paragraphs(&text, envelope.origin);
    let html = templates.get_template("mail/own.html")?;
    let shown = Value::from(Serde(&paragraphs));
    let html =
        html.render(context! { origin => envelope.origin, subject => &subject, paragraphs => shown })?;
    let text = framed(templates, envelope.origin, &text)?;
    Ok(Worded { written: Written { subject, text, html }, paragraphs })
}

fn framed(templates: &Environment<'_>, origin: &str, text: &str) -> Result<String> {
    Ok(templates.get_template("mail/own.txt")?.render(context! { origin, text })?)
}

/// Muster's own words for a letter, with placeholders.
pub(super) fn words_of(
    templates: &Environment<'_>,
    letter: &Amendable,
    envelope: &Envelope<'_>,
    sample: &serde_json::Value,
) -> Result<Wording> {
    let Written { subject, text, .. } = write(templates, letter.folder, envelope, sample)?;
    let foot = framed(templates, envelope.origin, "")?;
    let body = text.strip_suffix(&foot).unwrap_or(&text).to_owned();
    Ok(own(&Wording { subject, body }, &values(templates, letter, &envelope.around(sample))?))
}

/// Text fit for a header: whatever could end the line or hide in it becomes a space.
pub(super) fn one_line(text: &str) -> String {
    let visible: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}
