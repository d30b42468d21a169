//! A link to the calendar, for the pages and the backups.

use super::*;
use muster::{
    kernel::{
        db::{Chore, Tx},
        env::{Day, Timestamp},
        hash::Sha256,
        id::UserId,
    },
    sql,
};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

/// The link of the contributor, with the token of the door `calendar`.
pub async fn a_feed(tx: &mut Tx, now: Timestamp) {
    sql! {
        execute, tx,
        "insert into calendar_feeds (org_id, user_id, token_hash, is_mine_only, created_at)
         values ($1, $2, $3, true, $4)",
        CONTOSO.id, CONTRIBUTOR.id, Sha256::of(token_of("calendar")), now
    }
    .unwrap();
}

/// A day of each kind in and around March 2026, all the contributor's, in a Level 2 assessment of the shop's network,
/// and a Conditional status since 2 January. Gives the assessment that is open and the completed one.
pub async fn some_days(app: &TestApp) -> (Uuid, Uuid) {
    let (open, done) = (app.an_assessment(2).await, app.an_assessment(2).await);
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let (now, who) = (tx.now(), CONTRIBUTOR.id);
    a_task_due(&mut tx, "Review the accounts", "2026-03-09", Some(who)).await;
    let evidence = tx.env().new_id();
    sql! {
        execute, &mut tx,
        "insert into evidence
            (org_id, id, title, kind, state, valid_until, owner_id, added_by, file_name, media_type, size_bytes, sha256,
             created_at)
         values ($1, $2, 'Visitor log', 'document', 'final', $3, $4, $4, 'log.txt', 'text/plain', 9, $5, $6)",
        CONTOSO.id, evidence, day("2026-03-20"), who, Sha256::of("log"), now
    }
    .unwrap();
    let poam = tx.env().new_id();
    sql! {
        execute, &mut tx,
        "insert into poams
            (org_id, assessment_id, id, requirement, weakness, root_cause, responsible_id, due_on, created_at,
             updated_at)
         values ($1, $2, $3, '3.1.3', 'Drawings leave by mail', 'No filter', $4, $5, $6, $6)",
        CONTOSO.id, open, poam, who, day("2026-03-31"), now
    }
    .unwrap();
    let step = tx.env().new_id();
    sql! {
        execute, &mut tx,
        "insert into poam_milestones (org_id, assessment_id, poam_id, id, place, words, due_on)
         values ($1, $2, $3, $4, 1, 'The filter is on', $5)",
        CONTOSO.id, open, poam, step, day("2026-03-16")
    }
    .unwrap();
    let claim = json!({
        "claim": "temporary_deficiency", "note": "The reader broke.", "fix": "A new one.",
        "origin": "after_implementation", "review_on": "2026-03-12", "reviews": [],
    });
    sql! {
        execute, &mut tx,
        "insert into implementations
            (org_id, assessment_id, requirement, owner_id, review_months, reviewed_on, claim, updated_at)
         values ($1, $2, '3.10.3', $3, 3, $4, $5, $6)",
        CONTOSO.id, open, who, day("2025-12-15"), Json(claim), now
    }
    .unwrap();
    let result = json!({ "status": "Conditional Level 2 (Self)" });
    sql! {
        execute, &mut tx,
        "update assessments
         set completed_on = $2, completed_at = $3, completed_name = 'Lena Lead', lead_id = $4, result = $5,
             kept_until = $6
         where id = $1",
        done, day("2026-01-02"), now, LEAD.id, Json(result), day("2032-01-02")
    }
    .unwrap();
    tx.commit_chore(Chore::Sweep).await.unwrap();
    (open, done)
}

/// A task that is to be done by a day.
pub async fn a_task_due(tx: &mut Tx, title: &str, due_on: &str, assignee: Option<UserId>) -> Uuid {
    let (id, now) = (tx.env().new_id(), tx.now());
    sql! {
        execute, tx,
        "insert into tasks (org_id, id, title, assignee_id, due_on, priority, series_on, state, created_by, created_at)
         values ($1, $2, $3, $4, $5, 'normal', $5, 'open', $6, $7)",
        CONTOSO.id, id, title, assignee, day(due_on), LEAD.id, now
    }
    .unwrap();
    id
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}
