//! The registers of operational plans of action and of enduring exceptions.

use super::{data::Row, form::Kind};
use crate::access::{Access, Read};
use crate::assessments::{
    actions::{self, Pictures},
    model::{AssessmentId, picture::Picture},
};
use crate::kernel::{Result, db::Db, env::Day, paging::Page};
use crate::web::{
    csv,
    forms::{Fields, Query},
    pager::{self, Pages},
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

/// The registers and their files.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/deficiencies", deficiencies);
    routes.get("/o/:org/assessments/:assessment/deficiencies.csv", deficiencies_file);
    routes.get("/o/:org/assessments/:assessment/exceptions", exceptions);
    routes.get("/o/:org/assessments/:assessment/exceptions.csv", exceptions_file);
}

#[derive(Serialize)]
struct Register {
    at: String,
    title: String,
    kind: &'static str,
    list: &'static str,
    state: String,
    sort: String,
    query: String,
    is_narrow: bool,
    by_requirement: Heading,
    by_review: Heading,
    by_owner: Heading,
    rows: Vec<Row>,
    pages: Pages,
    is_locked: bool,
}

#[derive(Serialize)]
struct Heading {
    href: String,
    direction: &'static str,
}

impl Heading {
    fn of(query: &Fields, word: &str) -> Self {
        let now = query.text("sort");
        let (is_up, is_down) = (now == word, now.strip_prefix('-') == Some(word));
        let next = if is_up { format!("-{word}") } else { word.to_owned() };
        let direction = match (is_up, is_down) {
            (true, _) => "ascending",
            (_, true) => "descending",
            _ => "",
        };
        Self { href: pager::address(query, &["sort", "page"], ("sort", &next)), direction }
    }
}

/// The rows of one register that a query asks for, in its order: catalogue order where it names none.
fn rows(picture: &Picture, at: &str, kind: Kind, query: &Fields, today: Day) -> Vec<Row> {
    let is_asked = |row: &Row| match query.text("state") {
        "counts" => row.claim.holds(),
        "open" => !row.claim.holds(),
        "overdue" => row.claim.is_overdue(),
        _ => true,
    };
    let lines = picture.lines.iter().filter(|line| line.claim.as_ref().is_some_and(|claim| kind.is(claim)));
    let mut rows: Vec<Row> = lines.filter_map(|line| Row::of(at, line, today)).filter(is_asked).collect();
    let sort = query.text("sort");
    match sort.trim_start_matches('-') {
        "review" => rows.sort_by_key(|row| row.claim.next_on()),
        "owner" => rows.sort_by(|a, b| a.owner.cmp(&b.owner)),
        _ => {}
    }
    if sort.starts_with('-') {
        rows.reverse();
    }
    rows
}

async fn show(
    ui: Ui,
    db: &Db,
    pictures: &Pictures,
    access: &Access<Read>,
    id: AssessmentId,
    (kind, query): (Kind, Fields),
) -> Result<Reply> {
    let picture = actions::picture(db, pictures, access, id).await?;
    let bar = actions::bar(&picture, &ui.here());
    let at = bar.at.clone();
    let page = Page::cut(rows(&picture, &at, kind, &query, db.env().today()), pager::asked(&query));
    let noun = match (kind, page.total == 1) {
        (Kind::Deficiency, true) => "plan",
        (Kind::Deficiency, false) => "plans",
        (Kind::Exception, true) => "exception",
        (Kind::Exception, false) => "exceptions",
    };
    let data = Register {
        at,
        title: picture.assessment.title.to_string(),
        kind: kind.word(),
        list: kind.list(),
        state: query.text("state").to_owned(),
        sort: query.text("sort").to_owned(),
        query: pager::address(&query, &["page", "per"], ("per", "all")),
        is_narrow: !query.text("state").is_empty(),
        by_requirement: Heading::of(&query, "requirement"),
        by_review: Heading::of(&query, "review"),
        by_owner: Heading::of(&query, "owner"),
        pages: Pages::of(&query, &page, noun),
        rows: page.rows,
        is_locked: picture.assessment.is_locked(),
    };
    ui.at("poams").about(bar).show("assessments/claims.html", "results", data)
}

async fn file(
    ui: Ui,
    db: &Db,
    pictures: &Pictures,
    access: &Access<Read>,
    id: AssessmentId,
    (kind, query): (Kind, Fields),
) -> Result<Reply> {
    let picture = actions::picture(db, pictures, access, id).await?;
    let today = db.env().today();
    let found = rows(&picture, "", kind, &query, today);
    let body = match kind {
        Kind::Deficiency => csv::table(
            &[
                "requirement",
                "title",
                "owner",
                "deficiency",
                "fix",
                "origin",
                "counts",
                "next_review_on",
                "reviews",
            ],
            found.iter().map(|row| row.of_plan()),
        )?,
        Kind::Exception => csv::table(
            &["requirement", "title", "owner", "circumstance", "mitigations", "ssp_reference", "counts"],
            found.iter().map(|row| row.of_exception()),
        )?,
    };
    Ok(ui.file("text/csv; charset=utf-8", &format!("{}-{today}.csv", kind.list()), body))
}

#[handler]
async fn deficiencies(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<Read>,
    Path((_, id)): Path<(String, AssessmentId)>,
    query: Query,
) -> Result<Reply> {
    show(ui, &db, &pictures, &access, id, (Kind::Deficiency, query.0)).await
}

#[handler]
async fn exceptions(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<Read>,
    Path((_, id)): Path<(String, AssessmentId)>,
    query: Query,
) -> Result<Reply> {
    show(ui, &db, &pictures, &access, id, (Kind::Exception, query.0)).await
}

#[handler]
async fn deficiencies_file(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<Read>,
    Path((_, id)): Path<(String, AssessmentId)>,
    query: Query,
) -> Result<Reply> {
    file(ui, &db, &pictures, &access, id, (Kind::Deficiency, query.0)).await
}

#[handler]
async fn exceptions_file(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<Read>,
    Path((_, id)): Path<(String, AssessmentId)>,
    query: Query,
) -> Result<Reply> {
    file(ui, &db, &pictures, &access, id, (Kind::Exception, query.0)).await
}
