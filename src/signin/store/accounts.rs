//! Accounts and their passwords.

use super::super::model::Account;
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    id::UserId,
    text::{Email, Line},
};

/// The account of an address.
pub async fn account(conn: &mut Conn, email: &Email) -> Result<Option<Account>> {
    sql! {
        fetch_optional, conn,
        "select u.id, u.name, u.password_hash,
            (select count(*) from members m where m.user_id = u.id and m.deactivated_at is null) as places
         from users u where u.email = $1",
        email
    }
}

/// The account of a person.
pub async fn account_of(conn: &mut Conn, user: UserId) -> Result<Account> {
    sql! {
        fetch_one, conn,
        "select u.id, u.name, u.password_hash,
            (select count(*) from members m where m.user_id = u.id and m.deactivated_at is null) as places
         from users u where u.id = $1",
        user
    }
}

/// Writes the hash of a password, unless it is not `before` any more.
pub async fn set_password(tx: &mut Tx, user: UserId, hash: &str, before: Option<&str>) -> Result<u64> {
    sql! {
        execute, tx,
        "update users set password_hash = $2
         where id = $1 and (password_hash = $3 or (password_hash is null and $4))",
        user, hash, before, before.is_none()
    }
}

/// What the organisations are called in which a person is active.
pub async fn organisations_of(conn: &mut Conn, user: UserId) -> Result<Vec<Line>> {
    let names: Vec<(Line,)> = sql! {
        fetch_all, conn,
        "select o.name from organisations o join members m on m.org_id = o.id
         where m.user_id = $1 and m.deactivated_at is null
         order by o.id
         limit 50",
        user
    }?;
    Ok(names.into_iter().map(|(name,)| name).collect())
}
