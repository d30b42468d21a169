//! Filling an organisation's words, and the HTML of what comes out.

use super::{Piece, pieces};
use serde::Serialize;

/// What placeholders are replaced with, by name.
pub type Values = Vec<(&'static str, String)>;

/// A piece of a line of a letter's HTML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bit {
    /// Its words, not escaped yet.
    pub text: String,
    /// Whether they are an address of ours.
    pub is_link: bool,
}

/// The text with each placeholder replaced. What a value brings is not looked at again; what nothing is known of
/// stays as it was written. Where a value was empty, no gap is left.
pub fn fill(text: &str, values: &Values) -> String {
    let value = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
    let filled: String = pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Words(words) => words.to_owned(),
            Piece::Named(name) => value(name).unwrap_or_else(|| format!("{{{name}}}")),
        })
        .collect();
    split(&filled).join("\n\n")
}

/// The paragraphs: what stands between empty lines.
fn split(text: &str) -> Vec<String> {
    let mut found = vec![Vec::new()];
    for line in text.lines().map(str::trim_end) {
        match (line.is_empty(), found.last_mut()) {
            (false, Some(paragraph)) => paragraph.push(line),
            _ => found.push(Vec::new()),
        }
    }
    found.into_iter().filter(|lines| !lines.is_empty()).map(|lines| lines.join("\n")).collect()
}

/// Paragraphs, lines, and the pieces of each line, for the HTML part. Only addresses below `origin` become links.
pub fn paragraphs(text: &str, origin: &str) -> Vec<Vec<Vec<Bit>>> {
    let lines = |paragraph: String| paragraph.lines().map(|line| bits(line, origin)).collect();
    split(text).into_iter().map(lines).collect()
}

fn bits(line: &str, origin: &str) -> Vec<Bit> {
    let (mut bits, mut rest) = (Vec::new(), line);
    let plain = |text: &str| Bit { text: text.to_owned(), is_link: false };
    while let Some(at) = start(rest, origin) {
        let (before, from) = rest.split_at(at);
        let end =
            from.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(from.len());
        let address = from[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')']);
        bits.extend([plain(before), Bit { text: address.to_owned(), is_link: true }]);
        rest = &from[address.len()..];
    }
    bits.push(plain(rest));
    bits.retain(|bit| !bit.text.is_empty());
    bits
}

/// Where an address of ours begins: another host may begin with the same letters.
fn start(text: &str, origin: &str) -> Option<usize> {
    let is_ours = |at: &usize| text[at + origin.len()..].starts_with('/');
    text.match_indices(origin).map(|(at, _)| at).find(is_ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> Values {
        vec![("a", "{b} <i>".into()), ("b", "no".into()), ("none", String::new())]
    }

    #[test]
    fn a_value_is_put_in_once_and_never_read_again() {
        assert_eq!(fill("{a}, {{7*7}} {c}", &values()), "{b} <i>, {{7*7}} {c}");
    }

    #[test]
    fn nothing_leaves_no_gap() {
        assert_eq!(fill("One\n\n{none}\n\nTwo \nThree", &values()), "One\n\nTwo\nThree");
    }

    #[test]
    fn only_our_own_addresses_become_links() {
        let links = |line: &str| -> Vec<String> {
            let bits = bits(line, "https://m.example");
            assert_eq!(bits.iter().map(|bit| bit.text.as_str()).collect::<String>(), line);
            bits.into_iter().filter(|bit| bit.is_link).map(|bit| bit.text).collect()
        };

        assert_eq!(links("See https://m.example/join/x."), ["https://m.example/join/x"]);
        assert_eq!(
            links("(https://m.example/a) https://m.example/b"),
            ["https://m.example/a", "https://m.example/b"]
        );
        for other in
            ["https://m.example.evil/x", "https://m.example@evil/x", "https://evil.example/", "m.example/a"]
        {
            assert!(links(other).is_empty(), "{other}");
        }
    }
}
