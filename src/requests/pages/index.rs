//! The list: what is open, what waits for a decision, what is done.

use super::super::{
    actions,
    model::{Cursor, Filter, Listed, View},
};
use crate::access::{Access, Read};
use crate::kernel::{Result, db::Db, env::Day};
use crate::web::{
    forms::{Fields, Query},
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

#[derive(Serialize)]
struct Index {
    view: &'static str,
    q: String,
    rows: Vec<Listed>,
    today: Day,
    first: String,
    next: String,
}

/// The list, or the part of it that was asked for.
#[handler]
pub async fn index(ui: Ui, db: Data<&Db>, access: Access<Read>, Query(query): Query) -> Result<Reply> {
    let view = View::parse(query.text("view"));
    let after = Cursor::parse(query.text("after"));
    let filter = Filter {
        view,
        search: query.text("q").trim().to_owned(),
        whose: (view == View::Mine).then(|| access.user()),
        after: after.unwrap_or(Cursor::START),
    };
    let (rows, has_more) = actions::list(&db, &access, &filter).await?;
    let last = rows.last().filter(|_| has_more).map(|row| Cursor { due_on: row.due_on, id: row.id });
    let page = Index {
        view: view.word(),
        q: filter.search,
        today: db.env().today(),
        first: after.map(|_| address(&query, None)).unwrap_or_default(),
        next: last.map(|last| address(&query, Some(last))).unwrap_or_default(),
        rows,
    };
    ui.at("requests").show("requests/index.html", "results", page)
}

/// The same question, after another row.
fn address(query: &Fields, after: Option<Cursor>) -> String {
    let asked = |name: &&str| !query.text(name).is_empty();
    let kept = ["view", "q"].into_iter().filter(asked);
    let mut pairs: Vec<(&str, String)> = kept.map(|name| (name, query.text(name).to_owned())).collect();
    pairs.extend(after.map(|after| ("after", after.word())));
    format!("?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
}
