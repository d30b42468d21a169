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
    Wording { subject: named(&written.subject), body: named(&flowing(&written.body)) }
}

/// Lines longer than this were broken only to fit a page, not to begin a new line.
const BROKEN_AT: usize = 70;

/// The same text with each sentence in one line, however broad the templates are: the HTML keeps every line.
fn flowing(text: &str) -> String {
    let mut flowing = String::with_capacity(text.len());
    let mut is_broken = false;
    for line in text.lines() {
        let joins = is_broken && !line.is_empty();
        flowing.push_str(if joins { " " } else { "\n" });
        flowing.push_str(line);
        is_broken = line.chars().count() > BROKEN_AT;
    }
    flowing.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::flowing;

    #[test]
    fn a_sentence_is_one_line_and_a_short_line_stays_one() {
        let long = "x".repeat(71);
        let text = format!("Short\nshort\n\n{long}\nends\nhere\n\n{long}\n\nNext");

        assert_eq!(flowing(&text), format!("Short\nshort\n\n{long} ends\nhere\n\n{long}\n\nNext"));
    }
}
