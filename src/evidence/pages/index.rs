//! The library: what there is, found by words, kind, state and owner.

use super::super::{
    actions,
    model::{Filter, Holder, Kind, List, Listed, Sort},
    store::list::ROWS,
};
use crate::access::{Access, Read};
use crate::kernel::{Result, db::Db};
use crate::web::{
    forms::{Fields, Query},
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;
use std::collections::BTreeMap;

const INDEX: &str = "evidence/index.html";

#[derive(Serialize)]
struct Index {
    filter: Asked,
    owners: Vec<Holder>,
    rows: Vec<Listed>,
    sorts: BTreeMap<&'static str, SortLink>,
    pages: Pages,
    is_narrow: bool,
}

/// What was asked, to show it again.
#[derive(Serialize)]
struct Asked {
    q: String,
    kind: String,
    state: &'static str,
    owner: String,
    sort: String,
}

#[derive(Serialize)]
struct SortLink {
    href: String,
    direction: &'static str,
}

#[derive(Serialize)]
struct Pages {
    first: i64,
    last: i64,
    total: i64,
    noun: &'static str,
    previous: Option<String>,
    next: Option<String>,
    all: Option<String>,
    numbers: Vec<Number>,
}

#[derive(Serialize)]
struct Number {
    number: i64,
    href: String,
    current: bool,
}

/// The list, or the part of it that was asked for.
#[handler]
pub async fn index(ui: Ui, db: Data<&Db>, access: Access<Read>, Query(query): Query) -> Result<Reply> {
    let filter = filter(&query);
    let list = actions::list(&db, &access, &filter).await?;
    let ui = ui.at("evidence");
    let data = Index::of(&query, &filter, list);
    ui.show(INDEX, "results", data)
}

fn filter(query: &Fields) -> Filter {
    Filter {
        search: query.text("q").trim().to_owned(),
        kind: Kind::parse(query.text("kind")),
        state: Filter::state(query.text("state")),
        owner: query.text("owner").parse().ok(),
        sort: Sort::parse(query.text("sort")),
        page: (query.text("per") != "all").then(|| query.number("page").max(1)),
    }
}

impl Index {
    fn of(query: &Fields, filter: &Filter, list: List) -> Self {
        let filter_shown = Asked {
            q: filter.search.clone(),
            kind: filter.kind.map_or_else(String::new, |kind| kind.word().to_owned()),
            state: filter.state,
            owner: filter.owner.map_or_else(String::new, |owner| owner.to_string()),
            sort: query.text("sort").to_owned(),
        };
        Self {
            filter: filter_shown,
            sorts: Sort::COLUMNS
                .into_iter()
                .map(|column| (column, sort_link(query, filter.sort, column)))
                .collect(),
            pages: Pages::of(query, filter, &list),
            is_narrow: filter.is_narrow(),
            owners: list.owners,
            rows: list.rows,
        }
    }
}

/// The link on a column's head: up first, then down.
fn sort_link(query: &Fields, now: Sort, column: &'static str) -> SortLink {
    let leads = now.column == column;
    let word = if leads && !now.is_down { format!("-{column}") } else { column.to_owned() };
    let direction = match (leads, now.is_down) {
        (true, false) => "ascending",
        (true, true) => "descending",
        (false, _) => "",
    };
    SortLink { href: address(query, &["sort", "page"], "sort", &word), direction }
}

impl Pages {
    fn of(query: &Fields, filter: &Filter, list: &List) -> Self {
        let at = |number: i64| address(query, &["page", "per"], "page", &number.to_string());
        let last_page = if filter.page.is_some() { (list.total + ROWS - 1) / ROWS } else { 1 };
        let before = (list.number - 1) * ROWS;
        let shown = i64::try_from(list.rows.len()).unwrap_or(0);
        // More numbers than these would be a wall of links.
        let numbers = if last_page <= 12 { last_page } else { 0 };
        Self {
            first: (before + 1).min(list.total),
            last: before + shown,
            total: list.total,
            noun: if list.total == 1 { "piece of evidence" } else { "pieces of evidence" },
            previous: (list.number > 1).then(|| at(list.number - 1)),
            next: (list.number < last_page).then(|| at(list.number + 1)),
            all: (last_page > 1).then(|| address(query, &["page", "per"], "per", "all")),
            numbers: (1..=numbers)
                .map(|number| Number { number, href: at(number), current: number == list.number })
                .collect(),
        }
    }
}

/// The same question with `name=value` instead of the fields in `without`.
fn address(query: &Fields, without: &[&str], name: &str, value: &str) -> String {
    let kept =
        query.pairs().iter().filter(|(key, value)| !without.contains(&key.as_str()) && !value.is_empty());
    let kept = kept.map(|(key, value)| (key.as_str(), value.as_str()));
    let pairs: Vec<(&str, &str)> = kept.chain([(name, value)]).collect();
    format!("?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
}
