//! Accounts and their passwords.

use super::super::model::Account;
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    id::{OrgId, UserId},
    text::Email,
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

/// Where mails to a person go, and whom they greet.
pub async fn address_of(conn: &mut Conn, user: UserId) -> Result<(Email, String)> {
    sql! { fetch_one, conn, "select email, name from users where id = $1", user }
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

/// Takes a person's password away, so that nobody comes in by it; 0 rows if it is not `before` any more.
pub async fn remove_password(tx: &mut Tx, user: UserId, before: &str) -> Result<u64> {
    sql! {
        execute, tx,
        "update users set password_hash = null where id = $1 and password_hash = $2",
        user, before
    }
}

/// Whether a person belongs to `org`, active or not.
pub async fn is_member(conn: &mut Conn, org: OrgId, user: UserId) -> Result<bool> {
    let (n,): (i64,) = sql! {
        fetch_one, conn,
        "select count(*) from members where org_id = $1 and user_id = $2",
        org, user
    }?;
    Ok(n > 0)
}
