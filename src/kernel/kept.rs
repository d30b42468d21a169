//! What is worked out from much, kept until it changes.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

/// Things that were worked out before, each with what it was worked out from: the length of an organisation's trail,
/// which grows with every change, or that and the day. One is used only while that is the same.
pub struct Kept<K, S, T> {
    all: Mutex<HashMap<K, (S, Arc<T>)>>,
    most: usize,
}

impl<K: Hash + Eq, S: PartialEq, T> Kept<K, S, T> {
    /// Room for so many things.
    pub fn new(most: usize) -> Self {
        Self { all: Mutex::default(), most }
    }

    /// The one of `key`, if it is of `stamp`.
    pub fn get(&self, key: &K, stamp: &S) -> Option<Arc<T>> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(key).filter(|(then, _)| then == stamp).map(|(_, thing)| thing.clone())
    }

    /// Keeps one, in the place of the one before. Where there is no room for another, all others go.
    pub fn put(&self, key: K, stamp: S, thing: &Arc<T>) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= self.most && !all.contains_key(&key) {
            all.clear();
        }
        all.insert(key, (stamp, thing.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_is_good_for_what_it_was_made_from_alone() {
        let kept = Kept::new(2);
        kept.put("a", 1, &Arc::new("one"));

        assert_eq!(kept.get(&"a", &1).as_deref(), Some(&"one"));
        assert_eq!(kept.get(&"a", &2), None);
        assert_eq!(kept.get(&"b", &1), None);

        kept.put("b", 1, &Arc::new("two"));
        kept.put("b", 2, &Arc::new("two again"));
        assert_eq!(kept.get(&"a", &1).as_deref(), Some(&"one"));

        kept.put("c", 1, &Arc::new("three"));
        assert_eq!((kept.get(&"a", &1), kept.get(&"c", &1).as_deref()), (None, Some(&"three")));
    }
}
