//! Reviews for every page that shows some.

use super::*;
use muster::{
    kernel::{db::Tx, env::Timestamp},
    sql,
};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

/// What was found for 3.1.1[a] came back, and 3.1.1 was reviewed.
pub async fn some_reviews(tx: &mut Tx, assessment: Uuid, now: Timestamp) {
    let (review, day) = (tx.env().new_id(), now.date_naive());
    sql! {
        execute, tx,
        "update findings
         set review = 'returned', review_reason = 'The list is of last year.', reviewed_version = version,
            reviewed_by = $3, reviewed_at = $4
         where org_id = $1 and assessment_id = $2 and requirement = '3.1.1' and objective = 'a'",
        CONTOSO.id, assessment, LEAD.id, now
    }
    .unwrap();
    let seen = json!({
        "result": "not_met", "score": 87, "best": null, "worst": null, "maximum": 110, "status": "No CMMC Status",
        "objectives": [
            { "objective": "a", "result": "met", "version": 1, "finding": "Seen it.", "review": "returned" },
        ],
        "evidence": [{ "objective": "a", "id": assessment, "title": "Account list", "sha256": "00ff" }],
    });
    sql! {
        execute, tx,
        "insert into requirement_reviews
            (org_id, assessment_id, id, requirement, reviewed_on, outcome, notes, seen, by_id, by_name, created_at)
         values ($1, $2, $3, '3.1.1', $4, 'needs_work', 'The list is of last year.', $5, $6, 'Lena Lead', $7)",
        CONTOSO.id, assessment, review, day, Json(seen), LEAD.id, now
    }
    .unwrap();
}
