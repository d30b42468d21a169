//! Under which key a text is kept: the same title has one key, and no two titles share theirs.

use super::{OWN, RESERVED};
use crate::kernel::text::Slug;

/// How much of a key stays the same however high its number is.
const STEM_CHARS: usize = 20;

/// What all numbered forms of the key `wish` begin with.
pub fn stem(wish: &str) -> &str {
    wish.get(..STEM_CHARS).unwrap_or(wish).trim_end_matches('-')
}

/// The key for `title`: that of the text which has this title already, or else `wish` with the first number that
/// makes it free. `taken` are keys and titles of other publications.
pub fn key_for(taken: &[(String, String)], wish: &str, title: &str) -> String {
    let mut of_title = taken.iter().filter(|it| it.1 == title).map(|it| &it.0);
    if let Some(key) = of_title.clone().find(|key| *key == wish).or_else(|| of_title.next()) {
        return key.clone();
    }
    let wish = Slug::or(wish, "text");
    let is_free = |key: &Slug| {
        let key = key.as_str();
        key != OWN && !RESERVED.contains(&key) && taken.iter().all(|it| it.0 != key)
    };
    let numbered = (2..=taken.len() + RESERVED.len() + 2).map(|number| wish.numbered(number));
    let free = [wish.clone()].into_iter().chain(numbered).find(is_free);
    free.unwrap_or(wish).as_str().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(keys: &[(&str, &str)]) -> Vec<(String, String)> {
        keys.iter().map(|(key, title)| ((*key).to_owned(), (*title).to_owned())).collect()
    }

    #[test]
    fn a_different_title_never_gets_the_key_of_another() {
        let cut = "contoso-supplier-quality-requirements-ma";
        let standing = taken(&[(cut, "Volume 1"), ("text", "日本語")]);

        assert_eq!(key_for(&standing, cut, "Volume 2"), "contoso-supplier-quality-requirements-2");
        assert_eq!(key_for(&standing, "text", "中文"), "text-2");
        assert_eq!(key_for(&[], "text", "T"), "text");
    }

    #[test]
    fn the_same_title_finds_its_own_key_again() {
        let standing = taken(&[("text-3", "T"), ("text", "日本語"), ("text-2", "中文"), ("t", "中文")]);

        assert_eq!(key_for(&standing, "text", "T"), "text-3");
        assert_eq!(key_for(&standing, "text", "日本語"), "text");
        assert_eq!(key_for(&standing, "t", "中文"), "t");
        assert_eq!(key_for(&standing, "text", "한국어"), "text-4");
    }

    #[test]
    fn a_number_does_not_lead_to_a_page_of_ours() {
        assert_eq!(key_for(&taken(&[("level", "Level")]), "level", "LEVEL"), "level-4");
    }

    #[test]
    fn every_numbered_key_begins_with_the_stem() {
        for wish in
            ["text", "contoso-supplier-quality-requirements-ma", "nineteen-letters-19-and-more-words-here"]
        {
            for number in [2, 100, 10_000] {
                let key = Slug::or(wish, "text").numbered(number);
                assert!(key.as_str().starts_with(stem(wish)), "{wish} {number}");
            }
        }
    }
}
