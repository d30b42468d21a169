//! What the dashboard reads beside the assessment itself.

use super::model::{Aged, Fact, Spans};
use crate::access::Scope;
use crate::assessments::AssessmentId;
use crate::kernel::{Result, db::Conn, env::Day, id::UserId};

/// What waits for `user`, what is open on the POA&M, on what the latest changes of the score stood, and, for whoever
/// may read the trail, what was done lately.
pub async fn facts(
    conn: &mut Conn,
    scope: Scope,
    id: AssessmentId,
    (user, reads_trail): (UserId, bool),
    Spans { today, week, told }: Spans,
) -> Result<Vec<Fact>> {
    sql! {
        fetch_all, conn,
        "select 'task' as kind, mine.id as id, mine.title as words, mine.requirement as place, mine.state as who,
            mine.due_on as day, cast(null as timestamptz) as at, cast(0 as bigint) as number,
            cast(null as uuid) as point
         from (select id, title, requirement, state, due_on
               from (select id, title, requirement, state, due_on from tasks
                     where org_id = $1 and state = 'open' and assignee_id = $3
                     union all
                     select id, title, requirement, state, due_on from tasks
                     where org_id = $1 and state = 'done' and reviewer_id = $3 and done_by <> $3) waiting
               order by due_on, id limit 6) mine
         union all
         select 'count', cast(null as uuid), counted.bucket, '', '', cast(null as date),
            cast(null as timestamptz), count(*), cast(null as uuid)
         from (select case when state = 'done' then 'confirm' when due_on < $4 then 'overdue'
                      when due_on <= $5 then 'week' else 'later' end as bucket
               from (select state, due_on from tasks
                     where org_id = $1 and state = 'open' and assignee_id = $3
                     union all
                     select state, due_on from tasks
                     where org_id = $1 and state = 'done' and reviewer_id = $3 and done_by <> $3) theirs) counted
         group by counted.bucket
         union all
         select 'poam', open.id, open.requirement, open.state, open.name, open.due_on, open.created_at, 0,
            cast(null as uuid)
         from (select p.id, p.requirement, p.state, coalesce(u.name, '') as name, p.due_on, p.created_at
               from poams p left join users u on u.id = p.responsible_id
               where p.org_id = $1 and p.assessment_id = $2 and p.state in ('open', 'submitted')
               order by p.due_on, p.id limit 1000) open
         union all
         select 'activity', cast(null as uuid), recent.action, recent.subject, recent.actor_name,
            cast(null as date), recent.at, recent.seq, cast(null as uuid)
         from (select action, subject, actor_name, at, seq from audit_log
               where org_id = $1 and $6
               order by seq desc limit 8) recent
         union all
         select 'evidence', e.id, e.title, '', '', cast(null as date), cast(null as timestamptz), told.pieces, told.id
         from (select p.id,
                  (select l.evidence_id from evidence_links l
                   join evidence x on x.org_id = l.org_id and x.id = l.evidence_id and x.removed_at is null
                   where l.org_id = $1 and l.assessment_id = $2 and l.requirement = p.requirement
                     and l.objective = p.objective and l.created_at <= p.at
                   order by l.created_at desc, l.evidence_id desc limit 1) as evidence_id,
                  (select count(*) from evidence_links l
                   join evidence x on x.org_id = l.org_id and x.id = l.evidence_id and x.removed_at is null
                   where l.org_id = $1 and l.assessment_id = $2 and l.requirement = p.requirement
                     and l.objective = p.objective and l.created_at <= p.at) as pieces
               from (select id, requirement, objective, at from score_points
                     where org_id = $1 and assessment_id = $2 order by id desc limit $7) p) told
         join evidence e on e.org_id = $1 and e.id = told.evidence_id
         order by kind, day, number desc, id
         limit 5000",
        scope.org(), id, user, today, week, reads_trail, told
    }
}

/// How much evidence is out of date `today`, and how much more goes out of date in each month before `horizon`. It
/// looks at all evidence with a day, day after day as the index has them.
pub async fn aged(conn: &mut Conn, scope: Scope, (today, horizon): (Day, Day)) -> Result<Vec<Aged>> {
    sql! {
        fetch_all, conn,
        "select case when d.valid_until < $2 then '' else substr(cast(d.valid_until as text), 1, 7) end as month,
                cast(sum(d.pieces) as bigint) as pieces
         from (select valid_until, count(*) as pieces from evidence
               where org_id = $1 and valid_until < $3 and removed_at is null and replaced_by is null
               group by valid_until) d
         group by month
         order by month",
        scope.org(), today, horizon
    }
}
