//! The register: what there is, found by words, kind, state, owner and tag.

use super::super::{
    actions,
    model::{Cursor, Filter, Holder, Kind, List, Listed, Sort, Standing, Tags},
};
use crate::access::{Access, Includes, Read};
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
    rows: Vec<Row>,
    sorts: BTreeMap<&'static str, SortLink>,
    first: String,
    next: String,
    /// The query of this page, to come back to it.
    query: String,
    is_narrow: bool,
}

#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    it: Listed,
    standing: Standing,
}

/// What was asked, to show it again.
#[derive(Serialize)]
struct Asked {
    q: String,
    kind: String,
    state: &'static str,
    owner: String,
    tag: String,
    sort: String,
}

#[derive(Serialize)]
struct SortLink {
    href: String,
    direction: &'static str,
}

/// The list, or the part of it that was asked for.
#[handler]
pub async fn index(ui: Ui, db: Data<&Db>, access: Access<Read>, Query(query): Query) -> Result<Reply> {
    // What was asked for and is not here yet has a list of its own.
    if query.text("state") == "requested" {
        return Ok(ui.go_silently(&format!("{}/requests", ui.here())));
    }
    let page = Index::load(&db, &access, &query).await?;
    ui.at("evidence").show(INDEX, "results", page)
}

fn filter(query: &Fields) -> Filter {
    let tag = Tags::parse(query.text("tag")).unwrap_or_default();
    Filter {
        search: query.text("q").trim().to_owned(),
        kind: Kind::parse(query.text("kind")),
        state: Filter::state(query.text("state")),
        owner: query.text("owner").parse().ok(),
        tag: tag.words().next().unwrap_or_default().to_owned(),
        sort: Sort::parse(query.text("sort")),
        after: Cursor::parse(query.text("after")),
    }
}

impl Index {
    async fn load(db: &Db, access: &Access<impl Includes<Read>>, query: &Fields) -> Result<Self> {
        let filter = filter(query);
        let List { rows, has_more, owners } = actions::list(db, access, &filter).await?;
        let last = rows.last().filter(|_| has_more).map(|row| row.cursor().word());
        let from_start = filter.after.as_ref().map(|_| address(query, &["after"], &[]));
        Ok(Self {
            sorts: Sort::COLUMNS
                .into_iter()
                .map(|column| (column, sort_link(query, filter.sort, column)))
                .collect(),
            first: from_start.unwrap_or_default(),
            next: last.map(|last| address(query, &["after"], &[("after", &last)])).unwrap_or_default(),
            query: address(query, &[], &[]),
            is_narrow: filter.is_narrow(),
            filter: Asked {
                q: filter.search,
                kind: filter.kind.map_or_else(String::new, |kind| kind.word().to_owned()),
                state: filter.state,
                owner: filter.owner.map_or_else(String::new, |owner| owner.to_string()),
                tag: filter.tag,
                sort: query.text("sort").to_owned(),
            },
            owners,
            rows: rows.into_iter().map(|it| Row { standing: it.standing(), it }).collect(),
        })
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
    SortLink { href: address(query, &["sort", "after"], &[("sort", &word)]), direction }
}

/// The same question without the fields in `without`, and with others.
fn address(query: &Fields, without: &[&str], with: &[(&str, &str)]) -> String {
    let kept =
        query.pairs().iter().filter(|(key, value)| !without.contains(&key.as_str()) && !value.is_empty());
    let kept = kept.map(|(key, value)| (key.as_str(), value.as_str()));
    let pairs: Vec<(&str, &str)> = kept.chain(with.iter().copied()).collect();
    format!("?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
}
