//! What lies beside an objective in the workbench.

use crate::access::Scope;
use crate::evidence::model::{Offer, Target};
use crate::kernel::{Result, db::Conn, env::Day, id::UserId};

/// What serves an objective, by title; then the twelve that were linked last to the other objectives of its
/// requirement and not to it, the six pieces that `person` linked last in the assessment, and three of theirs among the
/// newest of the organisation: what they touched last comes first.
///
/// The `cross join` is one to SQLite alone, which then looks up each piece that was found; it would rather read all
/// evidence of the organisation and see which of it was.
pub async fn beside(
    conn: &mut Conn,
    scope: Scope,
    target: Target<'_>,
    person: UserId,
    today: Day,
) -> Result<Vec<Offer>> {
    sql! {
        fetch_all, conn,
        "select e.id, e.title, e.kind, e.state, e.file_name, e.size_bytes, e.captured_on, e.valid_until,
                coalesce(e.valid_until < $6, false) as is_stale,
                n.links > 0 as is_linked, n.siblings > 0 as is_sibling, n.recents > 0 as is_recent
         from (select t.evidence_id, sum(t.link) as links, sum(t.sibling) as siblings, sum(t.recent) as recents,
                      max(t.touched_at) as touched_at
               from (select l.evidence_id, 1 as link, 0 as sibling, 0 as recent,
                            cast(null as timestamptz) as touched_at
                     from evidence_links l
                     where l.org_id = $1 and l.assessment_id = $2 and l.requirement = $3 and l.objective = $4
                     union all
                     select s.evidence_id, 0, 1, 0, cast(null as timestamptz)
                     from (select o.evidence_id, max(o.created_at) as linked_at
                           from (select k.evidence_id, k.created_at from evidence_links k
                                 where k.org_id = $1 and k.assessment_id = $2 and k.requirement = $3
                                   and k.objective <> $4
                                   and not exists (select 1 from evidence_links h
                                                   where h.org_id = $1 and h.assessment_id = $2 and h.requirement = $3
                                                     and h.objective = $4 and h.evidence_id = k.evidence_id)
                                 order by k.created_at desc, k.evidence_id desc limit 1000) o
                           group by o.evidence_id
                           order by linked_at desc, o.evidence_id desc limit 12) s
                     union all
                     select r.evidence_id, 0, 0, 1, r.touched_at
                     from (select m.evidence_id, max(m.created_at) as touched_at
                           from (select evidence_id, created_at from evidence_links
                                 where org_id = $1 and assessment_id = $2 and created_by = $5
                                 order by created_at desc, evidence_id desc limit 200) m
                           group by m.evidence_id
                           order by touched_at desc, m.evidence_id limit 6) r
                     union all
                     select a.id, 0, 0, 0, a.created_at
                     from (select n.id, n.created_at
                           from (select id, added_by, created_at from evidence
                                 where org_id = $1 and removed_at is null and replaced_by is null
                                 order by id desc limit 50) n
                           where n.added_by = $5
                           order by n.id desc limit 3) a) t
               group by t.evidence_id) n
         cross join evidence e
         where e.org_id = $1 and e.id = n.evidence_id and e.removed_at is null
           and (e.replaced_by is null or n.links > 0)
         order by is_linked desc, case when n.links > 0 then null else n.touched_at end desc nulls last, e.title, e.id
         limit 100",
        scope.org(), target.assessment, target.requirement, target.objective, person, today
    }
}
