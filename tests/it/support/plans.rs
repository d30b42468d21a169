//! A plan for every page that shows some.

use super::*;
use muster::{
    kernel::{db::Tx, env::Timestamp},
    sql,
};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

/// A plan of the contributor's that fixes one requirement, and a change of the score.
pub async fn a_plan(tx: &mut Tx, assessment: Uuid, now: Timestamp) -> Uuid {
    let (plan, point) = (tx.env().new_id(), tx.env().new_id());
    sql! {
        execute, tx,
        "insert into plans (org_id, assessment_id, id, title, fixes, author_id, created_at, updated_at)
         values ($1, $2, $3, 'Access first', $4, $5, $6, $6)",
        CONTOSO.id, assessment, plan, Json(json!(["3.1.1"])), CONTRIBUTOR.id, now
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into score_points (org_id, assessment_id, id, at, by_id, by_name, action, requirement, objective,
            result, best_before, worst_before, best, worst, status, unassessed)
         values ($1, $2, $3, $4, $5, 'Carl Contributor', 'finding.decided', '3.1.1', 'a', 'not_met', 110, -203, 105,
            -203, 'Incomplete', 319)",
        CONTOSO.id, assessment, point, now, CONTRIBUTOR.id
    }
    .unwrap();
    plan
}
