//! Where do we stand, what blocks us, what next: in that order.

mod families;

use super::{opened::Opened, place};
use crate::access::{Grant, Read, RightName};
use crate::assessments::{
    actions,
    model::{
        Contradiction, Lasting, Mark, Place, Tally,
        picture::{Cell, Counted, Line, Picture},
        queue::{Eye, Queue},
        standing::{Hurdle, Pack, Row, Standing},
    },
};
use crate::kernel::Result;
use crate::web::{
    routes::Routes,
    ui::{Reply, Ui},
};
use families::Family;
use poem::handler;
use serde::Serialize;

pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment", show);
}

#[derive(Debug, Serialize)]
struct Overview<'a> {
    at: String,
    title: String,
    system: String,
    level: i64,
    today: String,
    completed_on: Option<String>,
    completed_name: String,
    may_manage: bool,
    standing: Brief<'a>,
    lasting: Option<Lasting>,
    contradiction: Option<Contradiction>,
    open: Vec<Open<'a>>,
    open_points: i32,
    copied_requirements: usize,
    is_plan_open: bool,
    provisional_requirements: usize,
    hurdles: Vec<Obstacle<'a>>,
    families: Vec<Family<'a>>,
    counts: Counts,
    reviews: Tally,
    steps: Vec<Step>,
    toll: Toll,
    is_some_copied: bool,
    own: usize,
}

/// What of the standing the page prints itself.
#[derive(Debug, Serialize)]
struct Brief<'a> {
    pack: &'a Pack,
    maximum: Option<i32>,
    needed: Option<i32>,
    score: Option<i32>,
    best: Option<i32>,
    worst: Option<i32>,
    status: &'a str,
    status_at_best: &'a str,
    eligibility: &'a str,
}

/// A requirement whose result is not known yet, or lacks evidence.
#[derive(Debug, Serialize)]
struct Open<'a> {
    id: &'a str,
    title: &'a str,
    points: Option<i32>,
    owner: &'a str,
    is_provisional: bool,
    is_to_confirm: bool,
    href: String,
}

#[derive(Debug, Serialize)]
struct Obstacle<'a> {
    id: &'a str,
    title: &'a str,
    owner: &'a str,
    href: String,
    reason: &'a str,
    words: &'a str,
    citation: &'a str,
    points: i32,
}

/// How far the objectives and the requirements are.
#[derive(Debug, Serialize)]
struct Counts {
    done: usize,
    total: usize,
    requirements: usize,
    met: usize,
}

/// What it costs that objectives are not met.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Toll {
    /// Nothing: no requirement of the level is not met by them.
    Nothing,
    /// The status: Level 1 knows neither points nor a POA&M.
    Level1,
    /// The score itself, for want of a system security plan.
    Plan,
    /// Points, and none of them may stand on a POA&M.
    Points,
    /// Points, and some may stand there.
    Deferrable,
}

/// Something to do next.
#[derive(Debug, Serialize)]
struct Step {
    kind: String,
    count: usize,
    href: String,
}

#[handler]
async fn show(ui: Ui, Opened { db, access, picture, .. }: Opened<Read>) -> Result<Reply> {
    let eye = Eye { user: access.user(), today: db.env().today() };
    let bar = actions::bar(&picture, &ui.here());
    let lasting = actions::lasting(&db, &access, &picture).await?;
    let mut page = Overview { lasting, ..Overview::of(&picture, picture.standing()?, &bar.at, eye) };
    page.may_manage = ui.may(RightName::ManageAssessments) == Grant::All;
    page.offer_review(ui.may(RightName::ReviewObjectives) == Grant::All);
    ui.at("overview").about(bar).show("assessments/show.html", "main", page)
}

impl<'a> Overview<'a> {
    fn of(picture: &'a Picture, standing: &'a Standing, at: &str, eye: Eye) -> Self {
        let (assessment, counted) = (&picture.assessment, picture.counted());
        let open: Vec<_> = standing.open().filter_map(|row| Open::of(picture, at, row)).collect();
        Self {
            at: at.to_owned(),
            title: assessment.title.to_string(),
            system: assessment.system.to_string(),
            level: assessment.level,
            today: eye.today.to_string(),
            completed_on: assessment.completed_on.map(|day| day.to_string()),
            completed_name: assessment.completed_name.clone(),
            may_manage: false,
            standing: Brief {
                pack: &standing.pack,
                maximum: standing.maximum,
                needed: standing.needed,
                score: standing.score,
                best: standing.best,
                worst: standing.worst,
                status: &standing.status,
                status_at_best: &standing.status_at_best,
                eligibility: &standing.eligibility,
            },
            lasting: None,
            contradiction: picture.contradiction(),
            open_points: open.iter().filter_map(|one| one.points).sum(),
            provisional_requirements: open.iter().filter(|one| one.is_provisional).count(),
            copied_requirements: open.iter().filter(|one| one.is_to_confirm).count(),
            is_plan_open: standing.is_plan_open(),
            open,
            hurdles: standing.hurdles.iter().map(|hurdle| Obstacle::of(picture, at, hurdle)).collect(),
            families: Family::all(picture, standing, at),
            steps: steps(picture, at, eye),
            toll: Toll::of(picture, standing),
            is_some_copied: picture.lines().any(is_not_met_elsewhere),
            counts: Counts::of(counted, standing),
            reviews: counted.reviews,
            own: counted.own,
        }
    }
}

