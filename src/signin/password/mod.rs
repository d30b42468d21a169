//! Passwords: what somebody may choose, and how what they chose is kept. NIST SP 800-63B-4 section 3.1.1: long
//! ones, any characters, nothing that is known to attackers, and no rules of composition.

mod accept;
mod breached;
mod foreign;
mod hashing;
mod kept;
mod pepper;
mod strength;
mod wish;
mod words;

pub use accept::{Accepted, CHARS_MIN, CHARS_MIN_WITH_FACTOR, Standard, accept};
pub use breached::is_breached;
pub use foreign::Foreign;
pub use hashing::{Cost, Hashing, step_back};
pub use kept::kept_form;
pub use pepper::Peppers;
pub use strength::{Strength, strength};
pub use wish::{HISTORY_MAX, Wish, Wishes};

use unicode_normalization::UnicodeNormalization;

/// What somebody typed as a password. Never printed: it has no `Debug`.
#[derive(Clone)]
pub struct Password {
    /// Normalised (NFKC): what our own hashes are of.
    text: String,
    /// As it came: what the hashes of other programs are of.
    typed: String,
}

/// The longest password, in bytes.
pub const BYTES_MAX: usize = 1024;

impl Password {
    /// A password as it is given to sign in. A longer one than any that can be set is refused unhashed.
    pub fn given(raw: &str) -> Option<Self> {
        let text: String = raw.nfkc().collect();
        (!text.is_empty() && text.len() <= BYTES_MAX).then(|| Self { text, typed: raw.to_owned() })
    }

    /// In how many characters it differs from `other`: the fewest that somebody would have to change, add or take
    /// away (Levenshtein).
    fn distance(&self, other: &Self) -> usize {
        let theirs: Vec<char> = other.text.chars().collect();
        let mut row: Vec<usize> = (0..=theirs.len()).collect();
        for (at, ours) in self.text.chars().enumerate() {
            let mut diagonal = std::mem::replace(&mut row[0], at + 1);
            for (column, their) in theirs.iter().enumerate() {
                let changed = diagonal + usize::from(ours != *their);
                diagonal = row[column + 1];
                row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
            }
        }
        row[theirs.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_is_the_number_of_characters_one_has_to_touch() {
        for (one, other, distance) in [
            ("kitten", "sitting", 3),
            ("same", "same", 0),
            ("abc", "xabc", 1),
            ("Summer 2026", "Summer 2027", 1),
            ("gr\u{fc}n", "gr\u{fc}ner Tee", 6),
        ] {
            let (one, other) = (Password::given(one).unwrap(), Password::given(other).unwrap());

            assert_eq!((one.distance(&other), other.distance(&one)), (distance, distance));
        }
    }
}
