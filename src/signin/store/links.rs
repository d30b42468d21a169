//! One-time links: those that the console printed, and those in letters.

use super::super::model::LetterLink;
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::Timestamp,
    hash::Sha256,
    id::UserId,
};
use uuid::Uuid;

/// Adds a link for a person to sign in with once, or for the set-up.
pub async fn insert_link(
    tx: &mut Tx,
    user: Option<UserId>,
    token: Sha256,
    expires_at: Timestamp,
) -> Result<()> {
    let (now, id) = (tx.now(), tx.env().new_id());
    let purpose = if user.is_some() { "sign_in" } else { "setup" };
    sql! {
        execute, tx,
        "insert into one_time_links (id, purpose, user_id, token_hash, expires_at, created_at)
         values ($1, $2, $3, $4, $5, $6)",
        id, purpose, user, token, expires_at, now
    }?;
    Ok(())
}

/// Uses up the set-up links that are still open, because a new one replaces them.
pub async fn close_setup_links(tx: &mut Tx) -> Result<u64> {
    let now = tx.now();
    sql! { execute, tx, "update one_time_links set used_at = $1 where purpose = 'setup' and used_at is null", now }
}

/// Whether a set-up link is open.
pub async fn is_setup_link(conn: &mut Conn, token: Sha256, now: Timestamp) -> Result<bool> {
    let (n,): (i64,) = sql! {
        fetch_one, conn,
        "select count(*) from one_time_links
         where token_hash = $1 and purpose = 'setup' and used_at is null and expires_at > $2",
        token, now
    }?;
    Ok(n > 0)
}

/// Uses up the set-up link; 0 rows if it does not work any more.
pub async fn use_setup_link(tx: &mut Tx, token: Sha256) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update one_time_links set used_at = $2
         where token_hash = $1 and purpose = 'setup' and used_at is null and expires_at > $2",
        token, now
    }
}

/// For whom a sign-in link is, while it is open.
pub async fn link_owner(conn: &mut Conn, token: Sha256, now: Timestamp) -> Result<Option<UserId>> {
    let row: Option<(UserId,)> = sql! {
        fetch_optional, conn,
        "select user_id from one_time_links
         where token_hash = $1 and purpose = 'sign_in' and used_at is null and expires_at > $2",
        token, now
    }?;
    Ok(row.map(|(user,)| user))
}

/// Uses up a sign-in link; none if it does not work any more.
pub async fn use_link(tx: &mut Tx, token: Sha256) -> Result<Option<UserId>> {
    let now = tx.now();
    let row: Option<(UserId,)> = sql! {
        fetch_optional, tx,
        "update one_time_links set used_at = $2
         where token_hash = $1 and purpose = 'sign_in' and used_at is null and expires_at > $2
         returning user_id",
        token, now
    }?;
    Ok(row.map(|(user,)| user))
}

/// Adds a link for a letter to a person.
pub async fn insert_letter_link(
    tx: &mut Tx,
    (purpose, user, device): (&'static str, UserId, Option<Uuid>),
    token: Sha256,
    expires_at: Timestamp,
) -> Result<()> {
    let (now, id) = (tx.now(), tx.env().new_id());
    sql! {
        execute, tx,
        "insert into one_time_links (id, purpose, user_id, device_id, token_hash, expires_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        id, purpose, user, device, token, expires_at, now
    }?;
    Ok(())
}

/// Whose an open link of a letter is, and what it tells of.
pub async fn letter_link(
    conn: &mut Conn,
    purpose: &'static str,
    token: Sha256,
    now: Timestamp,
) -> Result<Option<LetterLink>> {
    sql! {
        fetch_optional, conn,
        "select l.id, l.user_id, l.device_id, u.name, u.email, u.password_hash, d.agent, d.address,
            d.created_at as signed_in_at
         from one_time_links l join users u on u.id = l.user_id left join devices d on d.id = l.device_id
         where l.token_hash = $1 and l.purpose = $2 and l.used_at is null and l.expires_at > $3",
        token, purpose, now
    }
}

/// Uses up all links in a person's letters.
pub async fn use_letter_links(tx: &mut Tx, user: UserId) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update one_time_links set used_at = $2
         where user_id = $1 and purpose in ('not_me', 'reset') and used_at is null",
        user, now
    }
}

/// Forgets links that ran out before `before`.
pub async fn forget_links(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    sql! { execute, tx, "delete from one_time_links where expires_at < $1", before }
}
