//! The keys that seal secrets, so that one can be followed by another.

use super::{reader::Reader, secret_key, variables as var};
use crate::kernel::seal::{FIRST, GivenKey, is_key_id};
use std::collections::BTreeSet;

/// What to do about a secret key that can be guessed where it has sealed something already.
pub(super) const REPLACE_FIRST: &str = "Set a new one. If Muster has been running with this one, give this one to \
    MUSTER_KEYS as first=… at its end, after a new key that seals from now on, and run `muster keys rotate`.";

/// What to do about a key that can be guessed and is to seal.
const REPLACE: &str = "Put a new key of another name before it: then it only opens what it has sealed, until `muster \
    keys rotate` has sealed that again.";

/// What should be looked at: keys that can be guessed, which are taken only to open what they have sealed.
pub(super) fn warnings(keys: &[GivenKey]) -> impl Iterator<Item = String> {
    let weak = keys.iter().filter(|key| secret_key::weakness(key.text.expose()).is_some());
    weak.map(|key| {
        format!(
            "MUSTER_KEYS: The key “{}” can be guessed. Run `muster keys rotate`, and take it out once that has said \
             that nothing but older backups needs it.",
            key.id
        )
    })
}

pub(super) fn read(r: &mut Reader) -> Option<Vec<GivenKey>> {
    let keys = r.value_or(&var::KEYS, Some(String::new()), parse)?;
    r.show_as(match keys.as_slice() {
        [] => "none".to_owned(),
        keys => keys.iter().map(|key| format!("{}=set", key.id)).collect::<Vec<_>>().join(", "),
    });
    Some(keys)
}

