//! Whether what a provider says about a sign-in amounts to two factors (RFC 8176, and the words in use for acr).

/// Methods that each show something the person knows.
const KNOWN: &[&str] = &["pwd", "pin", "kba"];
/// Methods that each show something the person has.
const HAD: &[&str] = &["otp", "hwk", "swk", "sc", "pop"];
/// Methods that each show something the person is.
const BEING: &[&str] = &["face", "fpt", "iris", "retina", "vbm"];

/// Context classes that mean several factors: PAPE's, REFEDS', and those for phishing-resistant sign-in.
const CLASSES: &[&str] = &[
    "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
    "https://refeds.org/profile/mfa",
    "phr",
    "phrh",
];

/// Whether `methods` (amr) or `class` (acr) say that two kinds of factor were used. A code by text message or
/// mail counts for nothing here.
pub fn are_two<'a>(methods: impl IntoIterator<Item = &'a str> + Clone, class: Option<&str>) -> bool {
    let has = |words: &[&str]| methods.clone().into_iter().any(|method| words.contains(&method));
    let kinds = [has(KNOWN), has(HAD), has(BEING)].into_iter().filter(|is_used| *is_used).count();
    has(&["mfa"]) || kinds >= 2 || class.is_some_and(|class| CLASSES.contains(&class))
}

#[cfg(test)]
mod tests {
    use super::are_two;

    #[test]
    fn two_kinds_count_and_two_of_a_kind_do_not() {
        for two in [&["mfa"][..], &["pwd", "otp"], &["pwd", "mfa"], &["pin", "hwk"], &["hwk", "fpt"]] {
            assert!(are_two(two.iter().copied(), None), "{two:?}");
        }
        for one in
            [&[][..], &["pwd"], &["pwd", "pin"], &["otp", "hwk"], &["pwd", "sms"], &["pwd", "tel"], &["MFA"]]
        {
            assert!(!are_two(one.iter().copied(), None), "{one:?}");
        }
    }

    #[test]
    fn a_class_counts_only_if_it_is_one_of_those() {
        assert!(are_two([], Some("https://refeds.org/profile/mfa")));
        assert!(!are_two([], Some("urn:mace:incommon:iap:silver")) && !are_two([], Some("0")));
    }
}
