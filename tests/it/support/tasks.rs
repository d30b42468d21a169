//! Tasks for every page that shows some.

use super::*;
use muster::{
    kernel::{db::Tx, env::Timestamp},
    sql,
};
use uuid::Uuid;

/// A task about a piece of evidence that is done and waits to be confirmed by the contributor, with a comment, and
/// one that is closed. Gives the first.
pub async fn some_tasks(tx: &mut Tx, evidence: Uuid, now: Timestamp) -> Uuid {
    let (done, closed, comment) = (tx.env().new_id(), tx.env().new_id(), tx.env().new_id());
    let due = now.date_naive();
    sql! {
        execute, tx,
        "insert into tasks
            (org_id, id, title, description, requirement, objective, evidence_id, assignee_id, reviewer_id, due_on,
             priority, repeats, series_on, next_id, state, done_by, done_at, created_by, created_at)
         values ($1, $2, 'Review the accounts', 'All of them', '3.1.1', 'a', $3, $4, $5, $6,
                 'high', 'last friday', $6, null, 'done', $4, $7, $5, $7)",
        CONTOSO.id, done, evidence, OTHER_CONTRIBUTOR.id, CONTRIBUTOR.id, due, now
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into tasks
            (org_id, id, title, due_on, priority, series_on, state, next_id, closed_by, closed_at, done_by, done_at,
             created_by, created_at)
         values ($1, $2, 'Renew the certificate', $3, 'normal', $3, 'closed', $4, $5, $6, $5, $6, $5, $6)",
        CONTOSO.id, closed, due, done, LEAD.id, now
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into task_comments (org_id, id, task_id, author_id, body, created_at)
         values ($1, $2, $3, $4, 'Two were left over', $5)",
        CONTOSO.id, comment, done, LEAD.id, now
    }
    .unwrap();
    done
}
