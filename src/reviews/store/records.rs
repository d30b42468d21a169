//! The table `requirement_reviews`, to which rows are only added.

use crate::access::Scope;
use crate::assessments::AssessmentId;
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::Day,
    id::UserId,
};
use crate::reviews::model::{OnRecord, Review, There};

/// The reviews of a requirement, that of the latest day first.
pub async fn of_requirement(conn: &mut Conn, scope: Scope, there: There<'_>) -> Result<Vec<Review>> {
    sql! {
        fetch_all, conn,
        "select id, reviewed_on, outcome, notes, seen, by_name, created_at from requirement_reviews
         where org_id = $1 and assessment_id = $2 and requirement = $3
         order by reviewed_on desc, id desc limit 100",
        scope.org(), there.assessment, there.requirement
    }
}

/// All reviews of an assessment, that of the first day first: a file is complete, or it is worth nothing.
pub async fn on_record(conn: &mut Conn, scope: Scope, assessment: AssessmentId) -> Result<Vec<OnRecord>> {
    sql! {
        fetch_all, conn,
        "select requirement, id, reviewed_on, outcome, notes, seen, by_name, created_at from requirement_reviews
         where org_id = $1 and assessment_id = $2
         order by reviewed_on, id",
        scope.org(), assessment
    }
}

/// Puts a review on record.
pub async fn insert(tx: &mut Tx, scope: Scope, there: There<'_>, new: &Review, by: UserId) -> Result<()> {
    sql! {
        execute, tx,
        "insert into requirement_reviews (org_id, assessment_id, id, requirement, reviewed_on, outcome, notes, seen,
            by_id, by_name, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        scope.org(), there.assessment, new.id, there.requirement, new.reviewed_on, new.outcome, &new.notes,
        &new.seen, by, &new.by_name, new.created_at
    }
    .map(drop)
}

/// Moves the day of the last review, from which the next is counted.
pub async fn put_day(tx: &mut Tx, scope: Scope, there: There<'_>, reviewed_on: Day) -> Result<()> {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into implementations (org_id, assessment_id, requirement, reviewed_on, version, updated_at)
         values ($1, $2, $3, $4, 1, $5)
         on conflict (org_id, assessment_id, requirement) do update
         set reviewed_on = excluded.reviewed_on, version = implementations.version + 1,
            updated_at = excluded.updated_at",
        scope.org(), there.assessment, there.requirement, reviewed_on, now
    }
    .map(drop)
}
