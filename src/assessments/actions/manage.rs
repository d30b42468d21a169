use crate::access::{Access, Includes, ManageAssessments, Read};
use crate::assessments::{
    model::{Assessment, AssessmentId, Completion, Event, NewAssessment, System, SystemId},
    store,
};
use crate::evidence;
use crate::kernel::{Error, Result, db::Db, text::Line, text::Paragraph};
use crate::organisations;
use serde_json::Value;

/// All systems of the organisation.
pub async fn systems(db: &Db, access: &Access<impl Includes<Read>>) -> Result<Vec<System>> {
    store::systems(&mut db.read().await?, access.scope()).await
}

/// Describes a system.
pub async fn add_system(
    db: &Db,
    access: &Access<ManageAssessments>,
    name: Line,
    cage_codes: String,
    scope: Paragraph,
    once: (&str, &str),
) -> Result<System> {
    let mut tx = db.begin(access.actor()).await?;
    organisations::once(&mut tx, access.scope(), once.0, once.1).await?;
    let system = System { id: SystemId(tx.env().new_id()), name, cage_codes, scope, version: 1 };
    let now = tx.now();
    store::add_system(&mut tx, access.scope(), &system, now).await?;
    tx.commit(access.scope().org(), Event::SystemAdded(&system)).await?;
    Ok(system)
}

/// Changes the description of a system over the version in `system`.
pub async fn change_system(db: &Db, access: &Access<ManageAssessments>, system: System) -> Result<()> {
    let mut tx = db.begin(access.actor()).await?;
    let before = store::system(&mut tx, access.scope(), system.id).await?;
    store::update_system(&mut tx, access.scope(), &system).await?;
    tx.commit(access.scope().org(), Event::SystemChanged(&before, &system)).await
}

/// Starts an assessment of a system.
pub async fn start(
    db: &Db,
    access: &Access<ManageAssessments>,
    system: SystemId,
    new: NewAssessment,
    once: (&str, &str),
) -> Result<Assessment> {
    let mut tx = db.begin(access.actor()).await?;
    organisations::once(&mut tx, access.scope(), once.0, once.1).await?;
    let system = store::system(&mut tx, access.scope(), system).await?;
    let id = AssessmentId(tx.env().new_id());
    let started = Assessment {
        id,
        system_id: system.id,
        system: system.name,
        title: new.title,
        level: new.level,
        lead_id: new.lead_id,
        level2_status: new.level2_status,
        level2_score: new.level2_score,
        copied_from: None,
        completed_on: None,
        completed_name: String::new(),
        result: None,
        version: 1,
        created_at: tx.now(),
    };
    store::insert(&mut tx, access.scope(), &started).await?;
    tx.commit(access.scope().org(), Event::Started(&started)).await?;
    Ok(started)
}

/// Copies an assessment into a new one of the same system and level: owners and narratives are kept, links to
/// evidence too, and results are marked to be confirmed.
pub async fn copy(
    db: &Db,
    access: &Access<ManageAssessments>,
    from: AssessmentId,
    title: Line,
    once: (&str, &str),
) -> Result<Assessment> {
    let mut tx = db.begin(access.actor()).await?;
    organisations::once(&mut tx, access.scope(), once.0, once.1).await?;
    let old = store::get(&mut tx, access.scope(), from).await?;
    let id = AssessmentId(tx.env().new_id());
    let copy = Assessment {
        id,
        title,
        copied_from: Some(from),
        completed_on: None,
        completed_name: String::new(),
        result: None,
        version: 1,
        created_at: tx.now(),
        ..old
    };
    store::insert(&mut tx, access.scope(), &copy).await?;
    store::copy_implementations(&mut tx, access.scope(), from, id).await?;
    store::copy_findings(&mut tx, access.scope(), from, id).await?;
    evidence::copy_links_in(&mut tx, access.scope(), from.0, id.0).await?;
    tx.commit(access.scope().org(), Event::Started(&copy)).await?;
    Ok(copy)
}

/// Completes an assessment: everything in it is locked, and `result` (score, status, rule pack) is kept.
/// `changes` is what the result was computed for.
pub async fn complete(
    db: &Db,
    access: &Access<ManageAssessments>,
    id: AssessmentId,
    completion: Completion,
    result: &Value,
    changes: i64,
) -> Result<()> {
    let mut tx = db.begin(access.actor()).await?;
    let is_current = store::lock_changes(&mut tx, access.scope()).await? == changes;
    let assessment = store::get(&mut tx, access.scope(), id).await?;
    assessment.open()?;
    if !is_current {
        return Err(Error::Conflict(
            "Something changed while you looked at the result. Look at it again, then complete.".into(),
        ));
    }
    store::complete(&mut tx, access.scope(), &assessment, &completion, access.user(), result).await?;
    evidence::freeze_in(&mut tx, access.scope(), id.0).await?;
    let event = Event::Completed(&assessment, completion.on, completion.name.as_str(), result);
    tx.commit(access.scope().org(), event).await
}

/// Reopens a completed assessment, with a reason for the trail.
pub async fn reopen(db: &Db, access: &Access<ManageAssessments>, id: AssessmentId, why: &Line) -> Result<()> {
    let mut tx = db.begin(access.actor()).await?;
    let assessment = store::get(&mut tx, access.scope(), id).await?;
    if !assessment.is_locked() {
        return Err(Error::Conflict("This assessment is open already.".into()));
    }
    store::reopen(&mut tx, access.scope(), &assessment).await?;
    evidence::unfreeze_in(&mut tx, access.scope(), id.0).await?;
    tx.commit(access.scope().org(), Event::Reopened(&assessment, why.as_str())).await
}
