//! Changes of people's addresses.

use super::super::model::AddressChange;
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::Timestamp,
    hash::Sha256,
    id::UserId,
    text::Email,
};
use uuid::Uuid;

/// An address somebody wants, and the tokens of the two links.
pub struct NewAddress<'a> {
    /// Who.
    pub user: UserId,
    /// The address they have.
    pub before: &'a Email,
    /// The one they want.
    pub after: &'a Email,
    /// What is kept of the token that goes to the new address.
    pub token: Sha256,
    /// What is kept of the token that goes to the old one.
    pub stop: Sha256,
    /// Until when the change can be confirmed.
    pub expires_at: Timestamp,
    /// Until when it can be stopped or taken back.
    pub stop_until: Timestamp,
}

/// Adds a change that waits to be confirmed.
pub async fn insert_address(tx: &mut Tx, new: &NewAddress<'_>) -> Result<()> {
    let (now, id) = (tx.now(), tx.env().new_id());
    sql! {
        execute, tx,
        "insert into address_changes (id, user_id, before_email, after_email, token_hash, stop_hash, expires_at,
            stop_until, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id, new.user, new.before, new.after, new.token, new.stop, new.expires_at, new.stop_until, now
    }?;
    Ok(())
}

/// Closes the changes of somebody that still wait, because a new one takes their place.
pub async fn close_addresses(tx: &mut Tx, user: UserId) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update address_changes set stopped_at = $2
         where user_id = $1 and confirmed_at is null and stopped_at is null",
        user, now
    }
}

/// The change whose link to the new address this is, while it waits.
pub async fn waiting_address(
    conn: &mut Conn,
    token: Sha256,
    now: Timestamp,
) -> Result<Option<AddressChange>> {
    sql! {
        fetch_optional, conn,
        "select id, user_id, before_email, after_email, confirmed_at from address_changes
         where token_hash = $1 and confirmed_at is null and stopped_at is null and expires_at > $2",
        token, now
    }
}

/// The change whose link to the old address this is, while it can be stopped or taken back.
pub async fn stoppable_address(
    conn: &mut Conn,
    stop: Sha256,
    now: Timestamp,
) -> Result<Option<AddressChange>> {
    sql! {
        fetch_optional, conn,
        "select id, user_id, before_email, after_email, confirmed_at from address_changes
         where stop_hash = $1 and stopped_at is null and stop_until > $2",
        stop, now
    }
}

/// Notes that a change is done; 0 rows if somebody else was faster.
pub async fn settle_address(tx: &mut Tx, id: Uuid) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update address_changes set confirmed_at = $2
         where id = $1 and confirmed_at is null and stopped_at is null and expires_at > $2",
        id, now
    }
}

/// Notes that a change was stopped or taken back; 0 rows if it was before, or confirmed meanwhile.
pub async fn stop_address(tx: &mut Tx, change: &AddressChange) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update address_changes set stopped_at = $2
         where id = $1 and stopped_at is null and (confirmed_at is null) = $3",
        change.id, now, change.confirmed_at.is_none()
    }
}

/// Gives somebody another address, unless theirs is not `before` any more.
pub async fn set_address(tx: &mut Tx, user: UserId, before: &Email, after: &Email) -> Result<u64> {
    sql! { execute, tx, "update users set email = $3 where id = $1 and email = $2", user, before, after }
}

/// Forgets changes that could be taken back until `before`.
pub async fn forget_addresses(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    sql! { execute, tx, "delete from address_changes where stop_until < $1", before }
}
