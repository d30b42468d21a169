//! Another day, another link, or nothing any more.

use super::{
    super::{
        model::{Event, Request, RequestId, check_due},
        store,
    },
    ask::link_in,
    tell,
};
use crate::access::{Access, AskForEvidence};
use crate::kernel::{
    Error, Result,
    db::{Db, Tx},
    env::Day,
};

/// Has it due on another day, over the version that was seen.
pub async fn move_due(
    db: &Db,
    access: &Access<AskForEvidence>,
    id: RequestId,
    day: Day,
    seen: i64,
) -> Result<Request> {
    let (mut tx, before) = begin(db, access, id).await?;
    let (due_on, now) = (before.due_on, tx.now());
    let day = check_due(day, now.date_naive(), before.is_outside(), Some(due_on))
        .map_err(|text| Error::invalid("due_on", text))?;
    let after = before.due(day, seen, now)?;
    store::update(&mut tx, access.scope(), &after).await?;
    tx.commit(access.scope().org(), Event::Moved { request: &after, before: due_on }).await?;
    Ok(after)
}

/// Sends a new upload link, whose secret is given, too; the one before works no more.
pub async fn send_link(
    db: &Db,
    access: &Access<AskForEvidence>,
    id: RequestId,
    seen: i64,
) -> Result<(Request, String)> {
    let (mut tx, before) = begin(db, access, id).await?;
    let (scope, now) = (access.scope(), tx.now());
    let after = before.linked(seen, now)?;
    store::update(&mut tx, scope, &after).await?;
    let token = link_in(&mut tx, scope, &after).await?;
    let item = store::get(&mut tx, scope, id).await?;
    tell::asked_in(&mut tx, scope, &item, &token).await?;
    tx.commit(scope.org(), Event::LinkSent(&after)).await?;
    Ok((after, token))
}

/// Wants it no more; an upload link leads nowhere from then on.
pub async fn withdraw(db: &Db, access: &Access<AskForEvidence>, id: RequestId, seen: i64) -> Result<Request> {
    let (mut tx, before) = begin(db, access, id).await?;
    let after = before.withdrawn(seen)?;
    store::update(&mut tx, access.scope(), &after).await?;
    tx.commit(access.scope().org(), Event::Withdrawn(&after)).await?;
    Ok(after)
}

async fn begin(db: &Db, access: &Access<AskForEvidence>, id: RequestId) -> Result<(Tx, Request)> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let request = store::get(&mut tx, access.scope(), id).await?.request;
    Ok((tx, request))
}
