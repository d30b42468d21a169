//! Authenticator apps.

use crate::kernel::{Result, db::Tx, env::Timestamp, id::UserId};

/// Notes an app whose code of `step` was given; it takes the place of one before. `secret` is sealed.
pub async fn put_totp(tx: &mut Tx, user: UserId, secret: &str, step: i64) -> Result<()> {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into totps (user_id, secret, last_step, created_at) values ($1, $2, $3, $4)
         on conflict (user_id) do update
            set secret = excluded.secret, last_step = excluded.last_step, created_at = excluded.created_at,
                tries_step = 0, tries = 0",
        user, secret, step, now
    }?;
    Ok(())
}

/// Takes one of the tries of `step`: the sealed secret and the last step a code was taken of. None if there is
/// no app, or if all tries of the step are taken.
pub async fn take_totp_try(tx: &mut Tx, user: UserId, step: i64, max: i64) -> Result<Option<(String, i64)>> {
    sql! {
        fetch_optional, tx,
        "update totps set tries = case when tries_step = $2 then tries + 1 else 1 end, tries_step = $2
         where user_id = $1 and (tries_step <> $2 or tries < $3)
         returning secret, last_step",
        user, step, max
    }
}

/// Takes the code of a step, and with it all earlier ones; 0 rows if it was taken before.
pub async fn take_totp_step(tx: &mut Tx, user: UserId, step: i64) -> Result<u64> {
    sql! { execute, tx, "update totps set last_step = $2 where user_id = $1 and last_step < $2", user, step }
}

/// Forgets the app; 0 rows if there is none.
pub async fn delete_totp(tx: &mut Tx, user: UserId) -> Result<u64> {
    sql! { execute, tx, "delete from totps where user_id = $1", user }
}

/// Since when there is an app.
pub async fn totp_since(conn: &mut crate::kernel::db::Conn, user: UserId) -> Result<Option<Timestamp>> {
    let row: Option<(Timestamp,)> =
        sql! { fetch_optional, conn, "select created_at from totps where user_id = $1", user }?;
    Ok(row.map(|(at,)| at))
}
