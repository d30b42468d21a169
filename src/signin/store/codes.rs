//! Backup codes.

use super::super::codes::Kept;
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::Timestamp,
    hash::Sha256,
    id::UserId,
};

/// Puts ten new codes in the place of all before.
pub async fn put_codes(tx: &mut Tx, user: UserId, codes: &[Kept]) -> Result<()> {
    let now = tx.now();
    sql! { execute, tx, "delete from backup_codes where user_id = $1", user }?;
    for code in codes {
        sql! {
            execute, tx,
            "insert into backup_codes (user_id, place, salt, code_hash, created_at) values ($1, $2, $3, $4, $5)",
            user, code.place, code.salt.to_vec(), code.hash, now
        }?;
    }
    Ok(())
}

/// The salt of one code that is still good.
pub async fn code_salt(conn: &mut Conn, user: UserId, place: i64) -> Result<Option<Vec<u8>>> {
    let row: Option<(Vec<u8>,)> = sql! {
        fetch_optional, conn,
        "select salt from backup_codes where user_id = $1 and place = $2 and used_at is null",
        user, place
    }?;
    Ok(row.map(|(salt,)| salt))
}

/// Uses a code up; 0 rows if it is wrong or another request was faster.
pub async fn use_code(tx: &mut Tx, user: UserId, place: i64, hash: Sha256) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update backup_codes set used_at = $4
         where user_id = $1 and place = $2 and code_hash = $3 and used_at is null",
        user, place, hash, now
    }
}

/// Forgets all codes of a person.
pub async fn delete_codes(tx: &mut Tx, user: UserId) -> Result<u64> {
    sql! { execute, tx, "delete from backup_codes where user_id = $1", user }
}

/// How many codes are left, and since when there are any.
pub async fn codes_left(conn: &mut Conn, user: UserId) -> Result<(i64, Option<Timestamp>)> {
    let rows: Vec<(Timestamp, Option<Timestamp>)> = sql! {
        fetch_all, conn,
        "select created_at, used_at from backup_codes where user_id = $1 order by place limit 10",
        user
    }?;
    let left = rows.iter().filter(|(_, used)| used.is_none()).count();
    Ok((i64::try_from(left).unwrap_or(0), rows.first().map(|(made, _)| *made)))
}
