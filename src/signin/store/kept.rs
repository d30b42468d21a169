//! Forms that were sent after their session had ended.

use super::super::model::{Kept, ToKeep};
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::Timestamp,
    hash::Sha256,
    id::UserId,
};

/// Keeps a form until `expires_at`.
pub async fn insert_kept(
    tx: &mut Tx,
    token: Sha256,
    user: Option<UserId>,
    form: ToKeep<'_>,
    expires_at: Timestamp,
) -> Result<()> {
    let (now, id) = (tx.now(), tx.env().new_id());
    sql! {
        execute, tx,
        "insert into kept_forms (id, token_hash, user_id, path, page, body, reason, expires_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id, token, user, form.path, form.page, form.body, form.reason, expires_at, now
    }?;
    Ok(())
}

/// A kept form, used or not, for the person whose it is. The second digest is that of one that is nobody's yet.
pub async fn kept(
    conn: &mut Conn,
    (theirs, nobodys): (Sha256, Sha256),
    user: UserId,
    now: Timestamp,
) -> Result<Kept> {
    sql! {
        fetch_one, conn,
        "select path, page, body, reason, user_id is null as is_nobodys, used_at, location, created_at from kept_forms
         where ((token_hash = $1 and user_id = $2) or (token_hash = $3 and user_id is null)) and expires_at > $4",
        theirs, user, nobodys, now
    }
}

/// Takes a kept form for this one sending; 0 rows if it was taken before, unless that broke off.
pub async fn claim_kept(
    tx: &mut Tx,
    (theirs, nobodys): (Sha256, Sha256),
    user: UserId,
    path: &str,
) -> Result<u64> {
    let now = tx.now();
    let broken_off = now - Kept::PATIENCE;
    sql! {
        execute, tx,
        "update kept_forms set used_at = $4
         where ((token_hash = $1 and user_id = $2) or (token_hash = $6 and user_id is null)) and path = $3
            and expires_at > $4 and (used_at is null or (location is null and used_at <= $5))",
        theirs, user, path, now, broken_off, nobodys
    }
}

/// Gives a taken form back, because sending it did not succeed.
pub async fn release_kept(tx: &mut Tx, (theirs, nobodys): (Sha256, Sha256)) -> Result<u64> {
    sql! {
        execute, tx,
        "update kept_forms set used_at = null where token_hash in ($1, $2)",
        theirs, nobodys
    }
}

/// Notes where the result of a taken form is, and forgets what it said.
pub async fn finish_kept(tx: &mut Tx, (theirs, nobodys): (Sha256, Sha256), location: &str) -> Result<u64> {
    sql! {
        execute, tx,
        "update kept_forms set location = $3, body = '' where token_hash in ($1, $2)",
        theirs, nobodys, location
    }
}

/// Forgets one that its person does not want.
pub async fn discard_kept(tx: &mut Tx, (theirs, nobodys): (Sha256, Sha256), user: UserId) -> Result<u64> {
    sql! {
        execute, tx,
        "delete from kept_forms
         where (token_hash = $1 and user_id = $2) or (token_hash = $3 and user_id is null)",
        theirs, user, nobodys
    }
}

/// Forgets those that ran out before `before`.
pub async fn forget_kept(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    sql! { execute, tx, "delete from kept_forms where expires_at < $1", before }
}
