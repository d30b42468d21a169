//! Versions of evidence: each is a piece of its own, in a series with those before it.

use crate::access::{Owned, Scope};
use crate::evidence::model::{Evidence, EvidenceId, Use, Version, replaced};
use crate::kernel::{
    Result,
    db::{Conn, Tx},
};

/// All versions of the series that `it` belongs to, the newest first.
pub async fn of_series(conn: &mut Conn, scope: Scope, it: &Evidence) -> Result<Vec<Version>> {
    sql! {
        fetch_all, conn,
        "select e.id, e.number, e.file_name, e.place, e.size_bytes, e.sha256, e.created_at,
                case when e.given_by <> '' then e.given_by else u.name end as added_by_name,
                exists (select 1 from evidence_links l
                        where l.org_id = e.org_id and l.evidence_id = e.id and l.frozen_at is not null) as is_frozen
         from evidence e
         join users u on u.id = e.added_by
         where e.org_id = $1 and (e.id = $2 or e.first_id = $2) and e.removed_at is null
         order by e.number desc, e.id desc
         limit 500",
        scope.org(), it.series()
    }
}

/// The number after the last of the series, removed ones too.
pub async fn next_number(conn: &mut Conn, scope: Scope, it: &Evidence) -> Result<i64> {
    let (last,): (i64,) = sql! {
        fetch_one, conn,
        "select coalesce(max(number), 0) from evidence where org_id = $1 and (id = $2 or first_id = $2)",
        scope.org(), it.series()
    }?;
    Ok(last + 1)
}

/// The newest version of the series that a piece belongs to; none if all of it was removed.
pub async fn newest(conn: &mut Conn, scope: Scope, id: EvidenceId) -> Result<Option<EvidenceId>> {
    let (first,): (EvidenceId,) = sql! {
        fetch_one, conn,
        "select coalesce(first_id, id) from evidence where org_id = $1 and id = $2",
        scope.org(), id
    }?;
    let found: Option<(EvidenceId,)> = sql! {
        fetch_optional, conn,
        "select id from evidence
         where org_id = $1 and (id = $2 or first_id = $2) and removed_at is null and replaced_by is null
         order by number desc, id desc
         limit 1",
        scope.org(), first
    }?;
    Ok(found.map(|(id,)| id))
}

/// Marks a version as replaced, once and by one only; `Conflict` if somebody was faster.
pub async fn replace(tx: &mut Tx, scope: Scope, it: &Owned<Evidence>, by: EvidenceId) -> Result<()> {
    let rows = sql! {
        execute, tx,
        "update evidence set replaced_by = $3, version = version + 1
         where org_id = $1 and id = $2 and removed_at is null and replaced_by is null
           and (owner_id = $4 or added_by = $4 or $4 is null)",
        scope.org(), it.id, by, scope.owner()
    }?;
    if rows == 0 { Err(replaced()) } else { Ok(()) }
}

/// Lets the new version serve what the old one served, but for what completed assessments stand on. Gives every
/// objective that it serves so.
pub async fn hand_over(tx: &mut Tx, scope: Scope, old: EvidenceId, new: EvidenceId) -> Result<Vec<Use>> {
    let mut moved: Vec<Use> = sql! {
        fetch_all, tx,
        "update evidence_links set evidence_id = $3
         where org_id = $1 and evidence_id = $2 and frozen_at is null
         returning assessment_id,
            (select a.title from assessments a
             where a.org_id = evidence_links.org_id and a.id = evidence_links.assessment_id) as assessment,
            requirement, objective, frozen_at",
        scope.org(), old, new
    }?;
    moved.sort_by(|a, b| a.target().cmp(&b.target()));
    sql! {
        execute, tx,
        "update poam_evidence set evidence_id = $3
         where org_id = $1 and evidence_id = $2
           and exists (select 1 from poams p
                       where p.org_id = poam_evidence.org_id and p.assessment_id = poam_evidence.assessment_id
                         and p.id = poam_evidence.poam_id and p.state = 'open')",
        scope.org(), old, new
    }?;
    Ok(moved)
}

/// Closes the gap that a removed version leaves: the one before it is replaced by the one after it, if there is.
pub async fn mend(tx: &mut Tx, scope: Scope, removed: &Owned<Evidence>) -> Result<()> {
    sql! {
        execute, tx,
        "update evidence set replaced_by = $3, version = version + 1 where org_id = $1 and replaced_by = $2",
        scope.org(), removed.id, removed.replaced_by
    }?;
    Ok(())
}
