//! What must never be seen: keys, passwords, tokens.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use std::fmt;

/// A value that no log, page or message can show. It has to be asked for with [`Secret::expose`].
///
/// It cannot be put into text:
/// ```compile_fail,E0277
/// let key = muster::kernel::secret::Secret::new(String::from("abc"));
/// format!("{key}");
/// ```
/// nor into JSON or a template:
/// ```compile_fail,E0277
/// let key = muster::kernel::secret::Secret::new(String::from("abc"));
/// serde_json::to_string(&key);
/// ```
/// nor compared in a way that tells by its duration how much of a guess was right:
/// ```compile_fail,E0369
/// let key = muster::kernel::secret::Secret::new(String::from("abc"));
/// let same = key == muster::kernel::secret::Secret::new(String::from("abd"));
/// ```
#[derive(Clone)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Hides `content` from here on.
    pub const fn new(content: T) -> Self {
        Self(content)
    }

    /// The content. Every call is a place to look at in review.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: AsRef<[u8]>> Secret<T> {
    /// Whether `guess` is the content; takes equally long wherever they differ.
    pub fn matches(&self, guess: impl AsRef<[u8]>) -> bool {
        verify_slices_are_equal(self.0.as_ref(), guess.as_ref()).is_ok()
    }
}

/// Says that there is one, and nothing else, so that what holds a secret can derive `Debug`.
impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_holds_nothing_of_the_content() {
        let secret = Secret::new("correct horse".to_owned());

        assert_eq!(format!("{secret:?} {:?}", Some(secret.clone())), "Secret(…) Some(Secret(…))");
    }

    #[test]
    fn only_the_whole_content_matches() {
        let secret = Secret::new("correct horse".to_owned());

        assert!(secret.matches("correct horse"));
        for guess in ["", "correct", "correct horsf", "Correct horse", "correct horse "] {
            assert!(!secret.matches(guess), "{guess:?}");
        }
    }
}
