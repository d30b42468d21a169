//! Which hashes of another program's can be taken over.

use super::foreign::Foreign;
use argon2::{Params, PasswordHash};

/// More memory than this no sign-in may take, in KiB.
const MEMORY_KIB_MAX: u32 = 1024 * 1024;

/// A hash in the form in which it is kept here, if it is one that can be checked.
pub fn kept_form(text: &str) -> Option<String> {
    let text = text.trim();
    // Django writes the name of its hasher before the form that everybody else uses.
    let text = text.strip_prefix("argon2").unwrap_or(text);
    if Foreign::parse(text).is_some() {
        return Some(text.to_owned());
    }
    let hash = PasswordHash::new(text).ok().filter(|hash| hash.algorithm.as_str() == "argon2id")?;
    let params = Params::try_from(&hash).ok()?;
    let is_cheap = params.m_cost() <= MEMORY_KIB_MAX && params.t_cost() <= 100;
    let is_ours = params.keyid().is_empty() && hash.version == Some(0x13);
    (hash.salt.is_some() && hash.hash.is_some() && is_cheap && is_ours).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str =
        "$argon2id$v=19$m=64,t=1,p=2$55zTmrM2xtg7x7j3nnNuzQ$kLB2O2waMS98Vg0kB5FgmAhPSc8KysFjx1roidHhvl8";

    #[test]
    fn argon2id_is_kept_as_everybody_writes_it() {
        assert_eq!(kept_form(OURS).as_deref(), Some(OURS));
        assert_eq!(kept_form(&format!("argon2{OURS}")).as_deref(), Some(OURS));
        for (part, other) in [
            ("argon2id", "argon2i"),
            ("v=19", "v=16"),
            ("m=64", "m=9999999"),
            ("p=2", "p=2,keyid=MQ"),
            ("$kLB2O2waMS98Vg0kB5FgmAhPSc8KysFjx1roidHhvl8", ""),
        ] {
            assert_eq!(kept_form(&OURS.replace(part, other)), None, "{part} as {other}");
        }
        assert_eq!(kept_form("correct horse battery staple"), None);
    }
}
