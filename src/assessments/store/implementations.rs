//! The table `implementations`.

use crate::access::{Owned, Scope};
use crate::assessments::model::{AssessmentId, Implementation};
use crate::kernel::{
    Error, Result,
    db::{Conn, Tx},
    env::Timestamp,
    id::UserId,
};
use std::collections::HashMap;

/// What is said about `requirement`; blank, of version 0, where there is nothing yet.
pub async fn implementation(
    conn: &mut Conn,
    scope: Scope,
    id: AssessmentId,
    requirement: &str,
) -> Result<Implementation> {
    let found: Option<Implementation> = sql! {
        fetch_optional, conn,
        "select i.requirement, i.owner_id, u.name as owner_name, i.status, i.narrative, i.review_months,
            i.reviewed_on, i.partial_case, i.claim, i.version, i.updated_at
         from implementations i
         left join users u on u.id = i.owner_id
         where i.org_id = $1 and i.assessment_id = $2 and i.requirement = $3",
        scope.org(), id, requirement
    }?;
    Ok(found.unwrap_or_else(|| Implementation::blank(requirement, Timestamp::UNIX_EPOCH)))
}

/// Who owns which requirement, with their name.
pub async fn owners(
    conn: &mut Conn,
    scope: Scope,
    id: AssessmentId,
) -> Result<HashMap<String, (UserId, String)>> {
    let owned: Vec<(String, UserId, String)> = sql! {
        fetch_all, conn,
        "select i.requirement, u.id, u.name
         from implementations i
         join users u on u.id = i.owner_id
         where i.org_id = $1 and i.assessment_id = $2
         limit 10000",
        scope.org(), id
    }?;
    Ok(owned.into_iter().map(|(requirement, owner, name)| (requirement, (owner, name))).collect())
}

/// What the trail says of the owners whom somebody gave at that instant, and who changed each of them since.
pub async fn assigned_at(
    conn: &mut Conn,
    scope: Scope,
    (id, user): (AssessmentId, UserId),
    at: Timestamp,
) -> Result<Vec<(String, Option<String>)>> {
    sql! {
        fetch_all, conn,
        "select a.detail,
            (select l.actor_name from audit_log l
             where l.org_id = a.org_id and l.subject = a.subject and l.seq > a.seq
               and l.action in ('implementation.assigned', 'implementation.assignment_undone')
             order by l.seq desc limit 1) as changed_by
         from audit_log a
         where a.org_id = $1 and a.actor_id = $2 and a.at = $3 and a.action = 'implementation.assigned'
           and a.subject like $4
         order by a.seq limit 10000",
        scope.org(), user, at, format!("requirement:{id}/%")
    }
}

/// What is said about every requirement that anybody said something about.
pub async fn all_implementations(
    conn: &mut Conn,
    scope: Scope,
    id: AssessmentId,
) -> Result<Vec<Implementation>> {
    sql! {
        fetch_all, conn,
        "select i.requirement, i.owner_id, u.name as owner_name, i.status, i.narrative, i.review_months,
            i.reviewed_on, i.partial_case, i.claim, i.version, i.updated_at
         from implementations i
         left join users u on u.id = i.owner_id
         where i.org_id = $1 and i.assessment_id = $2
         order by i.requirement limit 10000",
        scope.org(), id
    }
}

/// Writes what its owner says about a requirement over the version before.
pub async fn save_implementation(
    tx: &mut Tx,
    scope: Scope,
    id: AssessmentId,
    written: &Owned<Implementation>,
) -> Result<()> {
    let w = written;
    let rows = sql! {
        execute, tx,
        "insert into implementations (org_id, assessment_id, requirement, status, narrative, review_months,
            reviewed_on, partial_case, claim, version, updated_at)
         select a.org_id, a.id, $3, $5, $6, $7, $8, $9, $10, $11, $12
         from assessments a
         where a.org_id = $1 and a.id = $2 and a.completed_on is null
           and (exists (select 1 from implementations i
                where i.org_id = a.org_id and i.assessment_id = a.id and i.requirement = $3 and i.owner_id = $4)
                or $4 is null)
         on conflict (org_id, assessment_id, requirement) do update
         set status = excluded.status, narrative = excluded.narrative, review_months = excluded.review_months,
            reviewed_on = excluded.reviewed_on, partial_case = excluded.partial_case, claim = excluded.claim,
            version = excluded.version, updated_at = excluded.updated_at
         where implementations.version = excluded.version - 1",
        scope.org(), id, &w.requirement, scope.owner(), w.status, &w.narrative, w.review_months, w.reviewed_on,
        w.partial_case, &w.claim, w.version, w.updated_at
    }?;
    changed_one(rows)
}

