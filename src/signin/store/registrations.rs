//! Addresses that are being checked before their owners may begin an organisation.

use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::Timestamp,
    hash::Sha256,
    text::Email,
};

/// Adds an address whose owner gets the token with this hash.
pub async fn insert_registration(
    tx: &mut Tx,
    email: &Email,
    token: Sha256,
    expires_at: Timestamp,
) -> Result<()> {
    let (now, id) = (tx.now(), tx.env().new_id());
    sql! {
        execute, tx,
        "insert into registrations (id, email, token_hash, expires_at, created_at) values ($1, $2, $3, $4, $5)",
        id, email, token, expires_at, now
    }?;
    Ok(())
}

/// How many were added for an address after `since`.
pub async fn count_registrations(conn: &mut Conn, email: &Email, since: Timestamp) -> Result<i64> {
    let (n,): (i64,) = sql! {
        fetch_one, conn,
        "select count(*) from registrations where email = $1 and created_at > $2",
        email, since
    }?;
    Ok(n)
}

/// The address whose link this is, while it works.
pub async fn registration(conn: &mut Conn, token: Sha256, now: Timestamp) -> Result<Option<Email>> {
    let row: Option<(Email,)> = sql! {
        fetch_optional, conn,
        "select email from registrations where token_hash = $1 and used_at is null and expires_at > $2",
        token, now
    }?;
    Ok(row.map(|(email,)| email))
}

/// Uses a link up; 0 rows if it does not work any more.
pub async fn use_registration(tx: &mut Tx, token: Sha256) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update registrations set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2",
        token, now
    }
}

/// Forgets those that ran out before `before`.
pub async fn forget_registrations(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    sql! { execute, tx, "delete from registrations where expires_at < $1", before }
}
