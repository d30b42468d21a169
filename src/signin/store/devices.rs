//! Browsers that people signed in with.

use super::super::model::Browser;
use crate::kernel::{Result, db::Tx, env::Timestamp, hash::Sha256, id::UserId};
use uuid::Uuid;

/// Notes a browser that was not known before. One whose cookie was revoked gets a new one.
pub async fn insert_device(tx: &mut Tx, user: UserId, token: Sha256, browser: &Browser) -> Result<Uuid> {
    let (now, id) = (tx.now(), tx.env().new_id());
    sql! {
        execute, tx,
        "insert into devices (id, user_id, token_hash, agent, address, created_at)
         values ($1, $2, $3, $4, $5, $6)",
        id, user, token, &browser.agent, &browser.address, now
    }?;
    Ok(id)
}

/// Lets a device skip the second step for a while.
pub async fn remember_device(tx: &mut Tx, id: Uuid, until: Timestamp) -> Result<u64> {
    sql! { execute, tx, "update devices set remembered_until = $2 where id = $1 and revoked_at is null", id, until }
}
