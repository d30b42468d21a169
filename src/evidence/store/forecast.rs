//! What will be out of date on a day, and what is met without current evidence.

use crate::access::Scope;
use crate::evidence::model::{Fading, Unproved};
use crate::kernel::{Result, db::Conn, env::Day};

/// The newest versions whose last day is before `day`, the earliest first.
pub async fn fading(conn: &mut Conn, scope: Scope, day: Day, today: Day) -> Result<Vec<Fading>> {
    sql! {
        fetch_all, conn,
        "select e.id, e.title, e.kind, e.valid_until, u.name as owner_name, e.valid_until < $3 as is_stale,
                (select count(*) from evidence_links l
                 join assessments a on a.org_id = l.org_id and a.id = l.assessment_id and a.completed_at is null
                 where l.org_id = e.org_id and l.evidence_id = e.id) as covers,
                count(*) over () as total
         from evidence e
         left join users u on u.id = e.owner_id
         where e.org_id = $1 and e.valid_until < $2 and e.removed_at is null and e.replaced_by is null
         order by e.valid_until, e.id
         limit 500",
        scope.org(), day, today
    }
}

/// Objectives of open assessments that are met while nothing final, unreturned and current on `day` shows it.
pub async fn unproved(conn: &mut Conn, scope: Scope, day: Day) -> Result<Vec<Unproved>> {
    sql! {
        fetch_all, conn,
        "select a.id as assessment_id, a.title as assessment, f.requirement, f.objective,
                (select count(*) from evidence_links l
                 where l.org_id = f.org_id and l.assessment_id = f.assessment_id
                   and l.requirement = f.requirement and l.objective = f.objective) as links,
                count(*) over () as total
         from assessments a
         join findings f on f.org_id = a.org_id and f.assessment_id = a.id and f.result = 'met'
         where a.org_id = $1 and a.completed_at is null
           and not exists (select 1 from evidence_links l
                           join evidence e on e.org_id = l.org_id and e.id = l.evidence_id
                           where l.org_id = f.org_id and l.assessment_id = f.assessment_id
                             and l.requirement = f.requirement and l.objective = f.objective
                             and e.removed_at is null and e.state = 'final' and e.review <> 'returned'
                             and coalesce(e.valid_until >= $2, true))
         order by a.created_at desc, a.id, f.requirement, f.objective
         limit 500",
        scope.org(), day
    }
}
