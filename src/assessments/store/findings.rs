//! The tables `findings` and `drafts`.

use crate::access::{Owned, Scope};
use crate::assessments::model::{Assessment, AssessmentId, Before, Draft, Finding, Mark, Opinion, Place};
use crate::kernel::{
    Error, Result, audit,
    db::{Conn, Tx},
    env::Timestamp,
    id::UserId,
    text::Paragraph,
};
use sqlx::types::Json;

/// One objective of one assessment as one person sees it.
pub struct Opened {
    /// The assessment.
    pub assessment: Assessment,
    /// What was found; a blank finding of version 0 where there is nothing yet.
    pub finding: Finding,
    /// What this person typed and did not save.
    pub draft: Option<(Draft, Timestamp)>,
    /// Where the organisation's chain ended then.
    pub end: audit::End,
}

#[derive(sqlx::FromRow)]
struct OpenedRow {
    #[sqlx(flatten)]
    end: audit::End,
    #[sqlx(flatten)]
    assessment: Assessment,
    found_result: Option<Mark>,
    is_examined: Option<bool>,
    is_interviewed: Option<bool>,
    is_tested: Option<bool>,
    finding: Option<Paragraph>,
    is_to_confirm: Option<bool>,
    previous: Option<Json<Before>>,
    found_version: Option<i64>,
    updated_by: Option<UserId>,
    updated_at: Option<Timestamp>,
    updated_name: Option<String>,
    owner_id: Option<UserId>,
    #[sqlx(flatten)]
    opinion: Opinion,
    draft: Option<Json<Draft>>,
    drafted_at: Option<Timestamp>,
}

/// Opens `place` for `user`, in one statement, which can begin a unit of work. Whether the place exists is for the
/// catalogue to say.
pub async fn open(
    conn: &mut Conn,
    scope: Scope,
    user: UserId,
    id: AssessmentId,
    place: &Place,
) -> Result<Opened> {
    let row: OpenedRow = sql! {
        fetch_one, conn,
        ["begin immediate; " if conn.begins()]
        "select a.id, a.system_id, s.name as system, a.title, a.level, a.lead_id, a.level2_status,
            a.level2_score, a.copied_from, a.completed_on, a.completed_name, a.result, a.version, a.created_at,
            f.result as found_result, f.is_examined, f.is_interviewed, f.is_tested, f.finding, f.is_to_confirm,
            f.previous, f.version as found_version, f.updated_by, f.updated_at, u.name as updated_name,
            i.owner_id, d.body as draft, d.updated_at as drafted_at, coalesce(f.review, '') as review,
            coalesce(f.review_reason, '') as review_reason, f.reviewed_version, f.reviewed_at, r.name as reviewer,
            c.seq as chain_seq, c.hash as chain_hash
         from assessments a
         join systems s on s.org_id = a.org_id and s.id = a.system_id
         join chains c on c.org_id = a.org_id
         left join findings f on f.org_id = a.org_id and f.assessment_id = a.id and f.requirement = $3
            and f.objective = $4
         left join users u on u.id = f.updated_by
         left join users r on r.id = f.reviewed_by
         left join implementations i on i.org_id = a.org_id and i.assessment_id = a.id and i.requirement = $3
         left join drafts d on d.org_id = a.org_id and d.assessment_id = a.id and d.requirement = $3
            and d.objective = $4 and d.user_id = $5
         where a.org_id = $1 and a.id = $2",
        scope.org(), id, &place.requirement, &place.objective, user
    }?;
    let finding = Finding {
        requirement: place.requirement.clone(),
        objective: place.objective.clone(),
        result: row.found_result.unwrap_or_default(),
        is_examined: row.is_examined.unwrap_or_default(),
        is_interviewed: row.is_interviewed.unwrap_or_default(),
        is_tested: row.is_tested.unwrap_or_default(),
        finding: row.finding.unwrap_or_default(),
        is_to_confirm: row.is_to_confirm.unwrap_or_default(),
        previous: row.previous,
        version: row.found_version.unwrap_or_default(),
        updated_by: row.updated_by,
        updated_at: row.updated_at.unwrap_or_default(),
        updated_name: row.updated_name,
        owner_id: row.owner_id,
        opinion: row.opinion,
    };
    let draft = row.draft.map(|draft| draft.0).zip(row.drafted_at);
    Ok(Opened { assessment: row.assessment, finding, draft, end: row.end })
}

