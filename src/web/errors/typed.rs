//! What somebody wrote into a form that is refused without being shown again: it stands on the page that says so.

use crate::web::forms;
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};

/// Where on a request it is laid as soon as it is read, whatever becomes of the request then.
#[derive(Clone, Debug, Default)]
pub struct Typed(Arc<Mutex<Vec<Written>>>);

/// What somebody wrote into one field.
#[derive(Debug, Serialize)]
pub struct Written {
    label: String,
    text: String,
}

impl Typed {
    /// Notes what stands in a field if a person has written it: a choice has no blanks.
    pub fn note(&self, name: &str, text: &str) {
        if text.trim().contains(char::is_whitespace) && !forms::is_secret(name) {
            let written = Written { label: forms::label(name), text: text.to_owned() };
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(written);
        }
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
        for (name, text) in [
            ("next_step", "Ask Ann\nfor the log"),
            ("kind", "pdf"),
            ("once", "0199aaaa-0000"),
            ("title", " Log "),
            ("new_password", "eleven quiet mills"),
        ] {
            typed.note(name, text);
        }

        let kept: Vec<_> = typed.take().into_iter().map(|it| (it.label, it.text)).collect();
        assert_eq!(kept, [("Next step".to_owned(), "Ask Ann\nfor the log".to_owned())]);
        assert!(typed.take().is_empty());
    }
}
