//! Entering, reading, changing and withdrawing items.

use super::clock;
use crate::access::{Access, EditPoams, Includes, Read};
use crate::assessments::{AssessmentId, Picture};
use crate::evidence;
use crate::kernel::{
    Error, Problems, Result,
    db::Db,
    env::Timestamp,
    text::{Line, Paragraph},
};
use crate::organisations;
use crate::poams::{
    model::{
        Clock, Entering, Event, Limits, Milestone, NewMilestone, Plan, Poam, PoamId, State,
        register::{By, Cursor, Filter, Of, Row, Sort},
    },
    store::{self, Parts, register},
};

/// The key of a form that is carried out once, and where its result will be.
#[derive(Clone, Copy, Debug)]
pub struct Once<'a> {
    /// The key.
    pub key: &'a str,
    /// Where the register's pages are: `/o/contoso/assessments/<id>/poams`.
    pub at: &'a str,
}

/// How an attempt to change an item ended.
pub enum Written {
    /// It stands so now.
    Saved,
    /// Somebody else was faster: this is what they wrote.
    Overtaken(Box<Poam>),
}

/// A page of the register.
pub struct List {
    /// Its rows.
    pub rows: Vec<Row>,
    /// Whether there are rows after them.
    pub has_more: bool,
    /// The requirements that have items.
    pub of: Vec<Of>,
}

/// The items that are looked for, in order, after one of them. Two statements.
pub async fn list(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    assessment: AssessmentId,
    filter: &Filter,
    (sort, after): (Sort, Option<&Cursor>),
) -> Result<List> {
    let (mut conn, scope, what) = (db.read().await?, access.scope(), (filter, db.env().today()));
    let mut rows = match (sort.by, sort.is_down) {
        (By::Due, false) => register::first_due(&mut conn, scope, assessment, what, after).await?,
        (_, false) => register::up(&mut conn, scope, assessment, what, (sort, after)).await?,
        (_, true) => register::down(&mut conn, scope, assessment, what, (sort, after)).await?,
    };
    let has_more = rows.len() > register::ROWS;
    rows.truncate(register::ROWS);
    let of = register::counts(&mut conn, scope, assessment, what.1).await?;
    Ok(List { rows, has_more, of })
}

/// All items of an assessment, and all their milestones.
pub async fn export(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    assessment: AssessmentId,
) -> Result<(Vec<Poam>, Vec<(PoamId, Milestone)>)> {
    let mut conn = db.read().await?;
    let items = store::list(&mut conn, access.scope(), assessment).await?;
    let milestones = store::all(&mut conn, access.scope(), assessment).await?;
    Ok((items, milestones))
}

/// One item with its milestones and its evidence.
pub async fn item(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    assessment: AssessmentId,
    id: PoamId,
) -> Result<(Poam, Parts)> {
    let mut conn = db.read().await?;
    let it = store::get(&mut conn, access.scope(), assessment, id).await?;
    let parts = store::parts(&mut conn, access.scope(), &it).await?;
    Ok((it, parts))
}

/// One item that the caller may change, and that can be changed.
pub async fn mine(
    db: &Db,
    access: &Access<EditPoams>,
    assessment: AssessmentId,
    id: PoamId,
) -> Result<(Poam, Parts)> {
    let (it, parts) = item(db, access, assessment, id).await?;
    let it = access.own(it)?.into_inner();
    it.changeable()?;
    Ok((it, parts))
}

/// Fails with words unless `picture` allows an item of `requirement` now: the law first.
pub fn may_enter(picture: &Picture, requirement: &str) -> Result<()> {
    picture.assessment.open()?;
    let line = picture.line(requirement).ok_or(Error::NotFound)?;
    line.may_enter_poam(line.partial_case)
}

/// Whether `enter` would put the requirement on the POA&M; gives what is allowed and may still be a mistake.
pub async fn check(
    db: &Db,
    access: &Access<EditPoams>,
    picture: &Picture,
    requirement: &str,
    (plan, first): (Plan, Option<NewMilestone>),
) -> Result<Option<String>> {
    let (today, due_on) = (db.env().today(), plan.due_on);
    prepared(db, access, picture, requirement, (plan, first)).await?;
    Ok(Clock::late(due_on, today))
}

/// What is to be entered, if the law, the plan and the caller's reach allow it.
async fn prepared(
    db: &Db,
    access: &Access<EditPoams>,
    picture: &Picture,
    requirement: &str,
    (plan, first): (Plan, Option<NewMilestone>),
) -> Result<(Plan, Option<NewMilestone>)> {
    may_enter(picture, requirement)?;
    let owner = picture.line(requirement).and_then(|line| line.owner.as_ref()).map(|owner| owner.id);
    access.own(Entering { owner })?;
    let last = clock(db, access, picture).await?.map(|clock| clock.last);
    let limits = Limits { today: db.env().today(), last, ..Limits::default() };
    let plan = checked(access, picture, plan, limits, None)?;
    let first = first.map(|step| step.check(db.env().today(), plan.due_on, None)).transpose()?;
    Ok((plan, first))
}

