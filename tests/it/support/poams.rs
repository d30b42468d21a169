//! A POA&M for every page that shows some.

use super::*;
use chrono::TimeDelta;
use muster::{
    kernel::{db::Tx, env::Timestamp},
    sql,
};
use serde_json::json;
use uuid::Uuid;

/// An item of the POA&M with a milestone and a piece of evidence.
pub async fn a_poam(tx: &mut Tx, assessment: Uuid, evidence: Uuid, now: Timestamp) -> (Uuid, Uuid) {
    let (poam, milestone, day) = (tx.env().new_id(), tx.env().new_id(), now.date_naive());
    sql! {
        execute, tx,
        "insert into poams (org_id, assessment_id, id, requirement, weakness, root_cause, cost_usd, responsible_id,
            due_on, created_by, created_at, updated_at)
         values ($1, $2, $3, '3.1.1', 'Some accounts are shared.', 'The machines know one account.', 1200, $4,
            $5, $4, $6, $6)",
        CONTOSO.id, assessment, poam, CONTRIBUTOR.id, day + TimeDelta::days(60), now
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into poam_milestones (org_id, assessment_id, poam_id, id, place, words, due_on, done_on)
         values ($1, $2, $3, $4, 1, 'Accounts are counted', $5, $5)",
        CONTOSO.id, assessment, poam, milestone, day
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into poam_evidence (org_id, assessment_id, poam_id, evidence_id, created_at)
         values ($1, $2, $3, $4, $5)",
        CONTOSO.id, assessment, poam, evidence, now
    }
    .unwrap();
    (poam, milestone)
}

/// A claim about a requirement, as it is kept.
pub fn deficiency() -> serde_json::Value {
    json!({
        "claim": "temporary_deficiency", "note": "The badge reader broke.", "fix": "A new one is ordered.",
        "origin": "after_implementation", "review_on": "2026-04-01",
        "reviews": [{ "on": "2026-03-01", "words": "Parts have come.", "is_progress": true, "next_on": "2026-04-01",
                      "by": "Lena Lead" }],
    })
}
