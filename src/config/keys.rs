//! The keys that seal secrets, so that one can be followed by another.

use super::{reader::Reader, secret_key, variables as var};
use crate::kernel::seal::{FIRST, GivenKey, is_key_id};
use std::collections::BTreeSet;

pub(super) fn read(r: &mut Reader) -> Option<Vec<GivenKey>> {
    let keys = r.value_or(&var::KEYS, Some(String::new()), parse)?;
    r.show_as(match keys.as_slice() {
        [] => "none".to_owned(),
        keys => keys.iter().map(|key| format!("{}=set", key.id)).collect::<Vec<_>>().join(", "),
    });
    Some(keys)
}

/// `name=key`, separated by commas, spaces or lines. What is wrong is told without repeating a key.
fn parse(text: &str) -> Result<Vec<GivenKey>, String> {
    let is_between = |c: char| c == ',' || c.is_whitespace();
    let each = text.split(is_between).filter(|part| !part.is_empty()).enumerate();
    let keys = each.map(|(at, part)| parse_one(part).map_err(|problem| format!("Key {}: {problem}", at + 1)));
    let keys = keys.collect::<Result<Vec<_>, _>>()?;
    let mut names = BTreeSet::new();
    match keys.iter().find(|key| !names.insert(&key.id)) {
        Some(twice) => Err(format!("Two keys are called “{}”.", twice.id)),
        None => Ok(keys),
    }
}

fn parse_one(part: &str) -> Result<GivenKey, String> {
    let (id, text) = part.split_once('=').ok_or("it is not name=key.")?;
    match id {
        FIRST => {
            Err(format!("“{FIRST}” is the name of the key worked out from the secret key. Take another."))
        }
        id if is_key_id(id) => {
            let text = secret_key::check(text).map_err(|problem| format!("“{id}”: {problem}"))?;
            Ok(GivenKey { id: id.to_owned(), text })
        }
        _ => Err("its name is not made of up to 32 small letters, digits and dashes.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    const KEY: &str = "q3N0xv7RkZ5tYb1Lw8Jd2Fh6Ms4Gp9Ca+eUiOyTr";

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
            (format!("first={KEY}"), "Take another"),
            ("2027=tiny-hush".to_owned(), "it has to be 32 at least"),
            (format!("2027={KEY} 2027={KEY}"), "Two keys are called “2027”"),
        ] {
            let told = parse(&text).unwrap_err();

            assert!(told.contains(problem), "{told}");
            assert!(!told.contains(KEY) && !told.contains("hush"), "{told}");
        }
    }
}