/// Puts a requirement on the POA&M, with the first milestone if one is given.
pub async fn enter(
    db: &Db,
    access: &Access<EditPoams>,
    picture: &Picture,
    requirement: &str,
    said: (Plan, Option<NewMilestone>),
    once: Once<'_>,
) -> Result<Poam> {
    let (plan, first) = prepared(db, access, picture, requirement, said).await?;
    let (scope, assessment) = (access.scope(), picture.assessment.id);
    let mut tx = access.begin(db).await?;
    let id = PoamId(tx.env().new_id());
    organisations::once(&mut tx, scope, once.key, &format!("{}/{id}", once.at)).await?;
    evidence::hold_open(&mut tx, scope, assessment.0).await?;
    let new = entered(id, assessment, requirement, plan, tx.now());
    store::enter(&mut tx, scope, &new).await?;
    if let Some(step) = first {
        let milestone = super::milestones::numbered(&mut tx, step, 1);
        store::add_first(&mut tx, scope, &new, &milestone).await?;
        tx.record(scope.org(), Event::Entered(&new)).await?;
        tx.commit(scope.org(), Event::MilestoneAdded(&new, &milestone)).await?;
    } else {
        tx.commit(scope.org(), Event::Entered(&new)).await?;
    }
    Ok(new)
}

/// An item as it is entered.
pub fn entered(
    id: PoamId,
    assessment_id: AssessmentId,
    requirement: &str,
    plan: Plan,
    now: Timestamp,
) -> Poam {
    Poam {
        id,
        assessment_id,
        requirement: requirement.to_owned(),
        weakness: plan.weakness,
        root_cause: plan.root_cause,
        resources: plan.resources,
        cost_usd: plan.cost_usd,
        responsible_id: plan.responsible,
        responsible: None,
        due_on: plan.due_on,
        state: State::Open,
        closure: Paragraph::default(),
        submitted_by: None,
        submitted_name: None,
        submitted_at: None,
        closed_by: None,
        closed_name: None,
        closed_at: None,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

/// Checks a plan against the rules, the clock, and who the caller may make responsible.
fn checked(
    access: &Access<EditPoams>,
    picture: &Picture,
    plan: Plan,
    limits: Limits,
    before: Option<&Poam>,
) -> Result<Plan> {
    let responsible = plan.responsible;
    let mut problems = match plan.clone().check(&limits) {
        Ok(_) => Problems::new(),
        Err(Error::Invalid(problems)) => problems,
        Err(other) => return Err(other),
    };
    let is_same = before.is_some_and(|it| it.responsible_id == responsible);
    if let Some(Err(why_not)) = responsible.filter(|_| !is_same).map(|id| picture.owner(id)) {
        problems.insert("responsible", why_not);
    }
    if access.scope().owner().is_some_and(|me| responsible != Some(me)) {
        let text = "You can take an item on yourself. To give it to somebody else, ask the compliance lead.";
        problems.insert("responsible", text.into());
    }
    // As they stand in the form.
    let problems = problems.in_order_of(&["weakness", "root_cause", "responsible", "due_on"]);
    if problems.is_empty() { Ok(plan) } else { Err(Error::Invalid(problems)) }
}

/// Writes what is planned for an item over `version`. Writing again what already stands has no effect.
pub async fn change(
    db: &Db,
    access: &Access<EditPoams>,
    picture: &Picture,
    id: PoamId,
    version: i64,
    plan: Plan,
) -> Result<Written> {
    let (scope, today) = (access.scope(), db.env().today());
    let last = clock(db, access, picture).await?.map(|clock| clock.last);
    let mut tx = access.begin(db).await?;
    let before = access.own(store::get(&mut tx, scope, picture.assessment.id, id).await?)?;
    before.changeable()?;
    if before.plan() == plan {
        return Ok(Written::Saved);
    }
    if before.version != version {
        return Ok(Written::Overtaken(Box::new(before.into_inner())));
    }
    let milestone = store::last_milestone(&mut tx, scope, &before).await?;
    let limits = Limits { today, before: Some(before.due_on), last, milestone };
    let plan = checked(access, picture, plan, limits, Some(&before))?;
    let (then, now) = (before.clone(), tx.now());
    let after = before.map(|it| it.planned(plan, now));
    store::update(&mut tx, scope, &after).await?;
    tx.commit(scope.org(), Event::Changed(&then, &after)).await?;
    Ok(Written::Saved)
}

/// Whether another item than `it` keeps its requirement on the POA&M.
pub async fn others(db: &Db, access: &Access<impl Includes<Read>>, it: &Poam) -> Result<bool> {
    store::others(&mut db.read().await?, access.scope(), it).await
}

/// Takes an item that was entered by mistake off the POA&M. Once the assessment is completed, an item only leaves
/// the POA&M by being closed.
pub async fn withdraw(
    db: &Db,
    access: &Access<EditPoams>,
    assessment: AssessmentId,
    id: PoamId,
    why: &Line,
) -> Result<()> {
    let scope = access.scope();
    let mut tx = access.begin(db).await?;
    evidence::hold_open(&mut tx, scope, assessment.0).await.map_err(|refused| match refused {
        Error::Conflict(_) => Error::Conflict(
            "The assessment is completed with this item on its POA&M. It leaves the POA&M only by being closed."
                .into(),
        ),
        other => other,
    })?;
    let it = access.own(store::get(&mut tx, scope, assessment, id).await?)?;
    if it.state == State::Withdrawn {
        return Ok(());
    }
    it.changeable()?;
    store::withdraw(&mut tx, scope, &it).await?;
    tx.commit(scope.org(), Event::Withdrawn(&it, why.as_str())).await
}
