//! How often requirements are reviewed: in `implementations`, and as usual in `assessments`.

use crate::access::Scope;
use crate::assessments::AssessmentId;
use crate::kernel::{Error, Result, db::Tx};
use crate::reviews::model::There;

/// Writes the interval of a requirement of an open assessment; none is as usual.
pub async fn set_own(tx: &mut Tx, scope: Scope, there: There<'_>, months: Option<i64>) -> Result<()> {
    let now = tx.now();
    let rows = sql! {
        execute, tx,
        "insert into implementations (org_id, assessment_id, requirement, review_months, version, updated_at)
         select a.org_id, a.id, $3, $4, 1, $5
         from assessments a where a.org_id = $1 and a.id = $2 and a.completed_on is null
         on conflict (org_id, assessment_id, requirement) do update
         set review_months = excluded.review_months, version = implementations.version + 1,
            updated_at = excluded.updated_at",
        scope.org(), there.assessment, there.requirement, months, now
    }?;
    changed(rows)
}

/// Writes the usual interval of an open assessment over the one that was seen.
pub async fn set_usual(
    tx: &mut Tx,
    scope: Scope,
    assessment: AssessmentId,
    (before, after): (i64, i64),
) -> Result<()> {
    let rows = sql! {
        execute, tx,
        "update assessments set review_months = $4, version = version + 1
         where org_id = $1 and id = $2 and review_months = $3 and completed_on is null",
        scope.org(), assessment, before, after
    }?;
    changed(rows)
}

fn changed(rows: u64) -> Result<()> {
    match rows {
        0 => Err(Error::Conflict(
            "Somebody else changed this meanwhile. Reload the page and look again.".into(),
        )),
        _ => Ok(()),
    }
}
