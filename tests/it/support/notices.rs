//! Reminders for every page that shows some.

use super::*;
use muster::{
    kernel::{
        db::{Chore, Tx},
        env::Timestamp,
    },
    sql,
};
use serde_json::json;
use sqlx::types::Json;

/// A reminder of the contributor's that nobody has read, their letter of the day, what they chose, and rules of the
/// organisation's own.
pub async fn some_notices(tx: &mut Tx, now: Timestamp) {
    let (id, day) = (tx.env().new_id(), now.date_naive());
    sql! {
        execute, tx,
        "insert into notices
            (org_id, id, user_id, kind, subject, due_on, step, is_escalation, title, path, settled_at, created_at)
         values ($1, $2, $3, 'task', 'task:1', $4, -1, false, 'Review the accounts', '/tasks', $5, $5)",
        CONTOSO.id, id, CONTRIBUTOR.id, day, now
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into notice_digests (org_id, user_id, sent_on) values ($1, $2, $3)",
        CONTOSO.id, CONTRIBUTOR.id, day
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into notice_preferences (org_id, user_id, mail, muted, updated_at)
         values ($1, $2, 'single', 'retention', $3)",
        CONTOSO.id, CONTRIBUTOR.id, now
    }
    .unwrap();
    let rules =
        json!({ "hour": 13, "kinds": { "task": { "before": [7], "after": [1], "lead_after": null } } });
    sql! {
        execute, tx,
        "insert into notice_rules (org_id, rules, version, updated_at) values ($1, $2, 1, $3)",
        CONTOSO.id, Json(rules), now
    }
    .unwrap();
}

/// From now on somebody wants a letter about each.
pub async fn each_by_letter(app: &TestApp, who: Person) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let now = tx.now();
    sql! {
        execute, &mut tx,
        "insert into notice_preferences (org_id, user_id, mail, muted, updated_at) values ($1, $2, 'single', '', $3)
         on conflict (org_id, user_id) do nothing",
        CONTOSO.id, who.id, now
    }
    .unwrap();
    tx.commit_chore(Chore::Sweep).await.unwrap();
}
