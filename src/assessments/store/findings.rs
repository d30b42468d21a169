use crate::access::{Owned, Scope};
use crate::assessments::model::{AssessmentId, Draft, Finding, Place};
use crate::kernel::{
    Error, Result,
    db::{Conn, Tx},
    env::Timestamp,
    id::UserId,
    text::Paragraph,
};
use sqlx::types::Json;

/// What was found at `place`; a blank finding of version 0 where there is nothing yet.
/// Whether the place exists is for the catalogue to say.
pub async fn finding(conn: &mut Conn, scope: Scope, id: AssessmentId, place: &Place) -> Result<Finding> {
    let found: Option<Finding> = sql! {
        fetch_optional, conn,
        "select f.requirement, f.objective, f.result, f.is_examined, f.is_interviewed, f.is_tested, f.finding,
            f.is_to_confirm, f.previous, f.version, f.updated_by, f.updated_at, u.name as updated_name,
            i.owner_id
         from findings f
         left join users u on u.id = f.updated_by
         left join implementations i on i.org_id = f.org_id and i.assessment_id = f.assessment_id
            and i.requirement = f.requirement
         where f.org_id = $1 and f.assessment_id = $2 and f.requirement = $3 and f.objective = $4",
        scope.org(), id, &place.requirement, &place.objective
    }?;
    if let Some(found) = found {
        return Ok(found);
    }
    let owner: Option<(Option<UserId>,)> = sql! {
        fetch_optional, conn,
        "select owner_id from implementations where org_id = $1 and assessment_id = $2 and requirement = $3",
        scope.org(), id, &place.requirement
    }?;
    Ok(Finding {
        requirement: place.requirement.clone(),
        objective: place.objective.clone(),
        result: crate::assessments::model::Mark::Unassessed,
        is_examined: false,
        is_interviewed: false,
        is_tested: false,
        finding: Paragraph::default(),
        is_to_confirm: false,
        previous: None,
        version: 0,
        updated_by: None,
        updated_at: Timestamp::UNIX_EPOCH,
        updated_name: None,
        owner_id: owner.and_then(|(owner,)| owner),
    })
}

/// Writes a finding over the version before it, if the caller's reach allows: a requirement that is not
/// theirs is not found by the statement either.
pub async fn save_finding(tx: &mut Tx, scope: Scope, id: AssessmentId, finding: &Owned<Finding>) -> Result<()> {
    let f = finding;
    let rows = sql! {
        execute, tx,
        "insert into findings (org_id, assessment_id, requirement, objective, result, is_examined,
            is_interviewed, is_tested, finding, is_to_confirm, previous, version, updated_by, updated_at)
         select a.org_id, a.id, $3, $4, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15
         from assessments a
         where a.org_id = $1 and a.id = $2 and a.completed_on is null
           and ($5 is null or exists (select 1 from implementations i
                where i.org_id = a.org_id and i.assessment_id = a.id and i.requirement = $3 and i.owner_id = $5))
         on conflict (org_id, assessment_id, requirement, objective) do update
         set result = excluded.result, is_examined = excluded.is_examined,
            is_interviewed = excluded.is_interviewed, is_tested = excluded.is_tested,
            finding = excluded.finding, is_to_confirm = excluded.is_to_confirm, previous = excluded.previous,
            version = excluded.version, updated_by = excluded.updated_by, updated_at = excluded.updated_at
         where findings.version = excluded.version - 1",
        scope.org(), id, &f.requirement, &f.objective, scope.owner(), f.result, f.is_examined, f.is_interviewed,
        f.is_tested, &f.finding, f.is_to_confirm, &f.previous, f.version, f.updated_by, f.updated_at
    }?;
    if rows == 0 {
        return Err(Error::Conflict("Somebody else assessed this objective meanwhile.".into()));
    }
    Ok(())
}

/// What the person typed at `place` and did not save.
pub async fn draft(
    conn: &mut Conn,
    scope: Scope,
    user: UserId,
    id: AssessmentId,
    place: &Place,
) -> Result<Option<(Json<Draft>, Timestamp)>> {
    sql! {
        fetch_optional, conn,
        "select body, updated_at from drafts
         where org_id = $1 and user_id = $2 and assessment_id = $3 and requirement = $4 and objective = $5",
        scope.org(), user, id, &place.requirement, &place.objective
    }
}

/// Keeps what the person is typing, over what was kept before.
pub async fn keep_draft(
    tx: &mut Tx,
    scope: Scope,
    user: UserId,
    id: AssessmentId,
    place: &Place,
    draft: Draft,
) -> Result<()> {
    let now = tx.now();
    let rows = sql! {
        execute, tx,
        "insert into drafts (org_id, user_id, assessment_id, requirement, objective, body, updated_at)
         select org_id, $2, id, $4, $5, $6, $7 from assessments
         where org_id = $1 and id = $3 and completed_on is null
         on conflict (org_id, user_id, assessment_id, requirement, objective) do update
         set body = excluded.body, updated_at = excluded.updated_at",
        scope.org(), user, id, &place.requirement, &place.objective, Json(draft), now
    }?;
    if rows == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Forgets a draft, because it was saved.
pub async fn drop_draft(
    tx: &mut Tx,
    scope: Scope,
    user: UserId,
    id: AssessmentId,
    place: &Place,
) -> Result<()> {
    sql! {
        execute, tx,
        "delete from drafts
         where org_id = $1 and user_id = $2 and assessment_id = $3 and requirement = $4 and objective = $5",
        scope.org(), user, id, &place.requirement, &place.objective
    }
    .map(drop)
}
