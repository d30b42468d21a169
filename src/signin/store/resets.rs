//! Links with which somebody sets a new password.

use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::Timestamp,
    hash::Sha256,
    id::UserId,
    text::Line,
};

/// Adds a link for somebody.
pub async fn insert_reset(tx: &mut Tx, user: UserId, token: Sha256, expires_at: Timestamp) -> Result<()> {
    let (now, id) = (tx.now(), tx.env().new_id());
    sql! {
        execute, tx,
        "insert into password_resets (id, user_id, token_hash, expires_at, created_at)
         values ($1, $2, $3, $4, $5)",
        id, user, token, expires_at, now
    }?;
    Ok(())
}

/// How many were made for somebody after `since`.
pub async fn count_resets(conn: &mut Conn, user: UserId, since: Timestamp) -> Result<i64> {
    let (n,): (i64,) = sql! {
        fetch_one, conn,
        "select count(*) from password_resets where user_id = $1 and created_at > $2",
        user, since
    }?;
    Ok(n)
}

/// Whose link it is, while it works.
pub async fn reset_owner(conn: &mut Conn, token: Sha256, now: Timestamp) -> Result<Option<UserId>> {
    let row: Option<(UserId,)> = sql! {
        fetch_optional, conn,
        "select user_id from password_resets where token_hash = $1 and used_at is null and expires_at > $2",
        token, now
    }?;
    Ok(row.map(|(user,)| user))
}

/// Uses a link up; none if it does not work any more.
pub async fn use_reset(tx: &mut Tx, token: Sha256) -> Result<Option<UserId>> {
    let now = tx.now();
    let row: Option<(UserId,)> = sql! {
        fetch_optional, tx,
        "update password_resets set used_at = $2
         where token_hash = $1 and used_at is null and expires_at > $2
         returning user_id",
        token, now
    }?;
    Ok(row.map(|(user,)| user))
}

/// Uses up all links of somebody, because their password is another now.
pub async fn close_resets(tx: &mut Tx, user: UserId) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update password_resets set used_at = $2 where user_id = $1 and used_at is null",
        user, now
    }
}

/// Forgets links that ran out before `before`.
pub async fn forget_resets(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    sql! { execute, tx, "delete from password_resets where expires_at < $1", before }
}

/// Writes the hash of a password that was set by a link in a mail, unless the present one is not `before` any more.
pub async fn reset_password(tx: &mut Tx, user: UserId, hash: &str, before: Option<&str>) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update users set password_hash = $2, password_reset_at = $5
         where id = $1 and (password_hash = $3 or (password_hash is null and $4))",
        user, hash, before, before.is_none(), now
    }
}

/// What the organisations are called in which somebody is active.
pub async fn names_of_places(conn: &mut Conn, user: UserId) -> Result<Vec<Line>> {
    let rows: Vec<(Line,)> = sql! {
        fetch_all, conn,
        "select o.name from organisations o join members m on m.org_id = o.id
         where m.user_id = $1 and m.deactivated_at is null order by o.name, o.id limit 100",
        user
    }?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}
