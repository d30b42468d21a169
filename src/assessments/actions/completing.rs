//! Completing an assessment, which locks it with its result and its evidence, and reopening it.

use crate::access::{Access, Includes, ManageAssessments, Read, Scope};
use crate::assessments::{
    model::{
        Assessment, AssessmentId, Completion, Conditional, Event, Lasting, picture::Picture,
        standing::Standing,
    },
    score::{CmmcStatus, TimelineInput, timeline},
    store,
};
use crate::catalogue::{self, pack};
use crate::evidence;
use crate::kernel::{
    Error, Result,
    audit::{self, Entry},
    db::{Conn, Db, Tx},
    env::Day,
    id::UserId,
    text::Line,
};

/// Completes an assessment: everything in it is locked, and `result` is kept. `changes` is how far the
/// organisation's trail had grown when the result was computed; `Conflict` if it has grown since.
pub async fn complete(
    db: &Db,
    access: &Access<ManageAssessments>,
    id: AssessmentId,
    completion: Completion,
    result: &Standing,
    changes: i64,
) -> Result<()> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let is_current = audit::hold_chain(&mut tx, access.scope().org()).await? == changes;
    let assessment = store::get(&mut tx, access.scope(), id).await?;
    assessment.open()?;
    if !is_current {
        return Err(Error::Conflict(
            "Something changed while you looked at the result. Look at it again, then complete.".into(),
        ));
    }
    let told = lock_in(&mut tx, access.scope(), &assessment, &completion, (access.user(), result)).await?;
    tx.commit(access.scope().org(), told).await
}

/// Locks an open assessment with its result, and its evidence for as long as the law wants it kept. Gives the line for
/// the trail.
pub async fn lock_in(
    tx: &mut Tx,
    scope: Scope,
    assessment: &Assessment,
    completion: &Completion,
    (by, result): (UserId, &Standing),
) -> Result<Entry> {
    let kept_until = kept_until(tx, scope, assessment, (&result.status, completion.on)).await?;
    evidence::freeze_in(tx, scope, assessment.id.0).await?;
    let mut kept = serde_json::to_value(result)?;
    // They may be written anew at any time; what was assessed may not.
    kept["own"] = serde_json::to_value(catalogue::own_requirements(tx, scope).await?)?;
    store::complete(tx, scope, assessment, completion, by, (kept, kept_until)).await?;
    evidence::keep_in(tx, scope, assessment.id.0).await?;
    let name = completion.name.as_str();
    Ok(Event::Completed(assessment, completion.on, name, &result.summary(), kept_until).into())
}

/// The last day on which the evidence of a status has to be there; none where the result is no status.
async fn kept_until(
    conn: &mut Conn,
    scope: Scope,
    assessment: &Assessment,
    (status, on): (&str, Day),
) -> Result<Option<Day>> {
    let Some(status) = CmmcStatus::named(status) else { return Ok(None) };
    let before = match assessment.copied_from {
        Some(from) => store::get(conn, scope, from).await?.reached(),
        None => None,
    };
    let since = TimelineInput::reached(pack::current(), status, on, before);
    Ok(timeline(pack::current(), &since).ok().and_then(|times| times.retain_artifacts_until))
}

/// The Conditional status that an assessment gave, or that an open one was copied to close out.
pub async fn conditional_in(conn: &mut Conn, scope: Scope, id: AssessmentId) -> Result<Option<Conditional>> {
    Ok(Conditional::among(&store::kin(conn, scope, id).await?))
}

/// How long the status of an assessment lasts; none while it is open, or where it came to no status.
pub async fn lasting(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    picture: &Picture,
) -> Result<Option<Lasting>> {
    let it = &picture.assessment;
    if it.reached().is_none_or(|(status, _)| status.level().is_none()) {
        return Ok(None);
    }
    let kin = store::kin(&mut db.read().await?, access.scope(), it.id).await?;
    Ok(Lasting::among(&kin, db.env().today()))
}

/// Reopens a completed assessment, with a reason for the trail.
pub async fn reopen(db: &Db, access: &Access<ManageAssessments>, id: AssessmentId, why: &Line) -> Result<()> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let assessment = store::get(&mut tx, access.scope(), id).await?;
    if !assessment.is_locked() {
        return Err(Error::Conflict("This assessment is open already.".into()));
    }
    let status = conditional_in(&mut tx, access.scope(), id).await?;
    if let Some(end) = status.and_then(|status| status.closeout).filter(|end| end.is_good) {
        return Err(Error::Conflict(format!(
            "Its Conditional status was closed out by {}, completed on {}, and the Final status counts from the day of \
             this one (32 CFR 170.4). Reopen that one first.",
            end.title, end.on
        )));
    }
    let ended = store::reopen(&mut tx, access.scope(), &assessment).await?;
    evidence::unfreeze_in(&mut tx, access.scope(), id.0).await?;
    tx.commit(access.scope().org(), Event::Reopened(&assessment, why.as_str(), ended)).await
}
