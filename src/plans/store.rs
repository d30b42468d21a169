//! The table `plans`, and the days that are set for what plans are about.

use super::model::{Due, Plan, PlanId};
use crate::access::{Owned, Scope};
use crate::assessments::AssessmentId;
use crate::kernel::{
    Error, Result,
    db::{Conn, Tx},
};

/// The plans of an assessment by their names. More than these are not kept.
pub async fn list(conn: &mut Conn, scope: Scope, assessment: AssessmentId) -> Result<Vec<Plan>> {
    sql! {
        fetch_all, conn,
        "select p.id, p.assessment_id, p.title, p.fixes, p.version, p.author_id, u.name as author, p.updated_at
         from plans p join users u on u.id = p.author_id
         where p.org_id = $1 and p.assessment_id = $2
         order by p.title, p.id
         limit 100",
        scope.org(), assessment
    }
}

/// One plan. Another assessment's or organisation's is `NotFound`.
pub async fn get(conn: &mut Conn, scope: Scope, assessment: AssessmentId, id: PlanId) -> Result<Plan> {
    sql! {
        fetch_one, conn,
        "select p.id, p.assessment_id, p.title, p.fixes, p.version, p.author_id, u.name as author, p.updated_at
         from plans p join users u on u.id = p.author_id
         where p.org_id = $1 and p.assessment_id = $2 and p.id = $3",
        scope.org(), assessment, id
    }
}

/// The latest day that is set for each requirement by open items of the POA&M, and by open tasks. A task is about a
/// requirement in every assessment.
pub async fn dues(conn: &mut Conn, scope: Scope, assessment: AssessmentId) -> Result<Vec<Due>> {
    sql! {
        fetch_all, conn,
        "select requirement, max(due_on) as poam_on, cast(null as date) as task_on
         from poams
         where org_id = $1 and assessment_id = $2 and state in ('open', 'submitted')
         group by requirement
         union all
         select requirement, null, max(due_on)
         from tasks
         where org_id = $1 and state in ('open', 'done') and requirement <> ''
         group by requirement
         order by requirement, poam_on, task_on
         limit 10000",
        scope.org(), assessment
    }
}

/// Keeps a plan of an open assessment.
pub async fn insert(tx: &mut Tx, scope: Scope, plan: &Plan) -> Result<()> {
    let p = plan;
    let rows = sql! {
        execute, tx,
        "insert into plans (org_id, assessment_id, id, title, fixes, version, author_id, created_at, updated_at)
         select a.org_id, a.id, $3, $4, $5, $6, $7, $8, $8
         from assessments a
         where a.org_id = $1 and a.id = $2 and a.completed_on is null",
        scope.org(), p.assessment_id, p.id, &p.title, &p.fixes, p.version, p.author_id, p.updated_at
    }?;
    one(rows)
}

/// Writes a plan over the version before.
pub async fn update(tx: &mut Tx, scope: Scope, plan: &Owned<Plan>) -> Result<()> {
    let p = plan;
    let rows = sql! {
        execute, tx,
        "update plans set title = $4, fixes = $5, version = $6, updated_at = $7
         where org_id = $1 and assessment_id = $2 and id = $3 and version = $8
           and (author_id = $9 or $9 is null)",
        scope.org(), p.assessment_id, p.id, &p.title, &p.fixes, p.version, p.updated_at, p.version - 1, scope.owner()
    }?;
    one(rows)
}

/// Throws a plan away.
pub async fn remove(tx: &mut Tx, scope: Scope, plan: &Owned<Plan>) -> Result<()> {
    let p = plan;
    let rows = sql! {
        execute, tx,
        "delete from plans
         where org_id = $1 and assessment_id = $2 and id = $3 and version = $4
           and (author_id = $5 or $5 is null)",
        scope.org(), p.assessment_id, p.id, p.version, scope.owner()
    }?;
    one(rows)
}

fn one(rows: u64) -> Result<()> {
    if rows == 0 {
        let text = "Somebody else changed this meanwhile. Reload the page and look again.";
        return Err(Error::Conflict(text.into()));
    }
    Ok(())
}
