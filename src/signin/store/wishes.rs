//! What organisations wish of passwords, and the passwords that people had before.

use super::super::password::Wish;
use crate::access::Role;
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    id::{OrgId, UserId},
};

/// What the organisations wish in which a person is active, each with the person's role there.
pub async fn wishes_of(conn: &mut Conn, user: UserId) -> Result<Vec<Wish>> {
    sql! {
        fetch_all, conn,
        "select m.role, coalesce(r.second_factor_roles, '') as second_factor_roles,
            coalesce(r.mail_codes, false) as mail_codes,
            coalesce(r.password_history, 0) as password_history,
            coalesce(r.password_changed_characters, 0) as password_changed_characters
         from members m left join sign_in_rules r on r.org_id = m.org_id
         where m.user_id = $1 and m.deactivated_at is null
         order by m.org_id
         limit 100",
        user
    }
}

/// What an organisation wishes of somebody who is about to join it as `role`.
pub async fn wish_of(conn: &mut Conn, org: OrgId, role: Role) -> Result<Wish> {
    sql! {
        fetch_one, conn,
        "select $2 as role, coalesce(r.second_factor_roles, '') as second_factor_roles,
            coalesce(r.mail_codes, false) as mail_codes,
            coalesce(r.password_history, 0) as password_history,
            coalesce(r.password_changed_characters, 0) as password_changed_characters
         from organisations o left join sign_in_rules r on r.org_id = o.id
         where o.id = $1",
        org, role
    }
}

/// The hashes of the passwords that a person had before, the last first.
pub async fn former_hashes(conn: &mut Conn, user: UserId, count: i64) -> Result<Vec<String>> {
    let found: Vec<(String,)> = sql! {
        fetch_all, conn,
        "select password_hash from former_passwords where user_id = $1 order by id desc limit $2",
        user, count
    }?;
    Ok(found.into_iter().map(|(hash,)| hash).collect())
}

/// Keeps the hash of a password that was replaced.
pub async fn insert_former(tx: &mut Tx, user: UserId, hash: &str) -> Result<()> {
    let (now, id) = (tx.now(), tx.env().new_id());
    sql! {
        execute, tx,
        "insert into former_passwords (id, user_id, password_hash, replaced_at) values ($1, $2, $3, $4)",
        id, user, hash, now
    }?;
    Ok(())
}

/// Forgets all but the last `count` of them.
pub async fn forget_former(tx: &mut Tx, user: UserId, count: i64) -> Result<u64> {
    sql! {
        execute, tx,
        "delete from former_passwords where user_id = $1 and id not in (
            select id from former_passwords where user_id = $1 order by id desc limit $2)",
        user, count
    }
}