/// Writes the claim of a requirement over the version before, unless an item of it is open on the POA&M and the
/// claim is no decision of the DoD CIO.
pub async fn save_claim(
    tx: &mut Tx,
    scope: Scope,
    id: AssessmentId,
    claimed: &Owned<Implementation>,
) -> Result<()> {
    let c = claimed;
    let is_registered = c.claim.as_ref().is_some_and(|claim| claim.0.is_registered());
    let rows = sql! {
        execute, tx,
        "insert into implementations (org_id, assessment_id, requirement, claim, version, updated_at)
         select a.org_id, a.id, $3, $5, $6, $7
         from assessments a
         where a.org_id = $1 and a.id = $2 and a.completed_on is null
           and (exists (select 1 from implementations i
                where i.org_id = a.org_id and i.assessment_id = a.id and i.requirement = $3 and i.owner_id = $4)
                or $4 is null)
           and (not $8 or not exists (select 1 from poams p
                where p.org_id = a.org_id and p.assessment_id = a.id and p.requirement = $3
                  and p.state in ('open', 'submitted')))
         on conflict (org_id, assessment_id, requirement) do update
         set claim = excluded.claim, version = excluded.version, updated_at = excluded.updated_at
         where implementations.version = excluded.version - 1",
        scope.org(), id, &c.requirement, scope.owner(), &c.claim, c.version, c.updated_at, is_registered
    }?;
    changed_one(rows)
}

/// Writes a claim with one more review over the version before, in a completed assessment too.
pub async fn save_review(
    tx: &mut Tx,
    scope: Scope,
    id: AssessmentId,
    reviewed: &Owned<Implementation>,
) -> Result<()> {
    let r = reviewed;
    let rows = sql! {
        execute, tx,
        "update implementations set claim = $4, version = $5, updated_at = $6
         where org_id = $1 and assessment_id = $2 and requirement = $3 and version = $7
           and (owner_id = $8 or $8 is null)",
        scope.org(), id, &r.requirement, &r.claim, r.version, r.updated_at, r.version - 1, scope.owner()
    }?;
    changed_one(rows)
}

/// Gives a requirement an owner, or takes the owner away.
pub async fn assign(
    tx: &mut Tx,
    scope: Scope,
    id: AssessmentId,
    requirement: &str,
    owner: Option<UserId>,
) -> Result<()> {
    let now = tx.now();
    let rows = sql! {
        execute, tx,
        "insert into implementations (org_id, assessment_id, requirement, owner_id, version, updated_at)
         select a.org_id, a.id, $3, $4, 1, $5
         from assessments a
         where a.org_id = $1 and a.id = $2 and a.completed_on is null
           and (exists (select 1 from members m
                where m.org_id = a.org_id and m.user_id = $4 and m.deactivated_at is null)
                or $4 is null)
         on conflict (org_id, assessment_id, requirement) do update
         set owner_id = excluded.owner_id, version = implementations.version + 1,
            updated_at = excluded.updated_at",
        scope.org(), id, requirement, owner, now
    }?;
    changed_one(rows)
}

fn changed_one(rows: u64) -> Result<()> {
    if rows == 0 {
        return Err(Error::Conflict(
            "Somebody else changed this requirement meanwhile. Reload the page and look again.".into(),
        ));
    }
    Ok(())
}
