//! The register: every item of an assessment's POA&M, found by how far it is, its requirement and its person.

use super::data::{Choice, View, people};
use crate::access::{Access, Grant, Read, RightName};
use crate::assessments::{AssessmentId, Picture, Pictures};
use crate::kernel::{Result, db::Db, env::Day, id::UserId, paging::Page};
use crate::poams::{
    actions,
    model::{
        Clock, Milestone, PoamId,
        register::{By, Filter, Listed, Sort},
    },
};
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
use std::collections::BTreeMap;

const INDEX: &str = "poams/index.html";

/// The register and its file.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/poams", index);
    routes.get("/o/:org/assessments/:assessment/poams.csv", export);
}

#[derive(Serialize)]
struct Index {
    at: String,
    title: String,
    filter: Asked,
    query: String,
    is_narrow: bool,
    people: Vec<Choice>,
    requirements: Vec<Choice>,
    sorts: BTreeMap<&'static str, SortLink>,
    rows: Vec<Row>,
    pages: Pages,
    clock: Option<Clock>,
    active: usize,
    overdue: usize,
    may_enter: bool,
    level: i64,
}

/// What was asked, to show it again.
#[derive(Serialize)]
struct Asked {
    state: String,
    requirement: String,
    responsible: String,
    sort: String,
}

#[derive(Serialize)]
struct SortLink {
    href: String,
    direction: &'static str,
}

#[derive(Serialize)]
struct Row {
    it: View,
    /// The beginning of the weakness.
    short: String,
    done: i64,
    steps: i64,
    next_on: Option<Day>,
}

#[handler]
async fn index(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<Read>,
    Path((_, id)): Path<(String, AssessmentId)>,
    query: Query,
) -> Result<Reply> {
    let (ui, picture, at) = super::open(ui, &db, &pictures, &access, id).await?;
    let items = actions::list(&db, &access, id).await?;
    let data = Index::of(&ui, &at, &picture, &query.0, items, db.env().today())?;
    ui.show(INDEX, "results", data)
}

fn filter(query: &Fields) -> Filter {
    Filter {
        state: query.text("state").to_owned(),
        requirement: query.text("requirement").to_owned(),
        responsible: query.text("responsible").parse().ok().map(UserId),
    }
}

/// The items that are looked for, in order.
fn chosen(picture: &Picture, query: &Fields, items: Vec<Listed>, today: Day) -> Vec<Listed> {
    let (filter, sort) = (filter(query), Sort::parse(query.text("sort")));
    let places: BTreeMap<&str, usize> =
        picture.lines.iter().enumerate().map(|(n, line)| (line.id.as_str(), n)).collect();
    let place = |id: &str| places.get(id).copied().unwrap_or(usize::MAX);
    let mut found: Vec<_> = items.into_iter().filter(|one| filter.lets(&one.poam, today)).collect();
    found.sort_by(|a, b| sort.compare(&a.poam, &b.poam, place));
    found
}

impl Index {
    fn of(
        ui: &Ui,
        at: &str,
        picture: &Picture,
        query: &Fields,
        items: Vec<Listed>,
        today: Day,
    ) -> Result<Self> {
        let active = items.iter().filter(|one| one.poam.state.counts()).count();
        let overdue = items.iter().filter(|one| one.poam.is_overdue(today)).count();
        let requirements = listed(picture, &items);
        let page = Page::cut(chosen(picture, query, items, today), pager::asked(query));
        let text = |name| query.text(name).to_owned();
        Ok(Self {
            at: at.to_owned(),
            title: picture.assessment.title.to_string(),
            query: pager::address(query, &["page", "per"], ("per", "all")),
            is_narrow: filter(query).is_narrow(),
            filter: Asked {
                state: text("state"),
                requirement: text("requirement"),
                responsible: text("responsible"),
                sort: text("sort"),
            },
            people: people(picture, None, None),
            requirements,
            sorts: By::ALL.into_iter().map(|by| (by.word(), SortLink::of(query, by))).collect(),
            pages: Pages::of(query, &page, if page.total == 1 { "item" } else { "items" }),
            rows: page.rows.into_iter().map(|one| Row::of(at, picture, one, today)).collect(),
            clock: Clock::of(picture, today)?,
            active,
            overdue,
            may_enter: !picture.assessment.is_locked() && ui.may(RightName::EditPoams) != Grant::No,
            level: picture.assessment.level,
        })
    }
}

