//! Two kept plans beside each other.

use super::{Opened, data::Kept};
use crate::access::{Access, Read};
use crate::assessments::{AssessmentId, Line, Pictures, segment};
use crate::kernel::{Error, Result, db::Db, id::UserId};
use crate::plans::model::{Outlook, Plan, points};
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

/// The comparison.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/plans/compare", compare);
}

#[derive(Serialize)]
struct Compare {
    at: String,
    plans: Vec<Kept>,
    one: String,
    other: String,
    /// Both, once two are chosen and the assessment is open.
    sides: Vec<Side>,
    rows: Vec<Row>,
    is_locked: bool,
}

#[derive(Serialize)]
struct Side {
    plan: Kept,
    outlook: Outlook,
    points: i32,
    work: usize,
}

/// A requirement that one of them fixes.
#[derive(Serialize)]
struct Row {
    id: String,
    title: String,
    href: String,
    points: Option<i32>,
    in_one: bool,
    in_other: bool,
}

#[handler]
async fn compare(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<Read>,
    Path((_, id)): Path<(String, AssessmentId)>,
    query: Query,
) -> Result<Reply> {
    let opened = Opened::of(ui, &db, &pictures, &access, id).await?;
    let page = Compare::of(&opened, &query.0, access.user())?;
    opened.ui.show("plans/compare.html", "main", page)
}

impl Compare {
    fn of(opened: &Opened, query: &Fields, user: UserId) -> Result<Self> {
        let (at, is_locked) = (&opened.at, opened.picture.assessment.is_locked());
        let chosen = |name: &str| match query.text(name) {
            "" => Ok(None),
            id => opened.plan(id.parse().map_err(|_| Error::NotFound)?).map(Some),
        };
        let pair = chosen("one")?.zip(chosen("other")?).filter(|_| !is_locked);
        let (mut sides, mut rows) = (Vec::new(), Vec::new());
        if let Some((one, other)) = pair {
            sides = vec![Side::of(opened, one, user)?, Side::of(opened, other, user)?];
            rows = differences(opened, one, other);
        }
        Ok(Self {
            at: at.clone(),
            plans: opened.plans.iter().map(|plan| Kept::of(at, plan, user)).collect(),
            one: query.text("one").to_owned(),
            other: query.text("other").to_owned(),
            sides,
            rows,
            is_locked,
        })
    }
}

impl Side {
    fn of(opened: &Opened, plan: &Plan, user: UserId) -> Result<Self> {
        let lines = || plan.fixes.ids().into_iter().filter_map(|id| opened.picture.line(id));
        Ok(Self {
            plan: Kept::of(&opened.at, plan, user),
            outlook: Outlook::of(&opened.picture, &plan.fixes, &opened.dues)?,
            points: lines().filter_map(|line| points(&opened.picture, line)).sum(),
            work: lines().map(Line::work).sum(),
        })
    }
}

/// What either of them fixes, in catalogue order.
fn differences(opened: &Opened, one: &Plan, other: &Plan) -> Vec<Row> {
    let row = |line: &Line| Row {
        id: line.id.clone(),
        title: line.title.clone(),
        href: format!("{}/requirements/{}", opened.at, segment(&line.id)),
        points: points(&opened.picture, line),
        in_one: one.fixes.has(&line.id),
        in_other: other.fixes.has(&line.id),
    };
    opened.picture.lines().map(row).filter(|row| row.in_one || row.in_other).collect()
}
