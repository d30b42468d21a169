//! The table `poams`.

use super::changed_one;
use crate::access::{Owned, Scope};
use crate::assessments::AssessmentId;
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::Day,
};
use crate::poams::model::{Poam, PoamId};

/// One item. Another assessment's or organisation's is `NotFound`.
pub async fn get(conn: &mut Conn, scope: Scope, assessment: AssessmentId, id: PoamId) -> Result<Poam> {
    sql! {
        fetch_one, conn,
        "select p.id, p.assessment_id, p.requirement, p.weakness, p.root_cause, p.resources, p.cost_usd,
            p.responsible_id, r.name as responsible, p.due_on, p.state, p.closure,
            p.submitted_by, s.name as submitted_name, p.submitted_at,
            p.closed_by, c.name as closed_name, p.closed_at, p.version, p.created_at, p.updated_at
         from poams p
         left join users r on r.id = p.responsible_id
         left join users s on s.id = p.submitted_by
         left join users c on c.id = p.closed_by
         where p.org_id = $1 and p.assessment_id = $2 and p.id = $3",
        scope.org(), assessment, id
    }
}

/// All items of an assessment, the first due first, for a file.
pub async fn list(conn: &mut Conn, scope: Scope, assessment: AssessmentId) -> Result<Vec<Poam>> {
    sql! {
        fetch_all, conn,
        "select p.id, p.assessment_id, p.requirement, p.weakness, p.root_cause, p.resources, p.cost_usd,
            p.responsible_id, r.name as responsible, p.due_on, p.state, p.closure,
            p.submitted_by, s.name as submitted_name, p.submitted_at,
            p.closed_by, c.name as closed_name, p.closed_at, p.version, p.created_at, p.updated_at
         from poams p
         left join users r on r.id = p.responsible_id
         left join users s on s.id = p.submitted_by
         left join users c on c.id = p.closed_by
         where p.org_id = $1 and p.assessment_id = $2
         order by p.due_on, p.id
         limit 10000",
        scope.org(), assessment
    }
}

/// Puts an item on the POA&M of an open assessment. Only the requirement's owner does where the scope reaches no
/// further, and only an active member is responsible; else nothing is written and this fails.
pub async fn enter(tx: &mut Tx, scope: Scope, new: &Poam) -> Result<()> {
    let user = tx.actor().user;
    let rows = sql! {
        execute, tx,
        "insert into poams (org_id, assessment_id, id, requirement, weakness, root_cause, resources, cost_usd,
            responsible_id, due_on, state, version, created_by, created_at, updated_at)
         select a.org_id, a.id, $3, $4, $5, $6, $7, $8, m.user_id, $9, 'open', 1, $10, $11, $11
         from assessments a
         join members m on m.org_id = a.org_id and m.user_id = $12 and m.deactivated_at is null
         where a.org_id = $1 and a.id = $2 and a.completed_on is null
           and (exists (select 1 from implementations i
                where i.org_id = a.org_id and i.assessment_id = a.id and i.requirement = $4 and i.owner_id = $13)
                or $13 is null)
           and (m.user_id = $13 or $13 is null)",
        scope.org(), new.assessment_id, new.id, &new.requirement, &new.weakness, &new.root_cause, &new.resources,
        new.cost_usd, new.due_on, user, new.created_at, new.responsible_id, scope.owner()
    }?;
    changed_one(rows)
}

/// Writes what is planned over the version before. Only an active member takes an item on.
pub async fn update(tx: &mut Tx, scope: Scope, changed: &Owned<Poam>) -> Result<()> {
    let c = changed;
    let rows = sql! {
        execute, tx,
        "update poams set weakness = $4, root_cause = $5, resources = $6, cost_usd = $7, responsible_id = $8,
            due_on = $9, version = $10, updated_at = $11
         where org_id = $1 and assessment_id = $2 and id = $3 and version = $12 and state = 'open'
           and (responsible_id = $13 or $13 is null)
           and (responsible_id = $8 or exists (select 1 from members m
                where m.org_id = $1 and m.user_id = $8 and m.deactivated_at is null))",
        scope.org(), c.assessment_id, c.id, &c.weakness, &c.root_cause, &c.resources, c.cost_usd,
        c.responsible_id, c.due_on, c.version, c.updated_at, c.version - 1, scope.owner()
    }?;
    changed_one(rows)
}

/// Takes an open item off the POA&M of an open assessment.
pub async fn withdraw(tx: &mut Tx, scope: Scope, it: &Owned<Poam>) -> Result<()> {
    let now = tx.now();
    let rows = sql! {
        execute, tx,
        "update poams set state = 'withdrawn', version = version + 1, updated_at = $5
         where org_id = $1 and assessment_id = $2 and id = $3 and version = $4 and state = 'open'
           and (responsible_id = $6 or $6 is null)
           and exists (select 1 from assessments a
                where a.org_id = $1 and a.id = $2 and a.completed_on is null)",
        scope.org(), it.assessment_id, it.id, it.version, now, scope.owner()
    }?;
    changed_one(rows)
}

/// Whether another item keeps the requirement of `it` on the POA&M.
pub async fn others(conn: &mut Conn, scope: Scope, it: &Poam) -> Result<bool> {
    let (count,): (i64,) = sql! {
        fetch_one, conn,
        "select count(*) from poams
         where org_id = $1 and assessment_id = $2 and requirement = $3 and id <> $4
           and state in ('open', 'submitted')",
        scope.org(), it.assessment_id, &it.requirement, it.id
    }?;
    Ok(count > 0)
}

/// The day on which the last milestone of an item is due.
pub async fn last_milestone(conn: &mut Conn, scope: Scope, it: &Poam) -> Result<Option<Day>> {
    let (day,): (Option<Day>,) = sql! {
        fetch_one, conn,
        "select max(due_on) from poam_milestones where org_id = $1 and assessment_id = $2 and poam_id = $3",
        scope.org(), it.assessment_id, it.id
    }?;
    Ok(day)
}
