//! Which key does what, and a person's own choice of it. Keys press controls that are on the page, so nothing here
//! is out of reach without them.

mod actions;

pub use actions::{Action, GROUPS, Group, Place, all};

use crate::access::Caller;
use crate::kernel::{Error, Problems, Result};
use minijinja::{Value, value::Serde};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

/// The key of every action, as one person has them. An empty key is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap(Arc<Keys>);

/// They stand on each page in two forms, which are made once.
#[derive(Debug, PartialEq, Eq)]
struct Keys {
    by_name: BTreeMap<&'static str, String>,
    written: String,
    shown: Value,
}

/// What nearly everybody has.
static USUAL: LazyLock<Keymap> = LazyLock::new(|| Keymap::of(|_, action| action.usual.to_owned()));

/// An action, as the lists of keys show it.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What the form calls it.
    pub name: &'static str,
    /// What it does.
    pub does: &'static str,
    /// The person's key for it.
    pub key: String,
    /// The key it has until somebody chooses another.
    pub usual: &'static str,
}

/// Keys that work in the same place, as the lists of keys show them.
#[derive(Clone, Debug, Serialize)]
pub struct Rows {
    /// The part of an address that names the group.
    pub name: &'static str,
    /// Where they work.
    pub heading: &'static str,
    /// The keys.
    pub rows: Vec<Row>,
}

impl Default for Keymap {
    fn default() -> Self {
        USUAL.clone()
    }
}

impl Keymap {
    /// The keys that work for a visitor: none where they are switched off.
    pub fn of_visitor(caller: Option<&Caller>) -> Self {
        match caller {
            None => Self::default(),
            Some(caller) if caller.has_keys => Self::of_stored(&caller.keymap),
            Some(_) => Self::of(|_, _| String::new()),
        }
    }

    /// What `stored` gave for storing. What it does not name has its usual key, unless the person gave that to
    /// something else: a later program may have more actions, and in more places.
    pub fn of_stored(stored: &str) -> Self {
        let own: BTreeMap<&str, &str> = stored.split(' ').filter_map(|pair| pair.split_once('=')).collect();
        if own.is_empty() {
            return Self::default();
        }
        let of_own = |(place, action): (Place, &Action)| own.get(action.name).map(|key| (place, *key));
        let taken: Vec<(Place, &str)> = all().filter_map(of_own).collect();
        let is_taken = |place: Place, key: &str| taken.iter().any(|(at, own)| *own == key && at.meets(place));
        Self::of(|place, action| match own.get(action.name) {
            Some(key) => (*key).to_owned(),
            None if is_taken(place, action.usual) => String::new(),
            None => action.usual.to_owned(),
        })
    }

    fn of(key: impl Fn(Place, &Action) -> String) -> Self {
        let by_name: BTreeMap<_, _> =
            all().map(|(place, action)| (action.name, key(place, action))).collect();
        let keyed = all().map(|(_, action)| action.name).filter(|name| !by_name[name].is_empty());
        let written = keyed.map(|name| format!("{name}={}", by_name[name])).collect::<Vec<_>>().join(" ");
        Self(Arc::new(Keys { shown: Value::from(Serde(&by_name)), by_name, written }))
    }

    /// What somebody typed for each action. `Invalid` names every key that cannot be one and every key that
    /// would have to do two things on one page.
    pub fn parse<'a>(typed: impl Fn(&str) -> &'a str) -> Result<Self> {
        let map = Self::of(|_, action| typed(action.name).trim().to_owned());
        let mut problems = Problems::new();
        for (_, action) in all() {
            if !can_be_key(map.key(action.name)) {
                problems.insert(action.name, "Type one letter, digit or sign, or leave it empty.".into());
            }
        }
        map.note_conflicts(&mut problems);
        match problems.is_empty() {
            true => Ok(map),
            false => Err(Error::Invalid(problems)),
        }
    }

    /// Of two that share a key, the one that was moved to it is told.
    fn note_conflicts(&self, problems: &mut Problems) {
        let is_moved = |action: &Action| self.key(action.name) != action.usual;
        for (at, (place, one)) in all().enumerate() {
            for (other_place, other) in all().skip(at + 1) {
                let key = self.key(one.name);
                if key.is_empty() || key != self.key(other.name) || !place.meets(other_place) {
                    continue;
                }
                let (told, holder) =
                    if is_moved(other) || !is_moved(one) { (other, one) } else { (one, other) };
                let words = format!(
                    "{key} already does “{}”. Choose another key for “{}”, or leave one of the two empty.",
                    holder.does, told.does
                );
                problems.note(told.name, words);
            }
        }
    }

    /// The key of an action; empty if it has none.
    pub fn key(&self, name: &str) -> &str {
        self.0.by_name.get(name).map_or("", String::as_str)
    }

    /// What differs from the usual keys: `met=y link_5=`.
    pub fn stored(&self) -> String {
        let own = all().filter(|(_, action)| self.key(action.name) != action.usual);
        own.map(|(_, action)| format!("{}={}", action.name, self.key(action.name)))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Every action that has a key, for the script: `help=? search=/`.
    pub fn written(&self) -> &str {
        &self.0.written
    }

    /// The keys by name.
    pub fn by_name(&self) -> &BTreeMap<&'static str, String> {
        &self.0.by_name
    }

    /// The same for templates.
    pub fn shown(&self) -> Value {
        self.0.shown.clone()
    }

    /// The lists of keys, for people.
    pub fn groups(&self) -> Vec<Rows> {
        let row = |it: &Action| Row {
            name: it.name,
            does: it.does,
            key: self.key(it.name).to_owned(),
            usual: it.usual,
        };
        let rows = |it: &Group| Rows {
            name: it.name,
            heading: it.heading,
            rows: it.actions.iter().map(row).collect(),
        };
        GROUPS.iter().map(rows).collect()
    }
}

