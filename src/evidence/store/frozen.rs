//! Evidence that a completed assessment or the closure of a POA&M item stands on, and whether its bytes are still what
//! they were.

use crate::access::Scope;
use crate::evidence::model::{EvidenceId, Frozen};
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::Timestamp,
    hash::Sha256,
};
use uuid::Uuid;

/// So many pieces are read at a time.
pub const ROWS: u16 = 5000;

/// So many digests are compared at a time.
const DIGESTS: i64 = 200;

/// What is fixed of an assessment, by file name: the first `ROWS` after `after`. To what it was completed with belongs
/// the evidence of those items of its POA&M that were closed by then. Where they were closed later, or their closure is
/// submitted, it belongs to the closures.
pub async fn of_assessment(
    conn: &mut Conn,
    scope: Scope,
    assessment: Uuid,
    after: (&str, EvidenceId),
) -> Result<Vec<Frozen>> {
    sql! {
        fetch_all, conn,
        "select e.id, e.title, e.file_name, e.place, e.number, e.size_bytes, e.sha256, c.is_sound, c.checked_at,
                f.parts > 0 as is_part, f.closures > 0 as is_closure
         from (select t.evidence_id, sum(t.part) as parts, sum(1 - t.part) as closures
               from (select l.evidence_id, 1 as part
                     from evidence_links l
                     where l.org_id = $1 and l.assessment_id = $2 and l.frozen_at is not null
                     union all
                     select l.evidence_id, case when p.closed_at <= a.completed_at then 1 else 0 end
                     from poam_evidence l
                     join poams p on p.org_id = l.org_id and p.assessment_id = l.assessment_id and p.id = l.poam_id
                         and p.state in ('submitted', 'closed')
                     join assessments a on a.org_id = l.org_id and a.id = l.assessment_id
                     where l.org_id = $1 and l.assessment_id = $2) t
               group by t.evidence_id) f
         join evidence e on e.org_id = $1 and e.id = f.evidence_id and e.removed_at is null
         left join evidence_checks c on c.org_id = e.org_id and c.sha256 = e.sha256 and e.place = ''
         where (e.file_name, e.id) > ($3, $4)
         order by e.file_name, e.id
         limit $5",
        scope.org(), assessment, after.0, after.1, i64::from(ROWS)
    }
}

/// Digests of bytes that a completed assessment or a closure stands on, or that the law wants kept, and that nobody
/// compared since `before`; and of those that were found damaged. The first after `after`, in their order.
pub async fn due(
    conn: &mut Conn,
    scope: Scope,
    before: Timestamp,
    after: Option<Sha256>,
) -> Result<Vec<Sha256>> {
    // No digest is before the empty one.
    let after = after.map_or_else(Vec::new, |digest| digest.bytes().to_owned());
    let rows: Vec<(Sha256,)> = sql! {
        fetch_all, conn,
        "select distinct e.sha256
         from evidence e
         left join evidence_checks c on c.org_id = e.org_id and c.sha256 = e.sha256
         where e.org_id = $1 and e.place = '' and e.removed_at is null and e.sha256 > $3
           and (not coalesce(c.is_sound, true)
                or (coalesce(c.checked_at < $2, true)
                    and (e.kept_until is not null
                         or exists (select 1 from evidence_links l
                                    where l.org_id = e.org_id and l.evidence_id = e.id and l.frozen_at is not null)
                         or exists (select 1 from poam_evidence l
                                    join poams p on p.org_id = l.org_id and p.assessment_id = l.assessment_id
                                        and p.id = l.poam_id and p.state in ('submitted', 'closed')
                                    where l.org_id = e.org_id and l.evidence_id = e.id))))
         order by e.sha256
         limit $4",
        scope.org(), before, after, DIGESTS
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
