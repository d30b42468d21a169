//! The table `score_points`.

use crate::access::Scope;
use crate::assessments::model::{AssessmentId, Cause, Ends, Point, PointId};
use crate::kernel::{
    Result,
    db::{Conn, Tx},
};

/// Keeps a change of where an assessment stands.
pub async fn add_point(
    tx: &mut Tx,
    scope: Scope,
    id: AssessmentId,
    (before, after): (&Ends, &Ends),
    cause: &Cause<'_>,
) -> Result<()> {
    let (point, now, by) = (PointId(tx.env().new_id()), tx.now(), tx.actor().clone());
    sql! {
        execute, tx,
        "insert into score_points
            (org_id, assessment_id, id, at, by_id, by_name, action, requirement, objective, result,
             score_before, best_before, worst_before, score, best, worst, status, unassessed)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        scope.org(), id, point, now, by.user, &by.name, cause.action, cause.requirement, cause.objective, cause.result,
        before.score, before.best, before.worst, after.score, after.best, after.worst, &after.status, after.unassessed
    }
    .map(drop)
}

/// How the assessment came to stand where it stands, the latest change first.
pub async fn points(conn: &mut Conn, scope: Scope, id: AssessmentId) -> Result<Vec<Point>> {
    sql! {
        fetch_all, conn,
        "select id, at, by_name, action, requirement, objective, result, score_before, best_before, worst_before,
            score, best, worst, status, unassessed
         from score_points
         where org_id = $1 and assessment_id = $2
         order by id desc
         limit 2000",
        scope.org(), id
    }
}
