//! Pieces of evidence. A removed one keeps its row for the trail's sake and is not found any more.

use crate::access::{Owned, Scope};
use crate::evidence::model::{Dated, Evidence, EvidenceId, Item, Past, Use};
use crate::kernel::{
    Error, Result,
    db::{Conn, Tx},
    hash::Sha256,
};

/// One piece of evidence. Another organisation's, and a removed one, is `NotFound`.
pub async fn get(conn: &mut Conn, scope: Scope, id: EvidenceId) -> Result<Item> {
    sql! {
        fetch_one, conn,
        "select e.id, e.title, e.description, e.kind, e.state, e.captured_on, e.valid_until, e.owner_id,
                e.added_by, e.file_name, e.media_type, e.size_bytes, e.sha256, e.place, e.tags, e.review,
                e.review_reason, e.reviewed_by, e.reviewed_at, e.first_id, e.number, e.replaced_by, e.version,
                e.created_at, o.name as owner_name,
                case when e.given_by <> '' then e.given_by else a.name end as added_by_name, r.name as reviewed_by_name,
                exists (select 1 from evidence_links l
                        where l.org_id = e.org_id and l.evidence_id = e.id and l.frozen_at is not null)
                    or exists (select 1 from poam_evidence l
                        join poams p on p.org_id = l.org_id and p.assessment_id = l.assessment_id
                            and p.id = l.poam_id and p.state in ('submitted', 'closed')
                        where l.org_id = e.org_id and l.evidence_id = e.id)
                    as is_frozen, e.kept_until
         from evidence e
         join users a on a.id = e.added_by
         left join users o on o.id = e.owner_id
         left join users r on r.id = e.reviewed_by
         where e.org_id = $1 and e.id = $2 and e.removed_at is null",
        scope.org(), id
    }
}

/// Every piece that nothing has replaced, the oldest first, each with when it was changed last.
pub async fn all(conn: &mut Conn, scope: Scope) -> Result<Vec<Dated>> {
    sql! {
        fetch_all, conn,
        "select e.id, e.title, e.description, e.kind, e.state, e.captured_on, e.valid_until, e.owner_id,
                e.added_by, e.file_name, e.media_type, e.size_bytes, e.sha256, e.place, e.tags, e.review,
                e.review_reason, e.reviewed_by, e.reviewed_at, e.first_id, e.number, e.replaced_by, e.version,
                e.created_at, coalesce(e.updated_at, e.created_at) as updated_at,
                exists (select 1 from evidence_links l
                        where l.org_id = e.org_id and l.evidence_id = e.id and l.frozen_at is not null)
                    or exists (select 1 from poam_evidence l
                        join poams p on p.org_id = l.org_id and p.assessment_id = l.assessment_id
                            and p.id = l.poam_id and p.state in ('submitted', 'closed')
                        where l.org_id = e.org_id and l.evidence_id = e.id)
                    as is_frozen
         from evidence e
         where e.org_id = $1 and e.removed_at is null
         order by e.created_at, e.id",
        scope.org()
    }
}

/// The objectives it serves, by assessment.
pub async fn uses(conn: &mut Conn, scope: Scope, id: EvidenceId) -> Result<Vec<Use>> {
    sql! {
        fetch_all, conn,
        "select l.assessment_id, a.title as assessment, l.requirement, l.objective, l.frozen_at
         from evidence_links l
         join assessments a on a.org_id = l.org_id and a.id = l.assessment_id
         where l.org_id = $1 and l.evidence_id = $2
         order by a.created_at desc, l.assessment_id, l.requirement, l.objective
         limit 5000",
        scope.org(), id
    }
}

/// What the trail says about it, newest first. How many objectives moved on to a new version is in the line of the
/// version; the lines about each of them would leave room for nothing else.
pub async fn history(conn: &mut Conn, scope: Scope, id: EvidenceId) -> Result<Vec<Past>> {
    sql! {
        fetch_all, conn,
        "select at, actor_name, action, detail from audit_log
         where org_id = $1 and subject = $2 and action <> 'evidence.carried_over'
         order by seq desc
         limit 50",
        scope.org(), format!("evidence:{id}")
    }
}

