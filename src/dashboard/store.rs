//! What the dashboard reads beside the assessment itself, in one statement.

use super::model::Fact;
use crate::access::Scope;
use crate::assessments::AssessmentId;
use crate::kernel::{Result, db::Conn, env::Day, id::UserId};

/// What waits for `user`, what is open on the POA&M, and, for whoever may read the trail, what was done lately.
pub async fn facts(
    conn: &mut Conn,
    scope: Scope,
    id: AssessmentId,
    (user, reads_trail): (UserId, bool),
    (today, week): (Day, Day),
) -> Result<Vec<Fact>> {
    sql! {
        fetch_all, conn,
        "select 'task' as kind, mine.id as id, mine.title as words, mine.requirement as place, mine.state as who,
            mine.due_on as day, cast(null as timestamptz) as at, cast(0 as bigint) as number
         from (select id, title, requirement, state, due_on from tasks
               where org_id = $1
                 and ((state = 'open' and assignee_id = $3)
                   or (state = 'done' and reviewer_id = $3 and done_by <> $3))
               order by due_on, id limit 6) mine
         union all
         select 'count', cast(null as uuid), counted.bucket, '', '', cast(null as date),
            cast(null as timestamptz), count(*)
         from (select case when state = 'done' then 'confirm' when due_on < $4 then 'overdue'
                      when due_on <= $5 then 'week' else 'later' end as bucket
               from tasks
               where org_id = $1
                 and ((state = 'open' and assignee_id = $3)
                   or (state = 'done' and reviewer_id = $3 and done_by <> $3))) counted
         group by counted.bucket
         union all
         select 'poam', open.id, open.requirement, open.state, open.name, open.due_on, open.created_at, 0
         from (select p.id, p.requirement, p.state, coalesce(u.name, '') as name, p.due_on, p.created_at
               from poams p left join users u on u.id = p.responsible_id
               where p.org_id = $1 and p.assessment_id = $2 and p.state in ('open', 'submitted')
               order by p.due_on, p.id limit 100) open
         union all
         select 'activity', cast(null as uuid), recent.action, recent.subject, recent.actor_name,
            cast(null as date), recent.at, recent.seq
         from (select action, subject, actor_name, at, seq from audit_log
               where org_id = $1 and $6
               order by seq desc limit 8) recent
         order by kind, day, number desc, id
         limit 200",
        scope.org(), id, user, today, week, reads_trail
    }
}
