//! Which objectives evidence serves. Removed evidence serves none.

use crate::access::Scope;
use crate::evidence::model::{Candidate, Cited, Coverage, EvidenceId, Linked, Target};
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::{Day, Timestamp},
    id::UserId,
};
use uuid::Uuid;

/// The evidence of one objective, by title.
pub async fn linked_to(conn: &mut Conn, scope: Scope, target: Target<'_>, today: Day) -> Result<Vec<Linked>> {
    sql! {
        fetch_all, conn,
        "select e.id, e.title, e.kind, e.state, e.file_name, e.size_bytes, e.captured_on, e.valid_until,
                coalesce(e.valid_until < $5, false) as is_stale
         from evidence_links l
         join evidence e on e.org_id = l.org_id and e.id = l.evidence_id
         where l.org_id = $1 and l.assessment_id = $2 and l.requirement = $3 and l.objective = $4
           and e.removed_at is null
         order by e.title, e.id
         limit 500",
        scope.org(), target.assessment, target.requirement, target.objective, today
    }
}

/// Evidence to choose from, siblings' first, then the newest (ids grow with time).
pub async fn candidates(
    conn: &mut Conn,
    scope: Scope,
    target: Target<'_>,
    pattern: &str,
    today: Day,
) -> Result<Vec<Candidate>> {
    sql! {
        fetch_all, conn,
        "select e.id, e.title, e.kind, e.state, e.file_name, e.size_bytes, e.captured_on, e.valid_until,
                coalesce(e.valid_until < $6, false) as is_stale,
                exists (select 1 from evidence_links l
                        where l.org_id = e.org_id and l.evidence_id = e.id and l.assessment_id = $2
                          and l.requirement = $3 and l.objective = $4) as is_linked,
                exists (select 1 from evidence_links l
                        where l.org_id = e.org_id and l.evidence_id = e.id and l.assessment_id = $2
                          and l.requirement = $3 and l.objective <> $4) as is_sibling
         from evidence e
         where e.org_id = $1 and e.removed_at is null and e.replaced_by is null
           and (lower(e.title) like $5 escape '!' or lower(e.file_name) like $5 escape '!'
                or lower(e.description) like $5 escape '!')
         order by is_sibling desc, e.id desc
         limit 100",
        scope.org(), target.assessment, target.requirement, target.objective, pattern, today
    }
}

/// Every use of evidence in an assessment.
pub async fn of_assessment(
    conn: &mut Conn,
    scope: Scope,
    assessment: Uuid,
    today: Day,
) -> Result<Vec<Cited>> {
    sql! {
        fetch_all, conn,
        "select l.requirement, l.objective, l.frozen_at, e.id, e.title, e.kind, e.state, e.file_name,
                e.size_bytes, e.captured_on, e.valid_until, e.sha256,
                coalesce(e.valid_until < $3, false) as is_stale
         from evidence_links l
         join evidence e on e.org_id = l.org_id and e.id = l.evidence_id
         where l.org_id = $1 and l.assessment_id = $2 and e.removed_at is null
         order by l.requirement, l.objective, e.title, e.id
         limit 50000",
        scope.org(), assessment, today
    }
}

/// How much evidence each objective of an assessment has.
pub async fn coverage(conn: &mut Conn, scope: Scope, assessment: Uuid) -> Result<Vec<Coverage>> {
    sql! {
        fetch_all, conn,
        "select l.requirement, l.objective, count(*) as links,
                count(*) filter (where e.state = 'final' and e.review <> 'returned') as finals
         from evidence_links l
         join evidence e on e.org_id = l.org_id and e.id = l.evidence_id
         where l.org_id = $1 and l.assessment_id = $2 and e.removed_at is null
         group by l.requirement, l.objective
         order by l.requirement, l.objective
         limit 10000",
        scope.org(), assessment
    }
}

/// Locks an open assessment, so that it cannot be completed until this unit of work ends: writing a column
/// over itself is the row lock that both databases know. False if it is missing or completed.
pub async fn hold_assessment(tx: &mut Tx, scope: Scope, assessment: Uuid) -> Result<bool> {
    let rows = sql! {
        execute, tx,
        "update assessments set version = version where org_id = $1 and id = $2 and completed_at is null",
        scope.org(), assessment
    }?;
    Ok(rows == 1)
}

/// What must be known about an assessment before evidence is brought to it.
#[derive(sqlx::FromRow)]
pub struct Destination {
    /// Its title.
    pub title: String,
    /// CMMC level 1 to 3.
    pub level: i64,
    /// When it was completed, if it was.
    pub completed_at: Option<Timestamp>,
    /// Until when its evidence is kept, if it gave a status.
    pub kept_until: Option<Day>,
}

/// An assessment of the organisation.
pub async fn assessment(conn: &mut Conn, scope: Scope, assessment: Uuid) -> Result<Option<Destination>> {
    sql! {
        fetch_optional, conn,
        "select title, level, completed_at, kept_until from assessments where org_id = $1 and id = $2",
        scope.org(), assessment
    }
}

/// Whether it is an objective of a requirement that the organisation wrote itself.
pub async fn is_own_objective(conn: &mut Conn, scope: Scope, target: Target<'_>) -> Result<bool> {
    let found: Option<(String,)> = sql! {
        fetch_optional, conn,
        "select o.letter from catalogues c
         join requirements r on r.org_id = c.org_id and r.catalogue_id = c.id
         join objectives o on o.org_id = r.org_id and o.requirement_id = r.id
         where c.org_id = $1 and c.catalogue_key = 'own' and r.code = $2 and o.letter = $3
           and r.retired_at is null",
        scope.org(), target.requirement, target.objective
    }?;
    Ok(found.is_some())
}