/// The requirements that have items, in catalogue order.
fn listed(picture: &Picture, items: &[Listed]) -> Vec<Choice> {
    let has = |id: &str| items.iter().any(|one| one.poam.requirement == id);
    let with_items = picture.lines.iter().filter(|line| has(&line.id));
    with_items
        .map(|line| Choice { value: line.id.clone(), label: format!("{} {}", line.id, line.title) })
        .collect()
}

impl SortLink {
    fn of(query: &Fields, by: By) -> Self {
        let sort = Sort::parse(query.text("sort"));
        let is_led = sort.by == by;
        let next = Sort { by, is_down: is_led && !sort.is_down };
        let direction = match (is_led, sort.is_down) {
            (true, true) => "descending",
            (true, false) => "ascending",
            (false, _) => "",
        };
        Self { href: pager::address(query, &["sort", "page"], ("sort", &next.word())), direction }
    }
}

impl Row {
    fn of(at: &str, picture: &Picture, one: Listed, today: Day) -> Self {
        let Listed { poam, done, steps, next_on } = one;
        let it = View::of(at, &poam, picture.line(&poam.requirement), today);
        Self { short: beginning(&it.weakness), it, done, steps, next_on }
    }
}

/// As much of a text as a row takes.
fn beginning(text: &str) -> String {
    const CHARACTERS: usize = 160;
    match text.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// The column names of the file. They stay as they are, because other programs read them.
const HEAD: [&str; 18] = [
    "id",
    "requirement",
    "cmmc_id",
    "title",
    "state",
    "weakness",
    "root_cause",
    "milestones",
    "resources",
    "cost_usd",
    "responsible",
    "due_on",
    "entered_at",
    "closure",
    "submitted_by",
    "submitted_at",
    "closed_by",
    "closed_at",
];

#[handler]
async fn export(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<Read>,
    Path((_, id)): Path<(String, AssessmentId)>,
    query: Query,
) -> Result<Reply> {
    let (ui, picture, _) = super::open(ui, &db, &pictures, &access, id).await?;
    let (items, milestones) = actions::export(&db, &access, id).await?;
    let today = db.env().today();
    let mut steps = BTreeMap::<PoamId, Vec<Milestone>>::new();
    for (of, milestone) in milestones {
        steps.entry(of).or_default().push(milestone);
    }
    let items = chosen(&picture, &query.0, items, today);
    let rows = items.iter().map(|one| record(&picture, one, steps.get(&one.poam.id)));
    Ok(ui.file("text/csv; charset=utf-8", &format!("poam-{today}.csv"), csv::table(&HEAD, rows)?))
}

fn record(picture: &Picture, one: &Listed, steps: Option<&Vec<Milestone>>) -> Vec<String> {
    let (it, line) = (&one.poam, picture.line(&one.poam.requirement));
    let at = |at: Option<crate::kernel::env::Timestamp>| at.map(|at| at.to_rfc3339()).unwrap_or_default();
    let name = |name: &Option<String>| name.clone().unwrap_or_default();
    vec![
        it.id.to_string(),
        it.requirement.clone(),
        line.map(|line| line.cmmc_id.clone()).unwrap_or_default(),
        line.map(|line| line.title.clone()).unwrap_or_default(),
        it.state.word().to_owned(),
        it.weakness.as_str().to_owned(),
        it.root_cause.as_str().to_owned(),
        steps.map(|all| all.iter().map(step).collect::<Vec<_>>().join("\n")).unwrap_or_default(),
        it.resources.as_str().to_owned(),
        it.cost_usd.map(|cost| cost.to_string()).unwrap_or_default(),
        name(&it.responsible),
        it.due_on.to_string(),
        at(Some(it.created_at)),
        it.closure.as_str().to_owned(),
        name(&it.submitted_name),
        at(it.submitted_at),
        name(&it.closed_name),
        at(it.closed_at),
    ]
}

fn step(milestone: &Milestone) -> String {
    match milestone.done_on {
        Some(done) => format!("{} {} (done {done})", milestone.due_on, milestone.words),
        None => format!("{} {}", milestone.due_on, milestone.words),
    }
}