/// What was found for each objective of `requirement`, in words.
pub async fn of_requirement(
    conn: &mut Conn,
    scope: Scope,
    id: AssessmentId,
    requirement: &str,
) -> Result<Vec<Finding>> {
    sql! {
        fetch_all, conn,
        "select f.requirement, f.objective, f.result, f.is_examined, f.is_interviewed, f.is_tested, f.finding,
            f.is_to_confirm, f.previous, f.version, f.updated_by, f.updated_at, u.name as updated_name,
            i.owner_id, f.review, f.review_reason, f.reviewed_version, f.reviewed_at,
            r.name as reviewer
         from findings f
         left join users u on u.id = f.updated_by
         left join users r on r.id = f.reviewed_by
         left join implementations i on i.org_id = f.org_id and i.assessment_id = f.assessment_id
            and i.requirement = f.requirement
         where f.org_id = $1 and f.assessment_id = $2 and f.requirement = $3
         order by f.objective limit 500",
        scope.org(), id, requirement
    }
}

/// What was found for every objective that anybody looked at.
pub async fn all_findings(conn: &mut Conn, scope: Scope, id: AssessmentId) -> Result<Vec<Finding>> {
    sql! {
        fetch_all, conn,
        "select f.requirement, f.objective, f.result, f.is_examined, f.is_interviewed, f.is_tested, f.finding,
            f.is_to_confirm, f.previous, f.version, f.updated_by, f.updated_at, u.name as updated_name,
            i.owner_id, f.review, f.review_reason, f.reviewed_version, f.reviewed_at,
            r.name as reviewer
         from findings f
         left join users u on u.id = f.updated_by
         left join users r on r.id = f.reviewed_by
         left join implementations i on i.org_id = f.org_id and i.assessment_id = f.assessment_id
            and i.requirement = f.requirement
         where f.org_id = $1 and f.assessment_id = $2
         order by f.requirement, f.objective limit 100000",
        scope.org(), id
    }
}

/// What this person decided at that instant, as the trail tells it: the subject of each line, and its detail.
pub async fn decided_at(
    conn: &mut Conn,
    scope: Scope,
    user: UserId,
    at: Timestamp,
) -> Result<Vec<(String, String)>> {
    sql! {
        fetch_all, conn,
        "select subject, detail from audit_log
         where org_id = $1 and actor_id = $2 and at = $3 and action in ('finding.decided', 'findings.decided')
         order by seq limit 100000",
        scope.org(), user, at
    }
}

/// Writes a finding over the version before it, if the caller's reach allows: a requirement that is not
/// theirs is not found by the statement either.
pub async fn save_finding(
    tx: &mut Tx,
    scope: Scope,
    id: AssessmentId,
    finding: &Owned<Finding>,
) -> Result<()> {
    let f = finding;
    let rows = sql! {
        execute, tx,
        "insert into findings (org_id, assessment_id, requirement, objective, result, is_examined,
            is_interviewed, is_tested, finding, is_to_confirm, previous, version, updated_by, updated_at)
         select a.org_id, a.id, $3, $4, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15
         from assessments a
         where a.org_id = $1 and a.id = $2 and a.completed_on is null
           and (exists (select 1 from implementations i
                where i.org_id = a.org_id and i.assessment_id = a.id and i.requirement = $3 and i.owner_id = $5)
                or $5 is null)
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