/// `name=key`, separated by commas, spaces or lines. A former secret key may have those in it: all that follows its
/// name is the key. What is wrong is told without repeating a key.
fn parse(text: &str) -> Result<Vec<GivenKey>, String> {
    let is_between = |c: char| c == ',' || c.is_whitespace();
    let former = format!("{FIRST}=");
    let begins = |at: &usize| text[..*at].chars().next_back().is_none_or(is_between);
    let at = text.match_indices(&former).map(|(at, _)| at).find(begins).unwrap_or(text.len());
    let (others, former) = text.split_at(at);
    let each = others.split(is_between).chain([former]).filter(|part| !part.is_empty()).enumerate();
    let read = |(at, part): (usize, &str)| {
        parse_one(part, at == 0).map_err(|problem| format!("Key {}: {problem}", at + 1))
    };
    let (mut keys, mut faults) = (Vec::new(), Vec::new());
    for one in each.map(read) {
        match one {
            Ok(key) => keys.push(key),
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(faults.join(" "));
    }
    let holds_another = |part: &str| {
        let named = part.split_once('=').filter(|(name, _)| is_key_id(name));
        named.is_some_and(|(_, text)| secret_key::check_length(text).is_ok())
    };
    if former.split(is_between).skip(1).any(holds_another) {
        return Err(format!(
            "All that follows {FIRST}= is that key, and another one stands in it. Put {FIRST}= last."
        ));
    }
    let mut names = BTreeSet::new();
    match keys.iter().find(|key| !names.insert(&key.id)) {
        Some(twice) => Err(format!("Two keys are called “{}”.", twice.id)),
        None => Ok(keys),
    }
}

/// Only the key that seals has to be strong: without the former ones, nobody could open what they have sealed.
fn parse_one(part: &str, is_sealing: bool) -> Result<GivenKey, String> {
    let (id, text) = part.split_once('=').ok_or("it is not name=key.")?;
    match id {
        FIRST if is_sealing => Err(format!(
            "“{FIRST}” is the name of the key worked out from the secret key, or from a former one. Put a key of \
             another name before it, which seals."
        )),
        id if is_key_id(id) => {
            let key = match is_sealing {
                true => secret_key::check(text, REPLACE),
                false => secret_key::check_length(text),
            };
            let text = key.map_err(|problem| format!("“{id}”: {problem}"))?;
            Ok(GivenKey { id: id.to_owned(), text })
        }
        _ => Err("its name is not made of up to 32 small letters, digits and dashes.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Fault};

    const KEY: &str = "q3N0xv7RkZ5tYb1Lw8Jd2Fh6Ms4Gp9Ca+eUiOyTr";
    const WORDS: &str = "please change me, please change me\tbefore use";
    const COUNTED: &str = "0123456789abcdef0123456789abcdef";

    fn config(name: &'static str, text: String) -> Result<Config, Vec<Fault>> {
        Config::from_map(&move |asked| (asked == name).then(|| text.clone()))
    }

    #[test]
    fn keys_are_named_and_their_text_is_not_shown() {
        let text = format!("2027={KEY},\n 2026={KEY}=\n");
        let lookup = move |name: &str| (name == "MUSTER_KEYS").then(|| text.clone());
        let config = Config::from_map(&lookup).unwrap();

        let names: Vec<_> = config.signin.keys.iter().map(|key| key.id.as_str()).collect();
        assert_eq!(names, ["2027", "2026"]);
        assert_eq!(config.signin.keys[1].text.expose(), &format!("{KEY}="));
        let shown = config.redacted().into_iter().find(|line| line.name == "MUSTER_KEYS").unwrap().value;
        assert_eq!(shown, "2027=set, 2026=set");
        assert!(Config::from_map(&|_| None).unwrap().signin.keys.is_empty());
    }

    #[test]
    fn keys_that_are_none_are_refused_without_being_repeated() {
        for (text, problem) in [
            (KEY.to_owned(), "it is not name=key"),
            (format!("{KEY}="), "its name is not made of"),
            (format!("first={KEY}"), "Put a key of another name before it"),
            ("2027=tiny-hush".to_owned(), "it has to be 32 at least"),
            (format!("2028={KEY} 2027=tiny-hush"), "Key 2: “2027”: The key is 9 bytes long"),
            (format!("2027={KEY} 2027={KEY}"), "Two keys are called “2027”"),
        ] {
            let told = parse(&text).unwrap_err();

            assert!(told.contains(problem), "{told}");
            assert!(!told.contains(KEY) && !told.contains("hush"), "{told}");
        }
        let all = parse("2027=tiny-hush,nameless").unwrap_err();
        assert!(all.contains("Key 1: “2027”") && all.contains("Key 2: it is not name=key"), "{all}");
    }

    #[test]
    fn a_former_secret_key_is_taken_with_blanks_and_commas() {
        for between in [" ", ",\n", "\n"] {
            let keys = parse(&format!("2027={KEY} 2026={KEY}{between}first={WORDS}")).unwrap();

            let names: Vec<_> = keys.iter().map(|key| key.id.as_str()).collect();
            assert_eq!((names, keys[2].text.expose().as_str()), (vec!["2027", "2026", "first"], WORDS));
        }
        let other = parse(&format!("a-first={KEY} first={KEY}")).unwrap();
        assert_eq!(other.len(), 2, "another key may be called so");
        assert!(parse(&format!("2027={KEY} first=")).unwrap_err().contains("0 bytes long"));
        for between in [",", " ", "\n"] {
            let told = parse(&format!("2027={KEY} first={KEY}{between}2026={KEY}")).unwrap_err();
            assert!(told.contains("Put first= last") && !told.contains(KEY), "{told}");
        }
    }

    #[test]
    fn a_key_that_can_be_guessed_seals_nothing_but_opens_what_it_has_sealed() {
        let refused = config("MUSTER_KEYS", format!("2026={COUNTED}")).unwrap_err();
        let taken = config("MUSTER_KEYS", format!("2027={KEY} 2026={COUNTED} first={COUNTED}")).unwrap();

        assert!(refused[0].problem.starts_with("Key 1: “2026”: The key can be guessed"), "{refused:?}");
        assert!(refused[0].problem.contains("Put a new key of another name before it"), "{refused:?}");
        let names: Vec<_> = taken.signin.keys.iter().map(|key| key.id.as_str()).collect();
        assert_eq!(names, ["2027", "2026", "first"]);
        for (warning, name) in taken.warnings.iter().zip(["2026", "first"]) {
            let told = format!("MUSTER_KEYS: The key “{name}” can be guessed.");
            assert!(warning.starts_with(&told), "{warning}");
        }
        assert_eq!(taken.warnings.len(), 2);
    }

    #[test]
    fn a_secret_key_that_can_be_guessed_is_refused_with_the_way_to_another() {
        let refused = config("MUSTER_SECRET_KEY", COUNTED.to_owned()).unwrap_err();
        let short = config("MUSTER_SECRET_KEY", "0123456789abcdef".to_owned()).unwrap_err();

        assert!(refused[0].problem.starts_with("The key can be guessed"), "{refused:?}");
        assert!(
            refused[0].problem.contains("give this one to MUSTER_KEYS as first=… at its end"),
            "{refused:?}"
        );
        assert!(!refused[0].problem.contains(COUNTED), "{refused:?}");
        assert!(!short[0].problem.contains("MUSTER_KEYS"), "{short:?}");
    }
}
