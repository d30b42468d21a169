//! The requirements of one body, found by words and family.

use super::{
    super::{
        actions,
        builtin::{self as data, Level},
        model::Body,
    },
    builtin,
};
use crate::access::{Access, Read};
use crate::kernel::{Result, db::Db, paging::Page};
use crate::web::{
    forms::{Fields, Query},
    pager::{self, Pages},
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

const LIST: &str = "catalogue/list.html";

#[derive(Serialize)]
struct List {
    key: String,
    level: Option<u8>,
    body: Option<Body>,
    q: String,
    family: String,
    families: Vec<Choice>,
    rows: Vec<Row>,
    pages: Pages,
    is_narrow: bool,
}

#[derive(Serialize)]
struct Choice {
    value: String,
    label: String,
}

#[derive(Serialize)]
struct Row {
    code: String,
    name: String,
    title: String,
    family: String,
    value: Option<i32>,
    objectives: i64,
    is_retired: bool,
}

/// The list, or the part of it that was asked for.
#[handler]
pub async fn list(
    ui: Ui,
    db: Data<&Db>,
    access: Access<Read>,
    Path((_, key)): Path<(String, String)>,
    Query(query): Query,
) -> Result<Reply> {
    let ui = ui.at("catalogue");
    let data = match builtin::level(&key) {
        Some(level) => of_level(key, level, &query),
        None => {
            let body = actions::body(&db, &access, &key).await?;
            of_body(&db, &access, body, &query).await?
        }
    };
    ui.show(LIST, "results", data)
}

fn of_level(key: String, level: Level, query: &Fields) -> List {
    let search = query.text("q").trim();
    let family = query.text("family");
    let found = data::requirements(level).iter().filter(|it| {
        (family.is_empty() || it.family == family) && (search.is_empty() || builtin::has(it, search))
    });
    let rows: Vec<_> = found.map(row).collect();
    let families =
        builtin::families_of(level).into_iter().map(|(value, label)| Choice { value, label }).collect();
    List { key, level: Some(level.number()), ..List::of(query, rows, families) }
}

fn row(it: &data::Requirement) -> Row {
    Row {
        code: it.id.to_owned(),
        name: it.cmmc_id.to_owned(),
        title: it.short_name.to_owned(),
        family: it.family_name.to_owned(),
        value: it.weight,
        objectives: i64::try_from(it.objectives.len()).unwrap_or(i64::MAX),
        is_retired: false,
    }
}

async fn of_body(db: &Db, access: &Access<Read>, body: Body, query: &Fields) -> Result<List> {
    let listed = actions::listed(db, access, &body, query.text("q").trim()).await?;
    let mut families: Vec<String> = Vec::new();
    for it in &listed {
        if !families.contains(&it.family) {
            families.push(it.family.clone());
        }
    }
    let families = families.into_iter().map(|name| Choice { value: name.clone(), label: name }).collect();
    let family = query.text("family");
    let found = listed.into_iter().filter(|it| it.is_hit && (family.is_empty() || it.family == family));
    let rows = found.map(|it| Row {
        name: it.code.clone(),
        code: it.code,
        title: it.title,
        family: it.family,
        value: None,
        objectives: it.objectives,
        is_retired: it.is_retired,
    });
    Ok(List { key: body.key.clone(), body: Some(body), ..List::of(query, rows.collect(), families) })
}

impl List {
    fn of(query: &Fields, rows: Vec<Row>, families: Vec<Choice>) -> Self {
        let page = Page::cut(rows, pager::asked(query));
        let (q, family) = (query.text("q").trim().to_owned(), query.text("family").to_owned());
        Self {
            key: String::new(),
            level: None,
            body: None,
            is_narrow: !q.is_empty() || !family.is_empty(),
            q,
            family,
            families,
            pages: Pages::of(query, &page, if page.total == 1 { "requirement" } else { "requirements" }),
            rows: page.rows,
        }
    }
}
