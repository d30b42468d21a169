//! How an item ends: submitted by one person, closed by another, reopened with a reason.

use super::changed_one;
use crate::access::{Owned, Scope};
use crate::kernel::{
    Result,
    db::{Conn, Tx},
};
use crate::poams::model::{Poam, Validated};

/// Submits the closure of an open item over the version before.
pub async fn submit(tx: &mut Tx, scope: Scope, submitted: &Owned<Poam>) -> Result<()> {
    let s = submitted;
    let rows = sql! {
        execute, tx,
        "update poams set state = 'submitted', closure = $4, submitted_by = $5, submitted_at = $6,
            closed_by = null, closed_at = null, version = $7, updated_at = $6
         where org_id = $1 and assessment_id = $2 and id = $3 and version = $8 and state = 'open'
           and (responsible_id = $9 or $9 is null)",
        scope.org(), s.assessment_id, s.id, &s.closure, s.submitted_by, s.submitted_at, s.version, s.version - 1,
        scope.owner()
    }?;
    changed_one(rows)
}

/// Closes an item that was submitted by somebody else: `Validated` says so, and this statement looks again.
pub async fn close(tx: &mut Tx, scope: Scope, validated: &Validated) -> Result<()> {
    let (it, by, now) = (validated.item(), validated.person(), tx.now());
    let rows = sql! {
        execute, tx,
        "update poams set state = 'closed', closed_by = $5, closed_at = $6, version = version + 1, updated_at = $6
         where org_id = $1 and assessment_id = $2 and id = $3 and version = $4 and state = 'submitted'
           and submitted_by is not null and submitted_by <> $5",
        scope.org(), it.assessment_id, it.id, it.version, by, now
    }?;
    changed_one(rows)
}

/// Whether an item was closed already when its assessment was completed.
pub async fn is_part_of_result(conn: &mut Conn, scope: Scope, it: &Poam) -> Result<bool> {
    let (count,): (i64,) = sql! {
        fetch_one, conn,
        "select count(*) from poams p
         join assessments a on a.org_id = p.org_id and a.id = p.assessment_id
         where p.org_id = $1 and p.assessment_id = $2 and p.id = $3 and p.closed_at <= a.completed_at",
        scope.org(), it.assessment_id, it.id
    }?;
    Ok(count > 0)
}

/// Opens an item again that was submitted or closed. What was said to close it stays readable in the trail.
pub async fn reopen(tx: &mut Tx, scope: Scope, it: &Owned<Poam>) -> Result<()> {
    let now = tx.now();
    let rows = sql! {
        execute, tx,
        "update poams set state = 'open', submitted_by = null, submitted_at = null, closed_by = null,
            closed_at = null, version = version + 1, updated_at = $5
         where org_id = $1 and assessment_id = $2 and id = $3 and version = $4
           and state in ('submitted', 'closed') and (responsible_id = $6 or $6 is null)",
        scope.org(), it.assessment_id, it.id, it.version, now, scope.owner()
    }?;
    changed_one(rows)
}
