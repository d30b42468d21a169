//! What the address of the list says: filter, order, page and which rows are ticked.

use super::super::place;
use crate::assessments::model::listing::{By, Filter, Sort};
use crate::web::forms::Fields;

/// Which rows are ticked when the list is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Picked {
    /// None.
    #[default]
    None,
    /// Those of this page.
    Page,
    /// All that match, which are then shown on one page.
    All,
}

/// The state of the list.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// What is shown.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
    /// The page, from 1; none shows everything.
    pub page: Option<usize>,
    /// What is ticked.
    pub picked: Picked,
}

impl State {
    /// Reads an address's query.
    pub fn read(query: &Fields) -> Self {
        let picked = match query.text("select") {
            "page" => Picked::Page,
            "all" => Picked::All,
            _ => Picked::None,
        };
        let is_whole = query.text("per") == "all" || picked == Picked::All;
        Self {
            filter: Filter::read(|name| query.text(name)),
            sort: Sort::parse(query.text("sort")),
            page: (!is_whole).then(|| query.text("page").parse().unwrap_or(1)),
            picked,
        }
    }

    /// The query, with its question mark, or nothing.
    pub fn query(&self) -> String {
        let mut pairs: Vec<(&str, String)> = self.filter.pairs();
        let mut also = |name, value: String| {
            if !value.is_empty() {
                pairs.push((name, value));
            }
        };
        also("sort", self.sort.word());
        also("per", if self.page.is_none() { "all".to_owned() } else { String::new() });
        also("page", self.page.filter(|page| *page > 1).map(|page| page.to_string()).unwrap_or_default());
        also("select", self.picked_word().to_owned());
        let query: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={}", place::segment(value))).collect();
        if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) }
    }

    fn picked_word(&self) -> &'static str {
        match self.picked {
            Picked::None => "",
            Picked::Page => "page",
            Picked::All => "all",
        }
    }

    /// The query of the same list on another page; none shows everything.
    pub fn on(&self, page: Option<usize>) -> String {
        Self { page, picked: Picked::None, ..self.clone() }.query()
    }

    /// The query of the same list with other rows ticked.
    pub fn picking(&self, picked: Picked) -> String {
        let page = if picked == Picked::All { None } else { self.page };
        Self { picked, page, ..self.clone() }.query()
    }

    /// The query of the same list in the order of a column, on its first page.
    pub fn sorted(&self, by: By) -> String {
        let page = self.page.map(|_| 1);
        Self { sort: self.sort.towards(by), page, picked: Picked::None, ..self.clone() }.query()
    }

    /// How a column leads, for `aria-sort`.
    pub fn direction(&self, by: By) -> &'static str {
        match (self.sort.by == by, self.sort.is_descending) {
            (false, _) => "",
            (true, false) => "ascending",
            (true, true) => "descending",
        }
    }

    /// The query of the list a form came from; whatever is not one of ours is left out.
    pub fn back(query: &str) -> String {
        Self { picked: Picked::None, ..Self::read(&Fields::parse(query.trim_start_matches('?').as_bytes())) }
            .query()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(query: &str) -> State {
        State::read(&Fields::parse(query.as_bytes()))
    }

    #[test]
    fn links_carry_the_filter_and_forget_the_page_where_it_means_nothing() {
        let here = state("text=remote+access&family=AC&sort=-value&page=2");

        assert_eq!(here.query(), "?text=remote%20access&family=AC&sort=-value&page=2");
        assert_eq!(here.on(Some(3)), "?text=remote%20access&family=AC&sort=-value&page=3");
        assert_eq!(here.on(None), "?text=remote%20access&family=AC&sort=-value&per=all");
        assert_eq!(here.sorted(By::Value), "?text=remote%20access&family=AC&sort=value");
        assert_eq!(here.picking(Picked::Page), here.query() + "&select=page");
        let all = here.picking(Picked::All);
        assert_eq!(all, "?text=remote%20access&family=AC&sort=-value&per=all&select=all");
        assert_eq!(state(&all[1..]).page, None);
    }

    #[test]
    fn a_way_back_holds_nothing_foreign() {
        assert_eq!(State::back("?family=AC&next=//evil.example&select=all"), "?family=AC&per=all");
        assert_eq!(State::back("https://evil.example/"), "");
        assert_eq!(state("").query(), "");
    }
}
