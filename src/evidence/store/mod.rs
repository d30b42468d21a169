//! The tables `evidence` and `evidence_links`.

pub mod items;
pub mod links;
pub mod list;
pub mod offers;

/// A pattern for `like … escape '!'` that finds `search` anywhere, in text made lower case by the database.
/// Only ASCII letters are folded, because that is what both databases do alike.
pub fn pattern(search: &str) -> String {
    let mut pattern = String::from("%");
    for letter in search.trim().chars().take(100) {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter.to_ascii_lowercase());
    }
    if pattern.len() > 1 {
        pattern.push('%');
    }
    pattern
}