/// One sign that can be seen and typed; nothing that a browser or a screen reader needs for itself.
fn can_be_key(text: &str) -> bool {
    let mut signs = text.chars();
    match (signs.next(), signs.next()) {
        (None, _) => true,
        (Some(sign), None) => !sign.is_control() && !sign.is_whitespace(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn typed(changes: &[(&str, &'static str)]) -> Result<Keymap> {
        let usual = Keymap::default();
        let mut keys: BTreeMap<&str, &str> =
            usual.by_name().iter().map(|(name, key)| (*name, key.as_str())).collect();
        keys.extend(changes.iter().copied());
        Keymap::parse(|name| keys[name])
    }

    #[test]
    fn the_usual_keys_have_no_conflict_and_every_action_one_name() {
        let names: BTreeSet<_> = all().map(|(_, action)| action.name).collect();

        assert_eq!(names.len(), all().count());
        assert_eq!(typed(&[]).unwrap(), Keymap::default());
    }

    #[test]
    fn what_is_stored_comes_back_and_is_nothing_for_the_usual_keys() {
        let own = typed(&[("met", "y"), ("link_5", ""), ("carry", "&")]).unwrap();

        assert_eq!(own.stored(), "met=y link_5= carry=&");
        assert_eq!(Keymap::of_stored(&own.stored()), own);
        assert_eq!(Keymap::of_stored(""), Keymap::default());
        assert_eq!(Keymap::default().stored(), "");
        assert!(!own.written().contains("link_5") && own.written().contains("carry=&"));
    }

    #[test]
    fn a_usual_key_gives_way_to_one_of_somebodys_own_and_their_keys_can_be_saved() {
        let own = Keymap::of_stored("met=h test=p");

        assert_eq!((own.key("met"), own.key("history"), own.key("go_trail")), ("h", "", "h"));
        assert_eq!((own.key("test"), own.key("poam"), own.key("not_met")), ("p", "", "n"));
        assert_eq!(Keymap::parse(|name| own.key(name)).unwrap(), own);
        assert_eq!(own.stored(), "history= met=h test=p poam=");
    }

    #[test]
    fn an_equals_sign_is_a_key_like_any_other() {
        let own = typed(&[("carry", "+"), ("add_file", "=")]).unwrap();

        assert_eq!((own.key("carry"), own.key("add_file")), ("+", "="));
        assert_eq!(Keymap::of_stored(&own.stored()), own);
    }

    #[test]
    fn a_key_that_would_do_two_things_on_one_page_is_refused_with_both() {
        let problems = |changes| match typed(changes) {
            Err(Error::Invalid(problems)) => problems,
            other => panic!("{other:?}"),
        };

        let taken = problems(&[("next_open", "m")]);
        assert!(taken.get("next_open").is_some_and(|text| text.contains("“Met”")), "{taken:?}");
        assert_eq!(taken.into_iter().count(), 1);
        assert!(problems(&[("help", "m")]).get("help").is_some(), "a key of every page meets all others");
        assert!(problems(&[("open", "n")]).get("open").is_some(), "a list may have a button for a new one");
        assert!(typed(&[("open", "m")]).is_ok(), "the workbench has no rows");
        assert!(typed(&[("go_trail", "f")]).is_ok(), "a second key meets second keys only");
        assert!(problems(&[("go_trail", "o")]).get("go_trail").is_some());
        assert!(typed(&[("met", "n"), ("not_met", "m")]).is_ok(), "two may change places");
    }

    #[test]
    fn a_key_is_one_sign() {
        for wrong in ["ab", "Enter", "\u{7}"] {
            assert!(matches!(typed(&[("met", wrong)]), Err(Error::Invalid(_))), "{wrong:?}");
        }
        assert!(typed(&[("met", "é"), ("not_met", " ")]).is_ok_and(|own| own.key("not_met").is_empty()));
    }
}
