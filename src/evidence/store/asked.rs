//! Requests that a piece of evidence answers: what is decided about the piece is decided about them, too.

use crate::access::Scope;
use crate::evidence::model::{EvidenceId, HandedBack};
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::Day,
    id::UserId,
};
use uuid::Uuid;

/// A request that something happened to.
#[derive(sqlx::FromRow)]
pub struct Asked {
    /// Its id.
    pub id: Uuid,
    /// What was asked for.
    pub title: String,
    /// After so many months the next one is made.
    pub repeat_months: Option<i64>,
}

/// Whoever asked.
#[derive(sqlx::FromRow)]
pub struct Asker {
    /// For what.
    pub title: String,
    /// Who.
    pub user_id: UserId,
}

/// Whoever asked.
pub async fn asker(tx: &mut Tx, scope: Scope, request: Uuid) -> Result<Option<Asker>> {
    sql! {
        fetch_optional, tx,
        "select title, created_by as user_id from requests where org_id = $1 and id = $2",
        scope.org(), request
    }
}

/// Accepts the requests that `it` answers.
pub async fn accept(tx: &mut Tx, scope: Scope, it: EvidenceId) -> Result<Vec<Asked>> {
    let now = tx.now();
    sql! {
        fetch_all, tx,
        "update requests set state = 'accepted', decided_at = $3, version = version + 1
         where org_id = $1 and evidence_id = $2 and state in ('submitted', 'returned')
         returning id, title, repeat_months",
        scope.org(), it, now
    }
}

/// Says on which day the next one is made.
pub async fn renew_on(tx: &mut Tx, scope: Scope, id: Uuid, day: Day) -> Result<()> {
    sql! { execute, tx, "update requests set renew_on = $3 where org_id = $1 and id = $2", scope.org(), id, day }?;
    Ok(())
}

/// Whether a request for `it` that is returned waits for `user`.
pub async fn waits_for(tx: &mut Tx, scope: Scope, it: EvidenceId, user: UserId) -> Result<bool> {
    let (requests,): (i64,) = sql! {
        fetch_one, tx,
        "select count(*) from requests
         where org_id = $1 and evidence_id = $2 and person_id = $3 and state = 'returned'",
        scope.org(), it, user
    }?;
    Ok(requests > 0)
}

/// Returns the requests that `it` answers, unless the next one was made already.
pub async fn give_back(tx: &mut Tx, scope: Scope, it: EvidenceId) -> Result<Vec<Asked>> {
    let now = tx.now();
    sql! {
        fetch_all, tx,
        "update requests set state = 'returned', decided_at = $3, renew_on = null, version = version + 1
         where org_id = $1 and evidence_id = $2 and state in ('submitted', 'accepted', 'returned')
           and not exists (select 1 from requests n where n.org_id = requests.org_id and n.after_id = requests.id)
         returning id, title, repeat_months",
        scope.org(), it, now
    }
}

/// Has the requests wait for a decision again whose piece was returned and made better, or was a draft for a while.
pub async fn submit(tx: &mut Tx, scope: Scope, it: EvidenceId) -> Result<Vec<Asked>> {
    let now = tx.now();
    sql! {
        fetch_all, tx,
        "update requests set state = 'submitted', submitted_at = $3, version = version + 1
         where org_id = $1 and evidence_id = $2 and state in ('open', 'returned')
         returning id, title, repeat_months",
        scope.org(), it, now
    }
}

/// Lets a newer version answer what the one before did, as far as nothing good was decided.
pub async fn follow(tx: &mut Tx, scope: Scope, old: EvidenceId, new: EvidenceId) -> Result<()> {
    sql! {
        execute, tx,
        "update requests set evidence_id = $3, version = version + 1
         where org_id = $1 and evidence_id = $2 and state in ('open', 'submitted', 'returned')",
        scope.org(), old, new
    }?;
    Ok(())
}

/// Opens the requests again whose piece was removed before it was accepted.
pub async fn open_again(tx: &mut Tx, scope: Scope, it: EvidenceId) -> Result<Vec<Asked>> {
    sql! {
        fetch_all, tx,
        "update requests set state = 'open', evidence_id = null, submitted_at = null, version = version + 1
         where org_id = $1 and evidence_id = $2 and state in ('open', 'submitted', 'returned')
         returning id, title, repeat_months",
        scope.org(), it
    }
}

/// Opens the requests again that waited for a decision about a piece that is a draft now.
pub async fn take_back(tx: &mut Tx, scope: Scope, it: EvidenceId) -> Result<Vec<Asked>> {
    sql! {
        fetch_all, tx,
        "update requests set state = 'open', submitted_at = null, version = version + 1
         where org_id = $1 and evidence_id = $2 and state = 'submitted'
         returning id, title, repeat_months",
        scope.org(), it
    }
}

/// What is returned and somebody's own, the longest first, but for what answers a request of theirs.
pub async fn handed_back_to(conn: &mut Conn, scope: Scope, user: UserId) -> Result<Vec<HandedBack>> {
    sql! {
        fetch_all, conn,
        "select e.id, e.title, e.review_reason, r.name as reviewer, e.reviewed_at
         from evidence e
         left join users r on r.id = e.reviewed_by
         where e.org_id = $1 and e.review = 'returned' and e.removed_at is null and e.replaced_by is null
           and coalesce(e.owner_id, e.added_by) = $2
           and not exists (select 1 from requests q
                           where q.org_id = e.org_id and q.evidence_id = e.id and q.person_id = $2
                             and q.state = 'returned')
         order by e.reviewed_at, e.id
         limit 200",
        scope.org(), user
    }
}
