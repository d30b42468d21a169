//! Lists in pages: which one is shown, and which others there are.

use serde::Serialize;

/// A page of a list that is already in memory or was cut by the database.
#[derive(Debug, Serialize)]
pub struct Page<T> {
    /// The rows of this page.
    pub rows: Vec<T>,
    /// This page's number, from 1.
    pub number: usize,
    /// How many pages there are, at least 1.
    pub last: usize,
    /// How many rows there are on all pages.
    pub total: usize,
}

/// Rows on one page, unless everything is asked for.
pub const ROWS: usize = 50;

impl<T> Page<T> {
    /// Cuts page `number` out of `rows`; a number past the end gives the last page. `None` is everything.
    pub fn cut(mut rows: Vec<T>, number: Option<usize>) -> Self {
        let total = rows.len();
        let Some(number) = number else {
            return Self { rows, number: 1, last: 1, total };
        };
        let last = total.div_ceil(ROWS).max(1);
        let number = number.clamp(1, last);
        let rows = rows.drain((number - 1) * ROWS..total.min(number * ROWS)).collect();
        Self { rows, number, last, total }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_cut_into_pages_and_a_wild_number_is_tamed() {
        let page = Page::cut((0..110).collect(), Some(3));
        assert_eq!((page.rows.len(), page.number, page.last, page.total), (10, 3, 3, 110));
        assert_eq!(Page::cut((0..110).collect(), Some(99)).number, 3);
        assert_eq!(Page::cut((0..110).collect(), None).rows.len(), 110);
        assert_eq!(Page::<i32>::cut(vec![], Some(0)).last, 1);
    }
}
