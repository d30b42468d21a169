//! From a letter's templates to its words.

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
    let &Envelope { origin, to, to_name } = envelope;
    let known = context! { origin, to, to_name, ..Value::from(Serde(data)) };
    let part = |file: &str| -> Result<String> {
        Ok(templates.get_template(&format!("mail/{name}/{file}"))?.render(&known)?)
    };
    Ok(Written {
        subject: one_line(&part("subject.txt")?),
        text: part("body.txt")?,
        html: part("body.html")?,
    })
}

/// Text fit for a header: whatever could end the line or hide in it becomes a space.
pub(super) fn one_line(text: &str) -> String {
    let visible: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}
