//! Findings and practices by the hundred, for whoever reads them from a file: inside one unit of work, with the lines
//! for the trail left to the caller, and with one step in the story of the score for all of them.

use super::history;
use crate::access::{Access, AssignRequirements, EditFindings, EditImplementations, Includes, Scope};
use crate::assessments::{
    model::{AssessmentId, Cause, Event, Finding, Implementation, Judgement, Practice, picture::Picture},
    store,
};
use crate::kernel::{
    Result,
    audit::Entry,
    db::{Conn, Tx},
    id::UserId,
};

/// What was found for every objective that anybody looked at.
pub async fn all_findings(conn: &mut Conn, scope: Scope, id: AssessmentId) -> Result<Vec<Finding>> {
    store::all_findings(conn, scope, id).await
}

/// What is said about every requirement that anybody said something about.
pub async fn all_implementations(
    conn: &mut Conn,
    scope: Scope,
    id: AssessmentId,
) -> Result<Vec<Implementation>> {
    store::all_implementations(conn, scope, id).await
}

/// Writes what was decided over what stood there.
pub async fn decide_in<R: Includes<EditFindings>>(
    tx: &mut Tx,
    access: &Access<R>,
    id: AssessmentId,
    standing: Finding,
    judgement: Judgement,
) -> Result<Entry> {
    let judgement = judgement.check()?;
    let place = standing.place();
    let before = standing.before();
    let (user, now) = (access.user(), tx.now());
    let decided = access.own(standing)?.map(|finding| finding.decided(judgement.clone(), user, now));
    store::save_finding(tx, access.scope(), id, &decided).await?;
    Ok(Event::Decided(id, &place, before, judgement).into())
}

/// Writes how a requirement is met over what stood there.
pub async fn write_in<R: Includes<EditImplementations>>(
    tx: &mut Tx,
    access: &Access<R>,
    id: AssessmentId,
    standing: &Implementation,
    practice: Practice,
) -> Result<Entry> {
    let (practice, now) = (practice.check(tx.now().date_naive())?, tx.now());
    let written = access.own(standing.clone())?.map(|it| it.written(practice, now));
    store::save_implementation(tx, access.scope(), id, &written).await?;
    Ok(Event::Written(id, standing, &written).into())
}

/// Gives a requirement an owner, with their name, or takes it away.
pub async fn assign_in<R: Includes<AssignRequirements>>(
    tx: &mut Tx,
    access: &Access<R>,
    id: AssessmentId,
    standing: &Implementation,
    owner: Option<(UserId, &str)>,
) -> Result<Entry> {
    store::assign(tx, access.scope(), id, &standing.requirement, owner.map(|(user, _)| user)).await?;
    let before = standing.owner_id.zip(standing.owner_name.as_deref());
    Ok(Event::Assigned(id, &standing.requirement, before, owner).into())
}

/// Keeps where the assessment stands now as one step of its story, if it stands elsewhere than `before`.
pub async fn story_in(tx: &mut Tx, scope: Scope, before: &Picture, action: &'static str) -> Result<()> {
    history::keep_since(tx, scope, before, Cause { action, requirement: "", objective: "", result: "" }).await
}
