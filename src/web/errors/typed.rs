//! What somebody wrote into a form that is refused without being shown again: it stands on the page that says so.

use crate::web::forms::{self, Fields};
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};

/// Where on a request it is laid as soon as it is read, whatever becomes of the request then.
#[derive(Clone, Debug, Default)]
pub struct Typed(Arc<Mutex<Vec<Written>>>);

/// No form of ours has more to write into.
const FIELDS_MAX: usize = 50;

/// What somebody wrote into one field.
#[derive(Debug, Serialize)]
pub struct Written {
    label: String,
    text: String,
}

impl Typed {
    /// Notes what a person has written into a form: a choice has no blanks.
    pub fn note(&self, fields: &Fields) {
        let is_written = |(name, text): &&(String, String)| {
            text.trim().contains(char::is_whitespace) && !forms::is_secret(name)
        };
        let written = fields.pairs().iter().filter(is_written).take(FIELDS_MAX);
        let written = written.map(|(name, text)| Written { label: forms::label(name), text: text.clone() });
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = written.collect();
    }

    /// All of it.
    pub fn take(&self) -> Vec<Written> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_wrote_is_kept_but_neither_choices_nor_secrets() {
        let typed = Typed::default();
        let pairs = [
            ("next_step", "Ask Ann\nfor the log"),
            ("kind", "pdf"),
            ("once", "0199aaaa-0000"),
            ("title", " Log "),
            ("new_password", "eleven quiet mills"),
        ];
        typed.note(&Fields::of(pairs.map(|(name, text)| (name.to_owned(), text.to_owned())).into()));

        let kept: Vec<_> = typed.take().into_iter().map(|it| (it.label, it.text)).collect();
        assert_eq!(kept, [("Next step".to_owned(), "Ask Ann\nfor the log".to_owned())]);
        typed.note(&Fields::parse(&b"a=b+c&".repeat(1000)));
        assert_eq!((typed.take().len(), typed.take().len()), (FIELDS_MAX, 0));
    }
}
