//! Sessions and devices: seeing one's own, ending them, having them forgotten; and ending somebody else's.

use super::{
    super::{
        model::{Device, Life, OwnSession, Revoked},
        store,
    },
    rules_of,
};
use crate::access::{Access, Caller, Fresh, ManagePeople};
use crate::accounts::{self, Member};
use crate::kernel::{
    Error, Result,
    audit::Actor,
    db::{Db, Tx},
    hash::Sha256,
    id::UserId,
};
use crate::mail::{self, Letter};
use chrono::TimeDelta;
use serde_json::json;
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
    let mut tx = accounts::begin_everywhere(db, actor, caller.user).await?;
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
    let mut tx = accounts::begin_everywhere(db, actor, caller.user).await?;
    let count = store::end_others(&mut tx, caller.user, caller.session).await?;
    store::end_attempts(&mut tx, caller.user).await?;
    accounts::commit_everywhere(tx, caller.user, Revoked::Others { user: caller.user, count }).await?;
    Ok(count)
}

/// Signs the caller out everywhere, here too.
pub async fn end_all_sessions(db: &Db, (caller, actor): (&Caller, Actor)) -> Result<u64> {
    let mut tx = accounts::begin_everywhere(db, actor, caller.user).await?;
    let count = store::end_all(&mut tx, caller.user).await?;
    store::end_attempts(&mut tx, caller.user).await?;
    accounts::commit_everywhere(tx, caller.user, Revoked::All { user: caller.user, count }).await?;
    Ok(count)
}

/// Takes one of the caller's devices for a new one from now on, and ends the other sessions on it: they may have
/// skipped the second step because of it. `NotFound` if they have none with this id any more.
pub async fn forget_device(db: &Db, (caller, actor): (&Caller, Actor), id: Uuid) -> Result<Device> {
    let mut tx = accounts::begin_everywhere(db, actor, caller.user).await?;
    let device = store::revoke_device(&mut tx, caller.user, id).await?.ok_or(Error::NotFound)?;
    let count = store::end_of_device(&mut tx, caller.user, id, caller.session).await?;
    let forgotten = Revoked::Device { user: caller.user, device: &device, count };
    accounts::commit_everywhere(tx, caller.user, forgotten).await?;
    Ok(device)
}

/// A person of the organisation and their sessions that are live, but for those that open another organisation
/// alone. `NotFound` for somebody who does not belong to it.
pub async fn sessions_of_person(
    db: &Db,
    access: &Access<ManagePeople>,
    cap: Life,
    person: UserId,
) -> Result<(Member, Vec<OwnSession>)> {
    let member = accounts::member(db, access, person).await?;
    let (mut conn, now) = (db.read().await?, db.env().now());
    let mut sessions = store::sessions_seen_by(&mut conn, access.scope(), person, now).await?;
    let idle = cap.idle.min(TimeDelta::minutes(rules_of(&mut conn, person, now).await?.idle_minutes));
    sessions.retain(|session| now < session.last_seen_at + idle);
    Ok((member, sessions))
}

/// Ends one of these: what it was. `NotFound` if there is none with this id any more.
pub async fn end_session_of(
    db: &Db,
    access: &Access<ManagePeople>,
    _: Fresh,
    (person, id): (UserId, Uuid),
) -> Result<OwnSession> {
    let org = access.scope().org();
    let mut tx = accounts::begin_also_in(db, access.actor(), person, org).await?;
    access.prove_again(&mut tx).await?;
    if !store::is_member(&mut tx, org, person).await? {
        return Err(Error::NotFound);
    }
    let now = tx.now();
    let sessions = store::sessions_seen_by(&mut tx, access.scope(), person, now).await?;
    let session = sessions.into_iter().find(|session| session.id == id).ok_or(Error::NotFound)?;
    store::end_own(&mut tx, person, id).await?;
    accounts::commit_everywhere(tx, person, Revoked::OneByAdmin { user: person, session: &session }).await?;
    Ok(session)
}

/// Signs a person of the organisation out everywhere and takes all their devices for new ones; they are written to.
/// The answer is their name. `NotFound` for somebody who does not belong to it.
pub async fn end_sessions_of(
    db: &Db,
    access: &Access<ManagePeople>,
    _: Fresh,
    person: UserId,
) -> Result<String> {
    let org = access.scope().org();
    let mut tx = accounts::begin_also_in(db, access.actor(), person, org).await?;
    access.prove_again(&mut tx).await?;
    if !store::is_member(&mut tx, org, person).await? {
        return Err(Error::NotFound);
    }
    let count = store::end_all(&mut tx, person).await?;
    store::end_attempts(&mut tx, person).await?;
    store::revoke_devices(&mut tx, person).await?;
    let (email, name) = store::address_of(&mut tx, person).await?;
    let data = json!({ "at": tx.now(), "by": tx.actor().name });
    mail::send_in(&mut tx, Letter::new("sessions_ended", &email, &name, data)).await?;
    accounts::commit_everywhere(tx, person, Revoked::ByAdmin { user: person, count }).await?;
    Ok(name)
}

/// Gives the caller's session a new token, because what they may do or what proves them has changed: the token.
pub(super) async fn replace_token_in(tx: &mut Tx, caller: &Caller) -> Result<String> {
    let token = tx.env().token();
    let rows = store::replace_token(tx, caller.session, Sha256::of(&token)).await?;
    if rows == 0 { Err(Error::Unauthenticated) } else { Ok(token) }
}
