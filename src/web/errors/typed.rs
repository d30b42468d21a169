//! What somebody wrote into a form that is refused without being shown again: it stands on the page that says so.

use crate::web::forms::{self, Fields};
use bytes::Bytes;
use serde::Serialize;
use std::sync::{Arc, OnceLock};

/// Where on a request the form is laid as soon as it is read, whatever becomes of the request then. Only a refusal
/// looks into it.
#[derive(Clone, Debug, Default)]
pub struct Typed(Arc<OnceLock<Bytes>>);

/// No form of ours has more to write into.
const FIELDS_MAX: usize = 50;

/// What somebody wrote into one field.
#[derive(Debug, Serialize)]
pub struct Written {
    label: String,
    text: String,
}

impl Typed {
    /// Lays the form there.
    pub fn lay(&self, form: Bytes) {
        self.0.get_or_init(|| form);
    }

    /// What a person has written into it: a choice has no blanks.
    pub fn written(&self) -> Vec<Written> {
        let is_written = |(name, text): &&(String, String)| {
            text.trim().contains(char::is_whitespace) && !forms::is_secret(name)
        };
        let fields = self.0.get().map(|form| Fields::parse(form)).unwrap_or_default();
        let written = fields.pairs().iter().filter(is_written).take(FIELDS_MAX);
        written.map(|(name, text)| Written { label: forms::label(name), text: text.clone() }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_wrote_is_kept_but_neither_choices_nor_secrets() {
        let written = |form: &[u8]| {
            let typed = Typed::default();
            typed.lay(Bytes::copy_from_slice(form));
            typed.written()
        };

        let form = b"next_step=Ask+Ann%0Afor+the+log&kind=pdf&title=+Log+&new_password=eleven+quiet+mills";
        let kept: Vec<_> = written(form).into_iter().map(|it| (it.label, it.text)).collect();
        assert_eq!(kept, [("Next step".to_owned(), "Ask Ann\nfor the log".to_owned())]);
        assert_eq!(written(&b"a=b+c&".repeat(1000)).len(), FIELDS_MAX);
        assert!(Typed::default().written().is_empty());
    }
}