impl Overview<'_> {
    /// Adds what somebody who may review has to look at.
    fn offer_review(&mut self, may_review: bool) {
        if may_review && self.completed_on.is_none() && self.reviews.due() > 0 {
            let href = format!("{}/reviews", self.at);
            self.steps.push(Step { kind: "review".to_owned(), count: self.reviews.due(), href });
        }
    }
}

impl Toll {
    fn of(picture: &Picture, standing: &Standing) -> Self {
        let not_met = standing.rows.iter().filter(|row| row.result == Mark::NotMet);
        let lines: Vec<&Line> = not_met.filter_map(|row| picture.line(&row.requirement)).collect();
        let may_wait =
            |line: &&Line| line.poam_verdict(line.partial_case).is_some_and(|verdict| verdict.allowed);
        match picture.assessment.level {
            _ if lines.is_empty() => Self::Nothing,
            1 => Self::Level1,
            _ if lines.iter().any(|line| line.is_plan()) => Self::Plan,
            _ if lines.iter().any(may_wait) => Self::Deferrable,
            _ => Self::Points,
        }
    }
}

impl Counts {
    fn of(counted: &Counted, standing: &Standing) -> Self {
        let counts_as_met = |row: &&Row| matches!(row.result, Mark::Met | Mark::NotApplicable);
        Self {
            done: counted.total - counted.open,
            total: counted.total,
            requirements: standing.rows.len(),
            met: standing.rows.iter().filter(counts_as_met).count(),
        }
    }
}

/// Whether something of it was found not met in the assessment it was copied from, and would cost points.
fn is_not_met_elsewhere(line: &Line) -> bool {
    let is_copied = |cell: &Cell| cell.mark == Mark::NotMet && cell.is_to_confirm;
    !line.is_own && !line.is_claimed() && line.cells.iter().any(is_copied)
}

fn owner(line: &Line) -> &str {
    line.owner.as_ref().map_or("", |owner| &owner.name)
}

/// The page of the requirement's first objective that `wants` work, in the workbench.
fn work(line: &Line, at: &str, wants: impl Fn(Mark) -> bool) -> String {
    let cell = line.cells.iter().find(|cell| wants(cell.mark)).or_else(|| line.cells.first());
    let objective = cell.map(|cell| cell.objective.clone()).unwrap_or_default();
    place::path(at, &Place { requirement: line.id.clone(), objective })
}

impl<'a> Open<'a> {
    fn of(picture: &'a Picture, at: &str, row: &'a Row) -> Option<Self> {
        let line = picture.line(&row.requirement)?;
        let is_why = |cell: &&Cell| match row.is_to_confirm {
            true => cell.is_to_confirm,
            false => row.is_provisional && cell.is_provisional(),
        };
        let href = match line.cells.iter().find(is_why) {
            Some(cell) => {
                let objective = cell.objective.clone();
                place::path(at, &Place { requirement: line.id.clone(), objective })
            }
            None => work(line, at, |mark| mark == Mark::Unassessed),
        };
        Some(Self {
            id: &line.id,
            title: &line.title,
            points: line.weight,
            owner: owner(line),
            is_provisional: row.is_provisional,
            is_to_confirm: row.is_to_confirm,
            href,
        })
    }
}

impl<'a> Obstacle<'a> {
    fn of(picture: &'a Picture, at: &str, hurdle: &'a Hurdle) -> Self {
        let line = hurdle.requirement.as_ref().and_then(|id| picture.line(id));
        Self {
            id: line.map_or("", |line| &line.id),
            title: line.map_or("", |line| &line.title),
            owner: line.map_or("", owner),
            href: line.map(|line| work(line, at, |mark| mark == Mark::NotMet)).unwrap_or_default(),
            reason: &hurdle.reason,
            words: &hurdle.words,
            citation: &hurdle.citation,
            points: hurdle.points,
        }
    }
}

/// What is left to do, in the order in which it is best done.
fn steps(picture: &Picture, at: &str, eye: Eye) -> Vec<Step> {
    if picture.assessment.is_locked() {
        return Vec::new();
    }
    let all = [Queue::Confirm, Queue::Open, Queue::Provisional, Queue::NotMet, Queue::Stale, Queue::Returned];
    let steps = all.iter().map(|queue| {
        let kind = queue.word();
        Step { href: format!("{at}/work?queue={kind}"), kind, count: queue.count(eye, picture) }
    });
    steps.filter(|step| step.count > 0).collect()
}