/// Adds a piece of evidence.
pub async fn insert(tx: &mut Tx, scope: Scope, it: &Evidence) -> Result<()> {
    sql! {
        execute, tx,
        "insert into evidence
            (org_id, id, title, description, kind, state, captured_on, valid_until, owner_id, added_by,
             file_name, media_type, size_bytes, sha256, place, tags, first_id, number, version, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        scope.org(), it.id, &it.title, &it.description, it.kind, it.state, it.captured_on, it.valid_until,
        it.owner_id, it.added_by, &it.file_name, &it.media_type, it.size_bytes, it.sha256, &it.place, &it.tags,
        it.first_id, it.number, it.version, it.created_at
    }?;
    Ok(())
}

/// Notes who outside brought a piece.
pub async fn given_by(tx: &mut Tx, scope: Scope, id: EvidenceId, outsider: &str) -> Result<()> {
    sql! { execute, tx, "update evidence set given_by = $3 where org_id = $1 and id = $2", scope.org(), id, outsider }?;
    Ok(())
}

/// Writes what is known about it over the version before; `Conflict` if somebody else was faster. The bytes and
/// who brought them never change.
pub async fn update(tx: &mut Tx, scope: Scope, it: &Owned<Evidence>) -> Result<()> {
    let now = tx.now();
    let rows = sql! {
        execute, tx,
        "update evidence
         set title = $3, description = $4, kind = $5, state = $6, captured_on = $7, valid_until = $8,
             owner_id = $9, version = $10, tags = $13, review = $14, review_reason = $15, reviewed_by = $16,
             reviewed_at = $17, updated_at = $18
         where org_id = $1 and id = $2 and version = $11 and removed_at is null and replaced_by is null
           and (owner_id = $12 or added_by = $12 or $12 is null)",
        scope.org(), it.id, &it.title, &it.description, it.kind, it.state, it.captured_on, it.valid_until,
        it.owner_id, it.version, it.version - 1, scope.owner(), &it.tags, it.review, &it.review_reason,
        it.reviewed_by, it.reviewed_at, now
    }?;
    changed(rows)
}

/// Marks it as removed, unless a completed assessment or the closure of a POA&M item stands on it, or the law wants it
/// kept.
pub async fn remove(tx: &mut Tx, scope: Scope, it: &Owned<Evidence>) -> Result<()> {
    let now = tx.now();
    let rows = sql! {
        execute, tx,
        "update evidence set removed_at = $3, version = version + 1
         where org_id = $1 and id = $2 and version = $4 and removed_at is null
           and (owner_id = $5 or added_by = $5 or $5 is null)
           and coalesce(kept_until < $6, true)
           and not exists (select 1 from evidence_links l
                           where l.org_id = $1 and l.evidence_id = $2 and l.frozen_at is not null)
           and not exists (select 1 from poam_evidence l
                           join poams p on p.org_id = l.org_id and p.assessment_id = l.assessment_id
                               and p.id = l.poam_id and p.state in ('submitted', 'closed')
                           where l.org_id = $1 and l.evidence_id = $2)",
        scope.org(), it.id, now, it.version, scope.owner(), now.date_naive()
    }?;
    changed(rows)
}

fn changed(rows: u64) -> Result<()> {
    match rows {
        0 => Err(Error::Conflict("Somebody else changed this evidence meanwhile.".into())),
        _ => Ok(()),
    }
}

/// Takes a removed piece away from the objectives and the open items of POA&Ms that it served, but for what is fixed:
/// a piece of that is not removed. Gives every objective that it served.
pub async fn unlink_all(tx: &mut Tx, scope: Scope, it: &Owned<Evidence>) -> Result<Vec<Use>> {
    let mut served: Vec<Use> = sql! {
        fetch_all, tx,
        "delete from evidence_links where org_id = $1 and evidence_id = $2 and frozen_at is null
         returning assessment_id,
            (select a.title from assessments a
             where a.org_id = evidence_links.org_id and a.id = evidence_links.assessment_id) as assessment,
            requirement, objective, frozen_at",
        scope.org(), it.id
    }?;
    sql! { execute, tx, "delete from poam_evidence where org_id = $1 and evidence_id = $2", scope.org(), it.id }?;
    served.sort_by(|a, b| a.target().cmp(&b.target()));
    Ok(served)
}

/// Whether any piece of the organisation still stands on these bytes.
pub async fn is_in_use(conn: &mut Conn, scope: Scope, sha256: Sha256) -> Result<bool> {
    let (rows,): (i64,) = sql! {
        fetch_one, conn,
        "select count(*) from evidence where org_id = $1 and sha256 = $2 and removed_at is null
           and place = ''",
        scope.org(), sha256
    }?;
    Ok(rows > 0)
}

/// Rows with what their bytes should be, a thousand at a time, after `after`; removed ones too.
pub async fn digests(
    conn: &mut Conn,
    scope: Scope,
    after: EvidenceId,
) -> Result<Vec<(EvidenceId, Sha256, i64, bool)>> {
    sql! {
        fetch_all, conn,
        "select id, sha256, size_bytes, removed_at is not null from evidence
         where org_id = $1 and id > $2 and place = ''
         order by id
         limit 1000",
        scope.org(), after
    }
}
