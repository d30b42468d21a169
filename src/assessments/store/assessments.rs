use crate::access::Scope;
use crate::assessments::model::{Assessment, AssessmentId, Completion};
use crate::kernel::{
    Error, Result,
    db::{Conn, Tx},
    env::Timestamp,
    id::UserId,
};
use serde::Serialize;
use serde_json::Value;
use sqlx::types::Json;

/// An assessment as lists show it.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Head {
    /// Its id.
    pub id: AssessmentId,
    /// Its title.
    pub title: String,
    /// The system's name.
    pub system: String,
    /// CMMC level 1 to 3.
    pub level: i64,
    /// The lead's name.
    pub lead: Option<String>,
    /// The day it was completed on.
    pub completed_on: Option<crate::kernel::env::Day>,
    /// When it was started.
    pub created_at: Timestamp,
    /// Objectives with a result.
    pub done: i64,
    /// What the score was when it was completed.
    pub result: Option<Json<Value>>,
}

/// All assessments of the organisation, open ones first, newest first.
pub async fn list(conn: &mut Conn, scope: Scope) -> Result<Vec<Head>> {
    sql! {
        fetch_all, conn,
        "select a.id, a.title, s.name as system, a.level, u.name as lead, a.completed_on, a.created_at,
            (select count(*) from findings f
             where f.org_id = a.org_id and f.assessment_id = a.id and f.result <> '') as done,
            a.result
         from assessments a
         join systems s on s.org_id = a.org_id and s.id = a.system_id
         left join users u on u.id = a.lead_id
         where a.org_id = $1
         order by case when a.completed_on is null then 0 else 1 end, a.created_at desc, a.id desc
         limit 500",
        scope.org()
    }
}

/// One assessment.
pub async fn get(conn: &mut Conn, scope: Scope, id: AssessmentId) -> Result<Assessment> {
    sql! {
        fetch_one, conn,
        "select a.id, a.system_id, s.name as system, a.title, a.level, a.lead_id, a.level2_status,
            a.level2_score, a.copied_from, a.completed_on, a.completed_name, a.result, a.version, a.created_at
         from assessments a
         join systems s on s.org_id = a.org_id and s.id = a.system_id
         where a.org_id = $1 and a.id = $2",
        scope.org(), id
    }
}

/// The assessment that people most likely want: the newest open one, else the newest.
pub async fn latest(conn: &mut Conn, scope: Scope) -> Result<Option<AssessmentId>> {
    let found: Option<(AssessmentId,)> = sql! {
        fetch_optional, conn,
        "select id from assessments where org_id = $1
         order by case when completed_on is null then 0 else 1 end, created_at desc, id desc
         limit 1",
        scope.org()
    }?;
    Ok(found.map(|(id,)| id))
}

/// Adds an assessment.
pub async fn insert(tx: &mut Tx, scope: Scope, new: &Assessment) -> Result<()> {
    sql! {
        execute, tx,
        "insert into assessments (org_id, id, system_id, title, level, lead_id, level2_status, level2_score,
            copied_from, version, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        scope.org(), new.id, new.system_id, &new.title, new.level, new.lead_id, &new.level2_status,
        new.level2_score, new.copied_from, new.version, new.created_at
    }
    .map(drop)
}

/// Writes title, lead and Level 2 status over the version before.
pub async fn update(tx: &mut Tx, scope: Scope, changed: &Assessment) -> Result<()> {
    let rows = sql! {
        execute, tx,
        "update assessments set title = $4, lead_id = $5, level2_status = $6, level2_score = $7,
            version = $3 + 1
         where org_id = $1 and id = $2 and version = $3",
        scope.org(), changed.id, changed.version, &changed.title, changed.lead_id, &changed.level2_status,
        changed.level2_score
    }?;
    changed_one(rows)
}

/// Locks an open assessment with its result.
pub async fn complete(
    tx: &mut Tx,
    scope: Scope,
    assessment: &Assessment,
    completion: &Completion,
    by: UserId,
    result: &Value,
) -> Result<()> {
    let now = tx.now();
    let rows = sql! {
        execute, tx,
        "update assessments set completed_on = $4, completed_at = $5, completed_by = $6, completed_name = $7,
            result = $8, version = $3 + 1
         where org_id = $1 and id = $2 and version = $3 and completed_on is null",
        scope.org(), assessment.id, assessment.version, completion.on, now, by, &completion.name, Json(result)
    }?;
    changed_one(rows)
}

/// Unlocks a completed assessment. Its result stays in the trail.
pub async fn reopen(tx: &mut Tx, scope: Scope, assessment: &Assessment) -> Result<()> {
    let rows = sql! {
        execute, tx,
        "update assessments set completed_on = null, completed_at = null, completed_by = null,
            completed_name = '', result = null, version = $3 + 1
         where org_id = $1 and id = $2 and version = $3 and completed_on is not null",
        scope.org(), assessment.id, assessment.version
    }?;
    changed_one(rows)
}

/// Copies results into a new assessment, marked to be confirmed.
pub async fn copy_findings(tx: &mut Tx, scope: Scope, from: AssessmentId, to: AssessmentId) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into findings (org_id, assessment_id, requirement, objective, result, is_examined,
            is_interviewed, is_tested, finding, is_to_confirm, version, updated_by, updated_at)
         select org_id, $3, requirement, objective, result, is_examined, is_interviewed, is_tested, finding,
            true, 1, updated_by, $4
         from findings where org_id = $1 and assessment_id = $2 and result <> ''",
        scope.org(), from, to, now
    }
}

/// Copies owners, narratives and the rest of what is said about each requirement.
pub async fn copy_implementations(
    tx: &mut Tx,
    scope: Scope,
    from: AssessmentId,
    to: AssessmentId,
) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into implementations (org_id, assessment_id, requirement, owner_id, status, narrative,
            review_days, reviewed_on, partial_case, claim, is_on_poam, version, updated_at)
         select org_id, $3, requirement, owner_id, status, narrative, review_days, reviewed_on, partial_case,
            claim, is_on_poam, 1, $4
         from implementations where org_id = $1 and assessment_id = $2",
        scope.org(), from, to, now
    }
}

fn changed_one(rows: u64) -> Result<()> {
    if rows == 0 {
        return Err(Error::Conflict(
            "Somebody else changed this assessment meanwhile. Reload the page and look again.".into(),
        ));
    }
    Ok(())
}

/// How far the organisation's trail has grown, the key that a result was computed for. Nobody else changes
/// anything in the organisation until this unit of work ends.
pub async fn lock_changes(tx: &mut Tx, scope: Scope) -> Result<i64> {
    let (changes,): (i64,) = sql! {
        fetch_one, tx,
        "update chains set seq = seq where org_id = $1 returning seq",
        scope.org()
    }?;
    Ok(changes)
}
