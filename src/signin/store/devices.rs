//! Browsers that people signed in with.

use super::super::model::{Browser, Device, NewDevice};
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::Timestamp,
    hash::Sha256,
    id::UserId,
};
use uuid::Uuid;

/// Notes a browser that was not known before. One whose cookie was revoked gets a new one. Its person is written to
/// about it, unless they know anyway.
pub async fn insert_device(
    tx: &mut Tx,
    (user, is_told): (UserId, bool),
    token: Sha256,
    browser: &Browser,
) -> Result<Uuid> {
    let (now, id) = (tx.now(), tx.env().new_id());
    let told_at = is_told.then_some(now);
    sql! {
        execute, tx,
        "insert into devices (id, user_id, token_hash, agent, address, told_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        id, user, token, &browser.agent, &browser.address, told_at, now
    }?;
    Ok(id)
}

/// Lets a device skip the second step for a while.
pub async fn remember_device(tx: &mut Tx, id: Uuid, until: Timestamp) -> Result<u64> {
    sql! { execute, tx, "update devices set remembered_until = $2 where id = $1 and revoked_at is null", id, until }
}

/// The devices of a person that are known again, the newest first.
pub async fn devices_of(conn: &mut Conn, user: UserId) -> Result<Vec<Device>> {
    sql! {
        fetch_all, conn,
        "select id, agent, address, created_at, remembered_until from devices
         where user_id = $1 and revoked_at is null order by created_at desc, id desc limit 200",
        user
    }
}

/// Takes a device for a new one from now on; none if the person has no such device.
pub async fn revoke_device(tx: &mut Tx, user: UserId, id: Uuid) -> Result<Option<Device>> {
    let now = tx.now();
    sql! {
        fetch_optional, tx,
        "update devices set revoked_at = $3 where id = $1 and user_id = $2 and revoked_at is null
         returning id, agent, address, created_at, remembered_until",
        id, user, now
    }
}

/// Takes all devices of a person for new ones.
pub async fn revoke_devices(tx: &mut Tx, user: UserId) -> Result<u64> {
    let now = tx.now();
    sql! { execute, tx, "update devices set revoked_at = $2 where user_id = $1 and revoked_at is null", user, now }
}

/// Forgets devices that nobody is signed in with any more and whose cookie ran out: those from before `before`
/// and those that were revoked.
pub async fn forget_devices(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    sql! {
        execute, tx,
        "delete from devices where (created_at < $1 or revoked_at is not null)
            and not exists (select 1 from sessions s where s.device_id = devices.id)",
        before
    }
}

/// The devices whose people were not written to yet, the oldest first.
pub async fn untold_devices(conn: &mut Conn, limit: i64) -> Result<Vec<NewDevice>> {
    sql! {
        fetch_all, conn,
        "select d.id, d.user_id, d.agent, d.address, d.created_at, u.email, u.name
         from devices d join users u on u.id = d.user_id
         where d.told_at is null and d.revoked_at is null
         order by d.created_at, d.id limit $1",
        limit
    }
}

/// Notes that the person of a device is being written to; 0 rows if another process was faster.
pub async fn mark_told(tx: &mut Tx, id: Uuid) -> Result<u64> {
    let now = tx.now();
    sql! { execute, tx, "update devices set told_at = $2 where id = $1 and told_at is null", id, now }
}
