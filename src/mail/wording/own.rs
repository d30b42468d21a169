//! What a letter's placeholders stand for, and Muster's own words with the placeholders in them.

use super::{Amendable, Wording, fill::Values};
use crate::kernel::Result;
use minijinja::{Environment, Value};

/// The values of a letter's placeholders; `known` is what its templates know.
pub fn values(templates: &Environment<'_>, letter: &Amendable, known: &Value) -> Result<Values> {
    let value = |from: &str| -> Result<String> {
        // As plain text: the letter is escaped as a whole when its HTML is made.
        Ok(templates.render_named_str("placeholder.txt", from, known)?)
    };
    letter.placeholders.iter().map(|it| Ok((it.name, value(it.from)?))).collect()
}

/// Muster's own words, written with the sample, with every value of the sample replaced by its placeholder. So they
/// are always those of the letter's templates.
pub fn own(written: &Wording, values: &Values) -> Wording {
    let mut longest: Vec<_> = values.iter().filter(|(_, value)| !value.is_empty()).collect();
    longest.sort_by_key(|(_, value)| std::cmp::Reverse(value.len()));
    let named = |text: &str| {
        let replace =
            |text: String, (name, value): &&(&str, String)| text.replace(value, &format!("{{{name}}}"));
        longest.iter().fold(text.to_owned(), replace)
    };
    Wording { subject: named(&written.subject), body: named(&written.body) }
}
