//! The links from one page of a list to the others, as `ui/pager.html` prints them.

use super::forms::Fields;
use crate::kernel::paging::{Page, ROWS};
use serde::Serialize;

/// Which rows are shown and where the others are.
#[derive(Debug, Serialize)]
pub struct Pages {
    first: usize,
    last: usize,
    /// How many rows there are on all pages.
    pub total: usize,
    /// What they are.
    pub noun: &'static str,
    previous: Option<String>,
    next: Option<String>,
    all: Option<String>,
    numbers: Vec<Number>,
}

#[derive(Debug, Serialize)]
struct Number {
    number: usize,
    href: String,
    current: bool,
}

/// More numbers than these would be a wall of links.
const NUMBERS_MAX: usize = 12;

/// Which page a query asks for: `page=2`, or `per=all` for everything.
pub fn asked(query: &Fields) -> Option<usize> {
    (query.text("per") != "all").then(|| usize::try_from(query.number("page")).unwrap_or(1).max(1))
}

impl Pages {
    /// The links around `page`, which answers `query`; `noun` is what its rows are, in the plural.
    pub fn of<T>(query: &Fields, page: &Page<T>, noun: &'static str) -> Self {
        let at = |number: usize| address(query, &["page", "per"], ("page", &number.to_string()));
        let before = if page.last > 1 { (page.number - 1) * ROWS } else { 0 };
        let numbers = if page.last <= NUMBERS_MAX { page.last } else { 0 };
        Self {
            first: (before + 1).min(page.total),
            last: before + page.rows.len(),
            total: page.total,
            noun,
            previous: (page.number > 1).then(|| at(page.number - 1)),
            next: (page.number < page.last).then(|| at(page.number + 1)),
            all: (page.last > 1).then(|| address(query, &["page", "per"], ("per", "all"))),
            numbers: (1..=numbers)
                .map(|number| Number { number, href: at(number), current: number == page.number })
                .collect(),
        }
    }
}

/// The same question with `pair` instead of the fields in `without`.
pub fn address(query: &Fields, without: &[&str], pair: (&str, &str)) -> String {
    let kept =
        query.pairs().iter().filter(|(key, value)| !without.contains(&key.as_str()) && !value.is_empty());
    let pairs: Vec<_> = kept.map(|(key, value)| (key.as_str(), value.as_str())).chain([pair]).collect();
    format!("?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_keep_what_was_asked() {
        let query = Fields::parse(b"q=a+b&family=&page=2");
        let pages = Pages::of(&query, &Page::cut((0..120).collect(), asked(&query)), "rows");

        assert_eq!((pages.first, pages.last, pages.total), (51, 100, 120));
        assert_eq!(pages.previous.as_deref(), Some("?q=a+b&page=1"));
        assert_eq!(pages.all.as_deref(), Some("?q=a+b&per=all"));
        assert_eq!(pages.numbers.len(), 3);
    }

    #[test]
    fn nothing_and_everything_have_no_other_pages() {
        let everything = Fields::parse(b"per=all");
        let pages = Pages::of(&everything, &Page::cut(vec![0; 300], asked(&everything)), "rows");
        let nothing = Pages::of(&Fields::default(), &Page::<u8>::cut(Vec::new(), Some(1)), "rows");

        assert_eq!((pages.first, pages.last, pages.next, pages.all), (1, 300, None, None));
        assert_eq!((nothing.first, nothing.last, nothing.total), (0, 0, 0));
    }
}