/// Locks a piece of evidence against removal. False if there is none.
pub async fn hold_evidence(tx: &mut Tx, scope: Scope, evidence: EvidenceId) -> Result<bool> {
    let rows = sql! {
        execute, tx,
        "update evidence set version = version
         where org_id = $1 and id = $2 and removed_at is null and replaced_by is null",
        scope.org(), evidence
    }?;
    Ok(rows == 1)
}

/// Whether `owner` answers for the requirement in this assessment.
pub async fn owns_requirement(
    conn: &mut Conn,
    scope: Scope,
    target: Target<'_>,
    owner: UserId,
) -> Result<bool> {
    let found: Option<(String,)> = sql! {
        fetch_optional, conn,
        "select requirement from implementations
         where org_id = $1 and assessment_id = $2 and requirement = $3 and owner_id = $4",
        scope.org(), target.assessment, target.requirement, owner
    }?;
    Ok(found.is_some())
}

/// Links; false if it was linked already. The owner is bound as the net below `links::link_in`.
pub async fn link(tx: &mut Tx, scope: Scope, evidence: EvidenceId, target: Target<'_>) -> Result<bool> {
    let (now, user) = (tx.now(), tx.actor().user);
    let rows = sql! {
        execute, tx,
        "insert into evidence_links
            (org_id, evidence_id, assessment_id, requirement, objective, created_by, created_at)
         select e.org_id, e.id, a.id, $4, $5, $6, $7
         from evidence e
         join assessments a on a.org_id = e.org_id and a.id = $3 and a.completed_at is null
         where e.org_id = $1 and e.id = $2 and e.removed_at is null
           and (exists (select 1 from implementations i
                        where i.org_id = a.org_id and i.assessment_id = a.id and i.requirement = $4
                          and i.owner_id = $8)
                or $8 is null)
         on conflict do nothing",
        scope.org(), evidence, target.assessment, target.requirement, target.objective, user, now, scope.owner()
    }?;
    Ok(rows == 1)
}

/// Takes a link away; false if there was none that may be taken.
pub async fn unlink(tx: &mut Tx, scope: Scope, evidence: EvidenceId, target: Target<'_>) -> Result<bool> {
    let rows = sql! {
        execute, tx,
        "delete from evidence_links
         where org_id = $1 and evidence_id = $2 and assessment_id = $3 and requirement = $4 and objective = $5
           and frozen_at is null
           and (exists (select 1 from implementations i
                        where i.org_id = $1 and i.assessment_id = $3 and i.requirement = $4
                          and i.owner_id = $6)
                or $6 is null)",
        scope.org(), evidence, target.assessment, target.requirement, target.objective, scope.owner()
    }?;
    Ok(rows == 1)
}

/// Links what serves one assessment to the same objectives of another: the newest version of each piece.
pub async fn copy(tx: &mut Tx, scope: Scope, from: Uuid, to: Uuid) -> Result<u64> {
    let (now, user) = (tx.now(), tx.actor().user);
    sql! {
        execute, tx,
        "insert into evidence_links
            (org_id, evidence_id, assessment_id, requirement, objective, created_by, created_at)
         select l.org_id, n.id, a.id, l.requirement, l.objective, $4, $5
         from evidence_links l
         join evidence e on e.org_id = l.org_id and e.id = l.evidence_id and e.removed_at is null
         join evidence n on n.org_id = e.org_id and coalesce(n.first_id, n.id) = coalesce(e.first_id, e.id)
              and n.removed_at is null and n.replaced_by is null
         join assessments a on a.org_id = l.org_id and a.id = $3 and a.completed_at is null
         where l.org_id = $1 and l.assessment_id = $2
         on conflict do nothing",
        scope.org(), from, to, user, now
    }
}

/// Fixes all links of an assessment.
pub async fn freeze(tx: &mut Tx, scope: Scope, assessment: Uuid) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update evidence_links set frozen_at = $3
         where org_id = $1 and assessment_id = $2 and frozen_at is null",
        scope.org(), assessment, now
    }
}

/// Notes until when all evidence of an assessment is kept, where it was not kept longer already.
pub async fn keep(tx: &mut Tx, scope: Scope, assessment: Uuid) -> Result<u64> {
    sql! {
        execute, tx,
        "update evidence set kept_until = a.kept_until
         from assessments a
         where a.org_id = $1 and a.id = $2 and evidence.org_id = a.org_id
           and evidence.removed_at is null
           and coalesce(evidence.kept_until < a.kept_until, a.kept_until is not null)
           and evidence.id in (
               select l.evidence_id from evidence_links l
               where l.org_id = $1 and l.assessment_id = $2 and l.frozen_at is not null
               union
               select l.evidence_id from poam_evidence l
               join poams p on p.org_id = l.org_id and p.assessment_id = l.assessment_id and p.id = l.poam_id
                   and p.state = 'closed'
               where l.org_id = $1 and l.assessment_id = $2)",
        scope.org(), assessment
    }
}

/// Lets go of all links of an assessment.
pub async fn unfreeze(tx: &mut Tx, scope: Scope, assessment: Uuid) -> Result<u64> {
    sql! {
        execute, tx,
        "update evidence_links set frozen_at = null
         where org_id = $1 and assessment_id = $2 and frozen_at is not null",
        scope.org(), assessment
    }
}
