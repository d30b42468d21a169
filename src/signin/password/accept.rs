//! The one place that decides whether a new password will do, and says why not.

use super::{BYTES_MAX, Password, breached::is_breached, words};
use crate::kernel::text::number_of;
use unicode_normalization::UnicodeNormalization;

/// The shortest new password, in characters, where it is all that somebody has to know.
pub const CHARS_MIN: usize = 15;
/// The shortest where a second factor is demanded of the person at every sign-in.
pub const CHARS_MIN_WITH_FACTOR: usize = 8;

/// What a new password is held against.
pub struct Standard<'a> {
    /// The fewest characters.
    pub chars_min: usize,
    /// Words that anybody would guess: the person's name and address, their organisations.
    pub words: &'a [&'a str],
    /// The password that was typed as the present one, and in how many characters the new one has to differ.
    pub before: Option<(&'a Password, usize)>,
}

impl<'a> Standard<'a> {
    /// What holds for everybody.
    pub fn new(words: &'a [&'a str]) -> Self {
        Self { chars_min: CHARS_MIN, words, before: None }
    }
}

/// A new password that will do. Only [`accept`] makes one, and only one of these is ever kept.
#[derive(Clone)]
pub struct Accepted(Password);

impl Accepted {
    /// The password.
    pub fn password(&self) -> &Password {
        &self.0
    }
}

/// A new password as it was typed, if it will do; otherwise what is wrong with it and what to do.
pub fn accept(raw: &str, standard: &Standard<'_>) -> Result<Accepted, String> {
    let (text, least) = (raw.nfkc().collect::<String>(), standard.chars_min);
    match text.chars().count() {
        0 => return Err("Choose a password.".into()),
        n if n < least => {
            return Err(format!(
                "Use {least} characters or more; these are {n}. Several words are easy to keep."
            ));
        }
        _ if text.len() > BYTES_MAX => return Err(format!("Keep it to {BYTES_MAX} bytes.")),
        _ => {}
    }
    if is_breached(&text) {
        return Err(
            "This password is on a list of stolen ones that attackers try first. Choose another.".into()
        );
    }
    if words::is_little_more(&text, standard.words) {
        return Err("This is little more than a name that anybody would guess. Add other words.".into());
    }
    let password = Password { text, typed: raw.to_owned() };
    match standard.before {
        Some((before, least)) if password.distance(before) < least => Err(format!(
            "Your organisation wants {} or more to differ from the password you have now.",
            number_of(least as u64, "character")
        )),
        _ => Ok(Accepted(password)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[&str] = &["Dana Lee", "dana@contoso.example", "Contoso Manufacturing"];

    fn told(raw: &str) -> Option<String> {
        accept(raw, &Standard::new(KNOWN)).err()
    }

    #[test]
    fn a_short_password_or_a_mere_name_is_refused() {
        for bad in
            ["", "fourteen chars", "Contoso Manufacturing 2026", "danalee danalee dana", &"x".repeat(1025)]
        {
            assert!(told(bad).is_some(), "{bad}");
        }
        for good in ["correct horse battery staple", "Contoso welds at dawn 17"] {
            assert_eq!(told(good), None, "{good}");
        }
    }

    #[test]
    fn length_counts_characters_after_normalising_and_goes_up_to_1024_bytes() {
        let letters = |n| -> String { "qzxjvwkfyp".chars().cycle().take(n).collect() };

        assert!(told(&"\u{130}".repeat(14)).is_some_and(|told| told.contains("these are 14")));
        assert_eq!(told("Nordlicht über Büro"), None);
        assert_eq!(told("鍵は青い引き出しの中にあります。"), None);
        assert_eq!(told("🐢🐇🐢🐇🐢🐇🐢🐇🐢🐇🐢🐇🐢🐇🐌"), None);
        assert!(told("e\u{301}".repeat(14).as_str()).is_some_and(|told| told.contains("these are 14")));
        assert_eq!(told(&letters(1024)), None);
        assert_eq!(told(&letters(1025)).unwrap(), "Keep it to 1024 bytes.");
    }

    #[test]
    fn no_rule_of_composition_is_held_against_anybody() {
        for only in
            ["gjrbtwyqzmkvxpd", "GJRBTWYQZMKVXPD", "860173529468013", ".,;:!?-_+*/#~<>", "               ."]
        {
            assert_eq!(told(only), None, "{only:?}");
        }
    }

    #[test]
    fn eight_characters_do_where_a_second_factor_is_demanded() {
        let standard = Standard { chars_min: CHARS_MIN_WITH_FACTOR, ..Standard::new(KNOWN) };

        assert!(accept("v9!kTq2z", &standard).is_ok());
        assert!(accept("v9!kTq2", &standard).is_err());
        assert!(accept("Football", &standard).is_err_and(|told| told.contains("stolen")));
    }

    #[test]
    fn an_organisation_may_want_characters_to_differ_from_the_password_before() {
        let before = Password::given("eleven quiet milling machines").unwrap();
        let standard = Standard { before: Some((&before, 4)), ..Standard::new(KNOWN) };

        let refused = accept("eleven quiet milling machine!!", &standard).err();

        assert_eq!(
            refused.unwrap(),
            "Your organisation wants 4 characters or more to differ from the password you have now."
        );
        assert!(accept("twelve quiet drilling machines", &standard).is_ok());
    }
}
