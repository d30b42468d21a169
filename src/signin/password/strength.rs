//! How hard a password would be to guess, as advice: nobody is refused for it (zxcvbn).

use serde::Serialize;
use zxcvbn::{Score, feedback::Warning};

/// The work grows with the square of the length, and a longer one is hard to guess anyway.
const CHARS_MAX: usize = 100;

/// Advice on a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Strength {
    /// From 0 to 4.
    pub score: u8,
    /// The same in words.
    pub words: &'static str,
    /// What makes it easy to guess, if anything does.
    pub hint: &'static str,
}

/// Advice on `raw`. `known` are words that anybody would guess.
pub fn strength(raw: &str, known: &[&str]) -> Strength {
    let start: String = raw.chars().take(CHARS_MAX).collect();
    let found = zxcvbn::zxcvbn(&start, known);
    let hint = found.feedback().and_then(|feedback| feedback.warning()).map_or("", in_our_words);
    let (score, words) = match found.score() {
        Score::Zero => (0, "very easy to guess"),
        Score::One => (1, "easy to guess"),
        Score::Two => (2, "not hard to guess"),
        Score::Three => (3, "hard to guess"),
        _ => (4, "very hard to guess"),
    };
    Strength { score, words, hint }
}

fn in_our_words(warning: Warning) -> &'static str {
    use Warning as W;
    match warning {
        W::StraightRowsOfKeysAreEasyToGuess | W::ShortKeyboardPatternsAreEasyToGuess => {
            "Keys that lie side by side are tried early."
        }
        W::RepeatsLikeAaaAreEasyToGuess | W::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            "Repeating something adds little."
        }
        W::SequencesLikeAbcAreEasyToGuess => "Rows like abc or 6543 are tried early.",
        W::RecentYearsAreEasyToGuess | W::DatesAreOftenEasyToGuess => "Years and dates are tried early.",
        W::NamesAndSurnamesByThemselvesAreEasyToGuess | W::CommonNamesAndSurnamesAreEasyToGuess => {
            "Names are tried early."
        }
        W::AWordByItselfIsEasyToGuess => "A single word is tried early. Put several together.",
        W::ThisIsATop10Password
        | W::ThisIsATop100Password
        | W::ThisIsACommonPassword
        | W::ThisIsSimilarToACommonlyUsedPassword => "It resembles a password that many people use.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_tells_weak_from_strong_and_says_why() {
        let weak = strength("aaaaaaaaaaaaaaaaaaaa", &[]);
        let strong = strength("eleven quiet milling machines", &[]);

        assert!(weak.score <= 1 && weak.hint == "Repeating something adds little.", "{weak:?}");
        assert_eq!((strong.score, strong.words), (4, "very hard to guess"));
        assert!(
            strength("contosomachine", &["contosomachine"]).score < strength("contosomachine", &[]).score
        );
    }

    #[test]
    fn a_password_of_any_length_is_looked_at_in_no_time() {
        assert_eq!(strength(&"eleven quiet milling machines ".repeat(34), &[]).score, 4);
        assert_eq!(strength("", &[]).score, 0);
    }
}
