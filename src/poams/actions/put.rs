//! Items by the dozen, for whoever reads them from a file: inside one unit of work, with the lines for the trail left
//! to the caller. The law and the clock are asked for each.

use super::items::{entered, may_enter};
use crate::access::{Access, EditPoams, Includes, Scope};
use crate::assessments::{AssessmentId, Picture};
use crate::kernel::{
    Result,
    audit::Entry,
    db::{Conn, Tx},
    env::Day,
};
use crate::poams::{
    model::{Event, Limits, Plan, Poam, PoamId},
    store,
};
use std::collections::HashMap;

/// All items of an assessment, each with the day of its last milestone.
pub async fn all(
    conn: &mut Conn,
    scope: Scope,
    assessment: AssessmentId,
) -> Result<Vec<(Poam, Option<Day>)>> {
    let items = store::list(conn, scope, assessment).await?;
    let mut last: HashMap<PoamId, Day> = HashMap::new();
    for (id, milestone) in store::all(conn, scope, assessment).await? {
        let day = last.entry(id).or_insert(milestone.due_on);
        *day = milestone.due_on.max(*day);
    }
    let dated = |poam: Poam| {
        let last = last.get(&poam.id).copied();
        (poam, last)
    };
    Ok(items.into_iter().map(dated).collect())
}

/// Fails with words unless the law, the plan's own rules and the clock, whose end is `last`, allow it: a new item where
/// there is none yet.
pub fn allow(
    picture: &Picture,
    requirement: &str,
    before: Option<(&Poam, Option<Day>)>,
    plan: Plan,
    (today, last): (Day, Option<Day>),
) -> Result<Plan> {
    match before {
        None => may_enter(picture, requirement)?,
        Some((it, _)) => it.changeable()?,
    }
    plan.check(&Limits {
        today,
        before: before.map(|(it, _)| it.due_on),
        last,
        milestone: before.and_then(|(_, milestone)| milestone),
    })
}

/// Puts a requirement on the POA&M, or writes another plan over the item that was there.
pub async fn put_in<R: Includes<EditPoams>>(
    tx: &mut Tx,
    access: &Access<R>,
    (assessment, requirement): (AssessmentId, &str),
    before: Option<&Poam>,
    plan: Plan,
) -> Result<Entry> {
    let (scope, now) = (access.scope(), tx.now());
    let Some(before) = before else {
        let new = entered(PoamId(tx.env().new_id()), assessment, requirement, plan, now);
        store::enter(tx, scope, &new).await?;
        return Ok(Event::Entered(&new).into());
    };
    let after = access.own(before.clone())?.map(|it| it.planned(plan, now));
    store::update(tx, scope, &after).await?;
    Ok(Event::Changed(before, &after).into())
}
