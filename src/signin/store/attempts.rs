//! Sign-ins that wait for their second step.

use super::super::model::{Attempt, Proof};
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::Timestamp,
    hash::Sha256,
    id::UserId,
};
use uuid::Uuid;

/// Begins to wait, until `expires_at`. The answer is its id.
pub async fn insert_attempt(
    tx: &mut Tx,
    token: Sha256,
    proof: &Proof,
    expires_at: Timestamp,
) -> Result<Uuid> {
    let (now, id) = (tx.now(), tx.env().new_id());
    let provider = proof.provider.map(|vouched| vouched.id);
    let only = proof.provider.and_then(|vouched| vouched.only);
    sql! {
        execute, tx,
        "insert into attempts (id, token_hash, user_id, way, provider_id, only_org_id, expires_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id, token, proof.user, proof.way.word(), provider, only, expires_at, now
    }?;
    Ok(id)
}

/// The sign-in of a cookie, if it still waits.
pub async fn attempt(conn: &mut Conn, token: Sha256, now: Timestamp) -> Result<Option<Attempt>> {
    sql! {
        fetch_optional, conn,
        "select a.id, a.user_id, a.way, a.provider_id, a.only_org_id, a.tries, a.mail_until, a.mail_tries,
            a.mail_sent, u.name, u.email
         from attempts a join users u on u.id = a.user_id
         where a.token_hash = $1 and a.used_at is null and a.expires_at > $2",
        token, now
    }
}

/// Ends the waiting; 0 rows if another request was faster.
pub async fn use_attempt(tx: &mut Tx, id: Uuid) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update attempts set used_at = $2 where id = $1 and used_at is null and expires_at > $2",
        id, now
    }
}

/// Counts a wrong second step; after `max` of them the attempt is over.
pub async fn count_try(tx: &mut Tx, id: Uuid, max: i64) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update attempts set tries = tries + 1,
            used_at = case when tries + 1 >= $2 then $3 else used_at end
         where id = $1 and used_at is null",
        id, max, now
    }
}

/// Ends the waiting of all sign-ins of a person.
pub async fn end_attempts(tx: &mut Tx, user: UserId) -> Result<u64> {
    let now = tx.now();
    sql! { execute, tx, "update attempts set used_at = $2 where user_id = $1 and used_at is null", user, now }
}

/// Forgets those that ran out before `before`.
pub async fn forget_attempts(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    sql! { execute, tx, "delete from attempts where expires_at < $1", before }
}

/// Notes a code that is being sent; it takes the place of the one before. 0 rows if `max` were sent.
pub async fn put_mail_code(tx: &mut Tx, id: Uuid, hash: Sha256, until: Timestamp, max: i64) -> Result<u64> {
    sql! {
        execute, tx,
        "update attempts set mail_hash = $2, mail_until = $3, mail_sent = mail_sent + 1
         where id = $1 and used_at is null and mail_sent < $4",
        id, hash, until, max
    }
}

/// Takes one of the tries with a code by mail: the hash of the code that was sent last. None if all are taken,
/// if it is too old or none was sent.
pub async fn take_mail_try(tx: &mut Tx, id: Uuid, max: i64) -> Result<Option<Sha256>> {
    let now = tx.now();
    let row: Option<(Sha256,)> = sql! {
        fetch_optional, tx,
        "update attempts set mail_tries = mail_tries + 1
         where id = $1 and used_at is null and mail_tries < $2 and mail_until > $3
         returning mail_hash",
        id, max, now
    }?;
    Ok(row.map(|(hash,)| hash))
}
