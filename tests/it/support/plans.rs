//! A plan for every page that shows some.

use super::*;
use muster::{
    kernel::{db::Tx, env::Timestamp},
    sql,
};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

/// A plan of the contributor's that fixes one requirement.
pub async fn a_plan(tx: &mut Tx, assessment: Uuid, now: Timestamp) -> Uuid {
    let plan = tx.env().new_id();
    sql! {
        execute, tx,
        "insert into plans (org_id, assessment_id, id, title, fixes, author_id, created_at, updated_at)
         values ($1, $2, $3, 'Access first', $4, $5, $6, $6)",
        CONTOSO.id, assessment, plan, Json(json!(["3.1.1"])), CONTRIBUTOR.id, now
    }
    .unwrap();
    plan
}
