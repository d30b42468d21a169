//! The questions of this domain to the database. They are not scoped: the installation is everybody's.

use crate::kernel::{Result, db::Conn, id::UserId};

/// Whether `user` is an administrator of any organisation. Not scoped to one: the installation is everybody's.
pub async fn is_administrator(conn: &mut Conn, user: UserId) -> Result<bool> {
    let (places,): (i64,) = sql! {
        fetch_one, conn,
        "select count(*) from members where user_id = $1 and role = 'admin' and deactivated_at is null",
        user
    }?;
    Ok(places > 0)
}

/// How many stored files of any organisation were found damaged or gone when they were last compared.
pub async fn damaged_files(conn: &mut Conn) -> Result<i64> {
    let (files,): (i64,) =
        sql! { fetch_one, conn, "select count(*) from evidence_checks where not is_sound" }?;
    Ok(files)
}
