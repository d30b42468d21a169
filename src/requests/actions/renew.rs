//! The next request of those that come again.

use super::{
    super::{
        model::{AHEAD_DAYS, Due, Event, Request, RequestId, State, renewal_due},
        store,
    },
    ask::open_in,
};
use crate::access::Scope;
use crate::kernel::{Result, audit::Actor, db::Db};
use chrono::TimeDelta;
use uuid::Uuid;

/// Asks anew for what runs out or whose day has come, each once, however often and on however many nodes this is
/// done. Gives how many were asked for.
pub async fn renew_due(db: &Db, scope: Scope) -> Result<usize> {
    let today = db.env().today();
    let soon = today + TimeDelta::days(AHEAD_DAYS);
    let (mut asked, mut after) = (0, RequestId(Uuid::nil()));
    loop {
        let some = store::due_again(&mut db.read().await?, scope, (today, soon), after).await?;
        let Some(last) = some.last() else { return Ok(asked) };
        after = last.request.id;
        for one in some.into_iter().filter(|one| one.is_due(today)) {
            if renew(db, scope, one).await? {
                asked += 1;
            }
        }
    }
}

async fn renew(db: &Db, scope: Scope, due: Due) -> Result<bool> {
    let mut tx = db.begin_alone(Actor::program(), scope.org()).await?;
    let (before, now) = (store::get(&mut tx, scope, due.request.id).await?.request, tx.now());
    // While this waited somebody may have returned what came in.
    if before.state != State::Accepted {
        return Ok(false);
    }
    let objectives = store::objectives(&mut tx, scope, before.id).await?;
    let next = Request {
        id: RequestId(tx.env().new_id()),
        due_on: renewal_due(due.valid_until, now.date_naive()),
        // Who left is asked for nothing any more; who asked them sees to it.
        person_id: if due.is_member { before.person_id } else { Some(before.created_by) },
        renew_on: None,
        renews_id: before.evidence_id,
        after_id: Some(before.id),
        evidence_id: None,
        state: State::Open,
        submitted_at: None,
        decided_at: None,
        link_until: None,
        link_used_at: None,
        version: 1,
        created_at: now,
        ..before
    };
    match open_in(&mut tx, scope, next, &objectives).await? {
        None => Ok(false),
        Some((next, _)) => {
            tx.commit(scope.org(), Event::Renewed(&next, &objectives)).await?;
            Ok(true)
        }
    }
}
