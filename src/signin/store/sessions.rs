//! Signed-in browsers.

use super::super::model::{Browser, Session};
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::Timestamp,
    hash::Sha256,
    id::UserId,
};
use uuid::Uuid;

/// The session of a cookie, live or not, with its person.
pub async fn session(conn: &mut Conn, token: Sha256) -> Result<Option<Session>> {
    sql! {
        fetch_optional, conn,
        "select s.id, s.user_id, s.created_at, s.last_seen_at, s.expires_at, s.ended_at,
            u.name, u.email, u.theme, u.density, u.has_keys
         from sessions s join users u on u.id = s.user_id
         where s.token_hash = $1",
        token
    }
}

/// Begins a session until `expires_at` at the latest.
pub async fn insert_session(
    tx: &mut Tx,
    user: UserId,
    token: Sha256,
    browser: &Browser,
    expires_at: Timestamp,
) -> Result<()> {
    let (now, id) = (tx.now(), tx.env().new_id());
    sql! {
        execute, tx,
        "insert into sessions (id, token_hash, user_id, address, agent, created_at, last_seen_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $6, $7)",
        id, token, user, &browser.address, &browser.agent, now, expires_at
    }?;
    Ok(())
}

/// Notes that a session was used.
pub async fn touch(tx: &mut Tx, id: Uuid) -> Result<()> {
    let now = tx.now();
    sql! { execute, tx, "update sessions set last_seen_at = $2 where id = $1 and ended_at is null", id, now }?;
    Ok(())
}

/// Ends a session.
pub async fn end(tx: &mut Tx, id: Uuid) -> Result<u64> {
    let now = tx.now();
    sql! { execute, tx, "update sessions set ended_at = $2 where id = $1 and ended_at is null", id, now }
}

/// Ends all sessions of a person but one.
pub async fn end_others(tx: &mut Tx, user: UserId, but: Uuid) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update sessions set ended_at = $3 where user_id = $1 and id <> $2 and ended_at is null",
        user, but, now
    }
}

/// Forgets sessions that ended or ran out before `before`.
pub async fn forget_sessions(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    sql! { execute, tx, "delete from sessions where expires_at < $1 or ended_at < $1", before }
}
