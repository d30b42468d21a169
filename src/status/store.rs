//! The one question of this domain to the database.

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
