//! The table `poam_milestones`. Each change of it raises the version of its item, if the caller may change that.

use super::changed_one;
use crate::access::{Owned, Scope};
use crate::assessments::AssessmentId;
use crate::kernel::{
    Result,
    db::{Conn, Tx},
};
use crate::poams::model::{Milestone, Poam, PoamId};

/// The milestones of an item, in order.
pub async fn of_item(conn: &mut Conn, scope: Scope, it: &Poam) -> Result<Vec<Milestone>> {
    sql! {
        fetch_all, conn,
        "select id, place, words, due_on, done_on, version from poam_milestones
         where org_id = $1 and assessment_id = $2 and poam_id = $3
         order by place, id limit 500",
        scope.org(), it.assessment_id, it.id
    }
}

/// The milestones of all items of an assessment, in order.
pub async fn all(
    conn: &mut Conn,
    scope: Scope,
    assessment: AssessmentId,
) -> Result<Vec<(PoamId, Milestone)>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        poam_id: PoamId,
        #[sqlx(flatten)]
        milestone: Milestone,
    }
    let rows: Vec<Row> = sql! {
        fetch_all, conn,
        "select poam_id, id, place, words, due_on, done_on, version from poam_milestones
         where org_id = $1 and assessment_id = $2
         order by poam_id, place, id limit 100000",
        scope.org(), assessment
    }?;
    Ok(rows.into_iter().map(|row| (row.poam_id, row.milestone)).collect())
}

/// Raises the version of an open item, so that whoever changes the same item at once is told.
async fn touch(tx: &mut Tx, scope: Scope, it: &Owned<Poam>) -> Result<()> {
    let now = tx.now();
    let rows = sql! {
        execute, tx,
        "update poams set version = version + 1, updated_at = $4
         where org_id = $1 and assessment_id = $2 and id = $3 and state = 'open'
           and (responsible_id = $5 or $5 is null)",
        scope.org(), it.assessment_id, it.id, now, scope.owner()
    }?;
    changed_one(rows)
}

/// Adds a milestone.
pub async fn add(tx: &mut Tx, scope: Scope, it: &Owned<Poam>, new: &Milestone) -> Result<()> {
    touch(tx, scope, it).await?;
    add_first(tx, scope, it, new).await
}

/// Adds a milestone to an item that is being entered in the same unit of work.
pub async fn add_first(tx: &mut Tx, scope: Scope, it: &Poam, new: &Milestone) -> Result<()> {
    sql! {
        execute, tx,
        "insert into poam_milestones (org_id, assessment_id, poam_id, id, place, words, due_on, done_on)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        scope.org(), it.assessment_id, it.id, new.id, new.place, &new.words, new.due_on, new.done_on
    }
    .map(drop)
}

/// Writes words and days of a milestone over the version before.
pub async fn put(tx: &mut Tx, scope: Scope, it: &Owned<Poam>, changed: &Milestone) -> Result<()> {
    touch(tx, scope, it).await?;
    let rows = sql! {
        execute, tx,
        "update poam_milestones set words = $5, due_on = $6, done_on = $7, version = $8 + 1
         where org_id = $1 and assessment_id = $2 and poam_id = $3 and id = $4 and version = $8",
        scope.org(), it.assessment_id, it.id, changed.id, &changed.words, changed.due_on, changed.done_on,
        changed.version
    }?;
    changed_one(rows)
}

/// Two milestones change places.
pub async fn swap(
    tx: &mut Tx,
    scope: Scope,
    it: &Owned<Poam>,
    one: &Milestone,
    other: &Milestone,
) -> Result<()> {
    touch(tx, scope, it).await?;
    let rows = sql! {
        execute, tx,
        "update poam_milestones
         set place = case when id = $4 then cast($5 as bigint) else cast($7 as bigint) end
         where org_id = $1 and assessment_id = $2 and poam_id = $3 and (id = $4 or id = $6)",
        scope.org(), it.assessment_id, it.id, one.id, other.place, other.id, one.place
    }?;
    changed_one(rows / 2)
}

/// Removes a milestone.
pub async fn remove(tx: &mut Tx, scope: Scope, it: &Owned<Poam>, gone: &Milestone) -> Result<()> {
    touch(tx, scope, it).await?;
    let rows = sql! {
        execute, tx,
        "delete from poam_milestones
         where org_id = $1 and assessment_id = $2 and poam_id = $3 and id = $4 and version = $5",
        scope.org(), it.assessment_id, it.id, gone.id, gone.version
    }?;
    changed_one(rows)
}
