//! One's own sessions and devices: seeing them, ending them, having them forgotten.

use super::super::{
    model::{Device, OwnSession, Revoked},
    store,
};
use crate::access::Caller;
use crate::accounts;
use crate::kernel::{
    Error, Result,
    audit::Actor,
    db::{Db, Tx},
    hash::Sha256,
};
use uuid::Uuid;

/// The caller's sessions that are live, the last used first, and their devices.
pub async fn sessions(db: &Db, caller: &Caller) -> Result<(Vec<OwnSession>, Vec<Device>)> {
    let (mut conn, now) = (db.read().await?, db.env().now());
    let mut sessions = store::sessions_of(&mut conn, caller.user, now).await?;
    sessions.retain(|session| now < session.last_seen_at + caller.idle);
    Ok((sessions, store::devices_of(&mut conn, caller.user).await?))
}

/// Ends one of the caller's sessions: what it was. `NotFound` if they have none with this id any more.
pub async fn end_session(db: &Db, (caller, actor): (&Caller, Actor), id: Uuid) -> Result<OwnSession> {
    let mut tx = db.begin(actor).await?;
    let now = tx.now();
    let sessions = store::sessions_of(&mut tx, caller.user, now).await?;
    let session = sessions.into_iter().find(|session| session.id == id).ok_or(Error::NotFound)?;
    store::end_own(&mut tx, caller.user, id).await?;
    accounts::commit_everywhere(tx, caller.user, Revoked::One { user: caller.user, session: &session })
        .await?;
    Ok(session)
}

/// Ends all of the caller's sessions but this one, and the sign-ins that wait for their second step: how many.
pub async fn end_other_sessions(db: &Db, (caller, actor): (&Caller, Actor)) -> Result<u64> {
    let mut tx = db.begin(actor).await?;
    let count = store::end_others(&mut tx, caller.user, caller.session).await?;
    store::end_attempts(&mut tx, caller.user).await?;
    accounts::commit_everywhere(tx, caller.user, Revoked::Others { user: caller.user, count }).await?;
    Ok(count)
}

/// Signs the caller out everywhere, here too.
pub async fn end_all_sessions(db: &Db, (caller, actor): (&Caller, Actor)) -> Result<u64> {
    let mut tx = db.begin(actor).await?;
    let count = store::end_all(&mut tx, caller.user).await?;
    store::end_attempts(&mut tx, caller.user).await?;
    accounts::commit_everywhere(tx, caller.user, Revoked::All { user: caller.user, count }).await?;
    Ok(count)
}

/// Takes one of the caller's devices for a new one from now on, and ends the other sessions on it: they may have
/// skipped the second step because of it. `NotFound` if they have none with this id any more.
pub async fn forget_device(db: &Db, (caller, actor): (&Caller, Actor), id: Uuid) -> Result<Device> {
    let mut tx = db.begin(actor).await?;
    let device = store::revoke_device(&mut tx, caller.user, id).await?.ok_or(Error::NotFound)?;
    let count = store::end_of_device(&mut tx, caller.user, id, caller.session).await?;
    let forgotten = Revoked::Device { user: caller.user, device: &device, count };
    accounts::commit_everywhere(tx, caller.user, forgotten).await?;
    Ok(device)
}

/// Gives the caller's session a new token, because what they may do or what proves them has changed: the token.
pub(super) async fn replace_token_in(tx: &mut Tx, caller: &Caller) -> Result<String> {
    let token = tx.env().token();
    let rows = store::replace_token(tx, caller.session, Sha256::of(&token)).await?;
    if rows == 0 { Err(Error::Unauthenticated) } else { Ok(token) }
}
