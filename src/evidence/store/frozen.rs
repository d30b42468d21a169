//! Evidence that a completed assessment stands on, and whether its bytes are still what they were.

use crate::access::Scope;
use crate::evidence::model::Frozen;
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::Timestamp,
    hash::Sha256,
};
use uuid::Uuid;

/// The evidence of a completed assessment, by file name.
pub async fn of_assessment(conn: &mut Conn, scope: Scope, assessment: Uuid) -> Result<Vec<Frozen>> {
    sql! {
        fetch_all, conn,
        "select e.id, e.title, e.file_name, e.place, e.number, e.size_bytes, e.sha256, c.is_sound, c.checked_at
         from evidence e
         left join evidence_checks c on c.org_id = e.org_id and c.sha256 = e.sha256 and e.place = ''
         where e.org_id = $1
           and exists (select 1 from evidence_links l
                       where l.org_id = e.org_id and l.assessment_id = $2 and l.evidence_id = e.id
                         and l.frozen_at is not null)
         order by e.file_name, e.id
         limit 20000",
        scope.org(), assessment
    }
}

/// Digests of frozen bytes that nobody compared since `before`, and of those that were found damaged; at most 200.
pub async fn due(conn: &mut Conn, scope: Scope, before: Timestamp) -> Result<Vec<Sha256>> {
    let rows: Vec<(Sha256,)> = sql! {
        fetch_all, conn,
        "select e.sha256
         from evidence e
         left join evidence_checks c on c.org_id = e.org_id and c.sha256 = e.sha256
         where e.org_id = $1 and e.place = '' and e.removed_at is null
           and (not coalesce(c.is_sound, true)
                or (coalesce(c.checked_at < $2, true)
                    and exists (select 1 from evidence_links l
                                where l.org_id = e.org_id and l.evidence_id = e.id and l.frozen_at is not null)))
         group by e.sha256
         order by e.sha256
         limit 200",
        scope.org(), before
    }?;
    Ok(rows.into_iter().map(|(sha256,)| sha256).collect())
}

/// Whether the bytes were found damaged before.
pub async fn is_known_damaged(conn: &mut Conn, scope: Scope, sha256: Sha256) -> Result<bool> {
    let found: Option<(bool,)> = sql! {
        fetch_optional, conn,
        "select is_sound from evidence_checks where org_id = $1 and sha256 = $2",
        scope.org(), sha256
    }?;
    Ok(found.is_some_and(|(is_sound,)| !is_sound))
}

/// Notes whether bytes are still what was put in.
pub async fn note(tx: &mut Tx, scope: Scope, sha256: Sha256, is_sound: bool) -> Result<()> {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into evidence_checks (org_id, sha256, is_sound, checked_at) values ($1, $2, $3, $4)
         on conflict (org_id, sha256) do update set is_sound = excluded.is_sound, checked_at = excluded.checked_at",
        scope.org(), sha256, is_sound, now
    }?;
    Ok(())
}
