//! The queue: what waits for a second person, what changed since, what came back, what is accepted.

use crate::access::{Access, Grant, Read, RightName};
use crate::assessments::{AssessmentId, Cell, Line, Mark, Picture, Pictures, Reviewed, Tally, segment};
use crate::kernel::{Result, db::Db, env::Timestamp, id::UserId};
use crate::reviews::model::name;
use crate::web::{
    forms::{Fields, Query},
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

/// Rows on one page.
const ROWS: usize = 50;

/// The page.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/reviews", queue);
}

#[derive(Serialize)]
struct Page<'a> {
    at: &'a str,
    state: &'static str,
    tabs: Vec<Tab>,
    rows: Vec<Row<'a>>,
    tally: Tally,
    first: Option<String>,
    next: Option<String>,
    /// Where somebody who may review begins.
    begin: Option<String>,
    is_own_only: bool,
    is_locked: bool,
}

#[derive(Serialize)]
struct Tab {
    href: String,
    word: &'static str,
    count: usize,
    is_current: bool,
}

#[derive(Serialize)]
struct Row<'a> {
    href: String,
    name: String,
    title: &'a str,
    result: &'static str,
    is_provisional: bool,
    finals: i64,
    drafts: i64,
    owner: &'a str,
    by: &'a str,
    at: Option<Timestamp>,
    is_own: bool,
}

/// Whose objectives are shown: everybody's, or only those a person recorded or answers for.
#[derive(Clone, Copy)]
struct Whose(Option<UserId>);

impl Whose {
    fn lets(self, line: &Line, cell: &Cell) -> bool {
        self.0.is_none_or(|user| {
            cell.by_id == Some(user) || line.owner.as_ref().is_some_and(|owner| owner.id == user)
        })
    }
}

#[handler]
async fn queue(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<Read>,
    Path((_, id)): Path<(String, AssessmentId)>,
    Query(query): Query,
) -> Result<Reply> {
    let (ui, picture, at) = super::open(ui, &db, &pictures, &access, id).await?;
    let whose = Whose((ui.may(RightName::EditFindings) == Grant::Own).then_some(access.user()));
    let mut page = Page::of(&picture, &at, whose, access.user(), &query);
    if ui.may(RightName::ReviewObjectives) == Grant::All && !page.is_locked {
        page.begin = super::data::next_due(&picture, "", access.user()).map(|line| address(&at, line));
    }
    ui.show("reviews/queue.html", "results", page)
}

impl<'a> Page<'a> {
    fn of(picture: &'a Picture, at: &'a str, whose: Whose, user: UserId, query: &Fields) -> Self {
        let state = Reviewed::parse(query.text("state")).unwrap_or_default();
        let all = |state: Reviewed| {
            picture
                .cells()
                .enumerate()
                .filter(move |(_, (line, cell))| cell.review() == Some(state) && whose.lets(line, cell))
        };
        let tab = |one: Reviewed| Tab {
            href: format!("{at}/reviews?state={}", one.word()),
            word: one.word(),
            count: all(one).count(),
            is_current: one == state,
        };
        let after = query.text("after");
        // Where the row after which the page begins is gone from the queue, its place is still known.
        let last = picture.cells().position(|(line, cell)| key(line, cell) == after);
        let mut rest = all(state).filter(|(place, _)| last.is_none_or(|last| *place > last)).peekable();
        let shown: Vec<_> = rest.by_ref().take(ROWS).collect();
        let link = |after: String| format!("{at}/reviews?state={}&after={}", state.word(), segment(&after));
        let next = shown.last().filter(|_| rest.peek().is_some());
        let next = next.map(|(_, (line, cell))| link(key(line, cell)));
        Self {
            at,
            state: state.word(),
            tabs: Reviewed::ALL.into_iter().map(tab).collect(),
            rows: shown.into_iter().map(|(_, (line, cell))| Row::of(at, line, cell, user)).collect(),
            tally: picture.counted().reviews,
            first: last.map(|_| format!("{at}/reviews?state={}", state.word())),
            next,
            begin: None,
            is_own_only: whose.0.is_some(),
            is_locked: picture.assessment.is_locked(),
        }
    }
}

/// The word for a row in addresses.
fn key(line: &Line, cell: &Cell) -> String {
    format!("{}/{}", line.id, cell.objective)
}

fn address(at: &str, line: &Line) -> String {
    format!("{at}/reviews/{}", segment(&line.id))
}

impl<'a> Row<'a> {
    fn of(at: &str, line: &'a Line, cell: &'a Cell, user: UserId) -> Self {
        let place = line.cells.iter().position(|one| one.objective == cell.objective).unwrap_or_default();
        Self {
            href: format!("{}#objective-{place}", address(at, line)),
            name: name(&line.id, &cell.objective),
            title: &line.title,
            result: cell.mark.word(),
            is_provisional: cell.mark == Mark::Met && cell.is_provisional(),
            finals: cell.finals,
            drafts: cell.drafts,
            owner: line.owner.as_ref().map_or("", |owner| &owner.name),
            by: &cell.by,
            at: cell.at,
            is_own: cell.by_id == Some(user),
        }
    }
}
