//! One person's part of the table `tasks`.

use super::super::model::{Listed, Mine};
use crate::access::Scope;
use crate::kernel::{Result, db::Conn, env::Day, id::UserId};

/// What somebody is to do, to confirm, or waits for: the most pressing 51 of each part, so that the statement costs
/// about the same however much there is. The `cross join` keeps SQLite from going through all tasks to find these.
pub async fn of_person(conn: &mut Conn, scope: Scope, user: UserId, today: Day) -> Result<Vec<Listed>> {
    let week = Mine::week_of(today);
    sql! {
        fetch_all, conn,
        "with mine as (
            select id from (select id from tasks
                where org_id = $1 and assignee_id = $2 and state = 'open' and due_on < $3
                order by due_on, id limit 51) overdue
            union
            select id from (select id from tasks
                where org_id = $1 and assignee_id = $2 and state = 'open' and due_on >= $3 and due_on <= $4
                order by due_on, id limit 51) week
            union
            select id from (select id from tasks
                where org_id = $1 and assignee_id = $2 and state = 'open' and due_on > $4
                order by due_on, id limit 51) later
            union
            select id from (select id from tasks
                where org_id = $1 and reviewer_id = $2 and state = 'done' and done_by <> $2
                order by due_on, id limit 51) confirm
            union
            select id from (
                select id, due_on from (select id, due_on from tasks
                    where org_id = $1 and reviewer_id = $2 and state = 'done' and done_by = $2
                    order by due_on, id limit 51) reviewed
                union
                select id, due_on from (select id, due_on from tasks
                    where org_id = $1 and reviewer_id = $2 and state = 'open'
                      and (assignee_id <> $2 or assignee_id is null)
                    order by due_on, id limit 51) reviewing
                union
                select id, due_on from (select id, due_on from tasks
                    where org_id = $1 and created_by = $2 and state = 'open'
                      and (assignee_id <> $2 or assignee_id is null)
                    order by due_on, id limit 51) given
                union
                select id, due_on from (select id, due_on from tasks
                    where org_id = $1 and created_by = $2 and state = 'done'
                      and (reviewer_id <> $2 or reviewer_id is null or done_by = $2)
                    order by due_on, id limit 51) handed
                union
                select id, due_on from (select id, due_on from tasks
                    where org_id = $1 and assignee_id = $2 and state = 'done'
                      and (reviewer_id <> $2 or reviewer_id is null or done_by = $2)
                    order by due_on, id limit 51) delivered
                order by due_on, id limit 51) waiting
         )
         select t.id, t.title, t.requirement, t.objective, t.due_on, t.priority, t.state, t.assignee_id, t.reviewer_id,
                t.done_by, t.version, a.name as assignee_name,
                (select s.assessment_id from poam_milestones s where s.org_id = t.org_id and s.id = t.milestone_id
                 order by s.assessment_id desc limit 1) as assessment_id
         from mine cross join tasks t left join users a on a.id = t.assignee_id
         where t.org_id = $1 and t.id = mine.id
         order by t.due_on, t.id",
        scope.org(), user, today, week
    }
}
