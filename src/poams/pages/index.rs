//! The register: every item of an assessment's POA&M, found by how far it is, its requirement and its person.

use super::data::{Choice, everybody};
use crate::access::{Access, Grant, Read, RightName};
use crate::assessments::{AssessmentId, Picture, Pictures};
use crate::kernel::{Result, db::Db, env::Day, id::UserId};
use crate::poams::{
    actions::{self, List},
    model::{
        Clock, Milestone, Poam, PoamId,
        register::{By, Cursor, Filter, Of, Row, Sort},
    },
};
use crate::web::{
    csv,
    forms::{Fields, Query},
    pager,
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
    rows: Vec<Shown>,
    /// The query of the first page, where this is another.
    first: String,
    /// The query of the page after this one.
    next: String,
    clock: Option<Clock>,
    /// Whether there were items, and none is open.
    is_all_closed: bool,
    active: i64,
    overdue: i64,
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
struct Shown {
    href: String,
    requirement: String,
    title: String,
    state: &'static str,
    is_overdue: bool,
    due_on: Day,
    responsible: String,
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
    let data = Index::load(&ui, &db, &access, (&at, &picture), &query.0).await?;
    ui.show(INDEX, "results", data)
}

fn filter(query: &Fields) -> Filter {
    Filter {
        state: Filter::state(query.text("state")),
        requirement: query.text("requirement").to_owned(),
        responsible: query.text("responsible").parse().ok().map(UserId),
    }
}

/// The items that are looked for, in order.
fn chosen(picture: &Picture, query: &Fields, items: Vec<Poam>, today: Day) -> Vec<Poam> {
    let (filter, sort) = (filter(query), Sort::parse(query.text("sort")));
    let places: BTreeMap<&str, usize> =
        picture.lines.iter().enumerate().map(|(n, line)| (line.id.as_str(), n)).collect();
    let place = |id: &str| places.get(id).copied().unwrap_or(usize::MAX);
    let mut found: Vec<_> = items.into_iter().filter(|one| filter.lets(one, today)).collect();
    found.sort_by(|a, b| sort.compare(a, b, place));
    found
}

impl Index {
    async fn load(
        ui: &Ui,
        db: &Db,
        access: &Access<Read>,
        (at, picture): (&str, &Picture),
        query: &Fields,
    ) -> Result<Self> {
        let (filter, today) = (filter(query), db.env().today());
        let (sort, after) = (Sort::parse(query.text("sort")), Cursor::parse(query.text("after")));
        let List { rows, has_more, of } =
            actions::list(db, access, picture.assessment.id, &filter, (sort, after.as_ref())).await?;
        let last = rows.last().filter(|_| has_more).map(|row| row.cursor().word());
        let next = |last: String| pager::address(query, &["after"], ("after", &last));
        let text = |name| query.text(name).to_owned();
        Ok(Self {
            at: at.to_owned(),
            title: picture.assessment.title.to_string(),
            query: whole(query),
            is_narrow: filter.is_narrow(),
            filter: Asked {
                state: filter.state,
                requirement: filter.requirement,
                responsible: text("responsible"),
                sort: text("sort"),
            },
            people: everybody(picture),
            requirements: listed(picture, &of),
            sorts: By::ALL.into_iter().map(|by| (by.word(), SortLink::of(query, by))).collect(),
            first: after.map(|_| whole(query)).unwrap_or_default(),
            next: last.map(next).unwrap_or_default(),
            rows: rows.into_iter().map(|row| Shown::of(at, picture, row, today)).collect(),
            clock: actions::clock(db, access, picture).await?,
            is_all_closed: !of.is_empty() && of.iter().all(|one| one.active == 0),
            active: of.iter().map(|one| one.active).sum(),
            overdue: of.iter().map(|one| one.overdue).sum(),
            may_enter: !picture.assessment.is_locked() && ui.may(RightName::EditPoams) != Grant::No,
            level: picture.assessment.level,
        })
    }
}

/// The same question from its beginning.
fn whole(query: &Fields) -> String {
    pager::address(query, &["after", "sort"], ("sort", query.text("sort")))
}

/// The requirements that have items, in catalogue order.
fn listed(picture: &Picture, of: &[Of]) -> Vec<Choice> {
    let has = |id: &str| of.iter().any(|one| one.requirement == id);
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
        Self { href: pager::address(query, &["sort", "after"], ("sort", &next.word())), direction }
    }
}

impl Shown {
    fn of(at: &str, picture: &Picture, row: Row, today: Day) -> Self {
        let title = picture.line(&row.requirement).map(|line| line.title.clone()).unwrap_or_default();
        Self {
            href: format!("{at}/poams/{}", row.id),
            title,
            state: row.state.word(),
            is_overdue: row.state.counts() && row.due_on < today,
            due_on: row.due_on,
            responsible: row.responsible.unwrap_or_default(),
            short: beginning(&row.weakness),
            done: row.done,
            steps: row.steps,
            next_on: row.next_on,
            requirement: row.requirement,
        }
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
    let rows = items.iter().map(|one| record(&picture, one, steps.get(&one.id)));
    Ok(ui.file("text/csv; charset=utf-8", &format!("poam-{today}.csv"), csv::table(&HEAD, rows)?))
}

fn record(picture: &Picture, it: &Poam, steps: Option<&Vec<Milestone>>) -> Vec<String> {
    let line = picture.line(&it.requirement);
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
