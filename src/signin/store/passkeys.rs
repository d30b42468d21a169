//! Passkeys, and who was asked for one.

use super::super::passkeys::{Ceremony, Key, New, Passkey, PasskeyId, Purpose, State, Used};
use crate::kernel::{
    Error, Result,
    db::{Conn, Tx},
    env::Timestamp,
    hash::Sha256,
    id::UserId,
    text::Line,
};
use sqlx::types::Json;

/// The passkeys of a person, oldest first.
pub async fn passkeys(conn: &mut Conn, user: UserId) -> Result<Vec<Passkey>> {
    sql! {
        fetch_all, conn,
        "select id, name, is_synced, created_at, last_used_at from passkeys
         where user_id = $1 order by created_at, id limit 100",
        user
    }
}

/// One of them.
pub async fn passkey(conn: &mut Conn, user: UserId, id: PasskeyId) -> Result<Passkey> {
    sql! {
        fetch_one, conn,
        "select id, name, is_synced, created_at, last_used_at from passkeys where user_id = $1 and id = $2",
        user, id
    }
}

/// What devices call the passkeys of a person.
pub async fn credential_ids(conn: &mut Conn, user: UserId) -> Result<Vec<Vec<u8>>> {
    let rows: Vec<(Vec<u8>,)> = sql! {
        fetch_all, conn,
        "select credential_id from passkeys where user_id = $1 order by created_at, id limit 100",
        user
    }?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The passkey that a device calls this, with its person.
pub async fn key(conn: &mut Conn, credential_id: &[u8]) -> Result<Option<Key>> {
    sql! {
        fetch_optional, conn,
        "select p.id, p.user_id, u.name as person, u.email, p.name, p.is_synced, p.sign_count, p.credential
         from passkeys p join users u on u.id = p.user_id
         where p.credential_id = $1",
        credential_id
    }
}

/// Notes a new passkey. One that is in use already is a problem with `form`.
pub async fn insert_passkey(
    tx: &mut Tx,
    user: UserId,
    (id, name): (PasskeyId, &Line),
    new: &New,
    taken: &str,
) -> Result<()> {
    let (now, credential) = (tx.now(), Json(&new.credential));
    sql! {
        execute, tx,
        "insert into passkeys (id, user_id, credential_id, name, credential, sign_count, is_synced, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id, user, &new.credential_id, name, credential, new.sign_count, new.is_synced, now
    }
    .map(drop)
    .map_err(|error: Error| error.on_taken("passkeys.credential_id", "form", taken))
}

/// Calls a passkey something else.
pub async fn rename_passkey(tx: &mut Tx, user: UserId, id: PasskeyId, name: &Line) -> Result<u64> {
    sql! { execute, tx, "update passkeys set name = $3 where user_id = $1 and id = $2", user, id, name }
}

/// Notes that a passkey was used; 0 rows if it was removed meanwhile, or another request used it at the same time.
pub async fn use_passkey(tx: &mut Tx, key: &Key, used: &Used) -> Result<u64> {
    let (now, credential) = (tx.now(), Json(&used.credential));
    sql! {
        execute, tx,
        "update passkeys set credential = $2, sign_count = $3, last_used_at = $4
         where id = $1 and sign_count = $5",
        key.id, credential, used.sign_count, now, key.sign_count
    }
}

/// Takes a passkey of a person away, unless it would leave them without any way in; 0 rows then.
pub async fn delete_passkey(tx: &mut Tx, user: UserId, id: PasskeyId) -> Result<u64> {
    sql! {
        execute, tx,
        "delete from passkeys where user_id = $1 and id = $2
            and (exists (select 1 from users u where u.id = $1 and u.password_hash is not null)
                 or exists (select 1 from passkeys k where k.user_id = $1 and k.id <> $2
                            and not (k.is_synced and exists (
                                select 1 from members m join sign_in_rules r on r.org_id = m.org_id
                                where m.user_id = $1 and m.deactivated_at is null and r.passkeys_device_bound)))
                 or exists (select 1 from identities i join providers p on p.id = i.provider_id
                            where i.user_id = $1 and p.is_active))",
        user, id
    }
}

/// Takes all passkeys of a person away, who lost them: how many there were.
pub async fn delete_passkeys(tx: &mut Tx, user: UserId) -> Result<u64> {
    sql! { execute, tx, "delete from passkeys where user_id = $1", user }
}

/// Lets nobody else change the ways in of a person until this unit of work is over: two that look at the same time
/// whether another is left would both find one.
pub async fn hold_person(tx: &mut Tx, user: UserId) -> Result<()> {
    sql! { execute, tx, "update users set version = version where id = $1", user }.map(drop)
}

/// Somebody is asked for a passkey.
pub struct Asked<'a> {
    /// What is kept of the token of the question.
    pub token: Sha256,
    /// What ties it to one browser.
    pub bond: Sha256,
    /// What for.
    pub purpose: Purpose,
    /// Who, where that is known.
    pub user: Option<UserId>,
    /// What the answer must fit.
    pub state: &'a State,
}

/// Notes that somebody was asked.
pub async fn insert_ceremony(tx: &mut Tx, asked: &Asked<'_>) -> Result<()> {
    let (now, id) = (tx.now(), tx.env().new_id());
    let (until, state) = (now + Ceremony::LIFE, Json(asked.state));
    sql! {
        execute, tx,
        "insert into passkey_ceremonies (id, token_hash, bond, purpose, user_id, state, expires_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id, asked.token, asked.bond, asked.purpose, asked.user, state, until, now
    }?;
    Ok(())
}

/// Whom a browser was asked about, as long as the question is open.
pub async fn asked(
    conn: &mut Conn,
    (token, bond): (Sha256, Sha256),
    purpose: Purpose,
) -> Result<Option<UserId>> {
    let row: Option<(Option<UserId>,)> = sql! {
        fetch_optional, conn,
        "select user_id from passkey_ceremonies where token_hash = $1 and bond = $2 and purpose = $3",
        token, bond, purpose
    }?;
    Ok(row.and_then(|(user,)| user))
}

/// Takes the question that a browser answers, once; none if it was not asked that, or too long ago.
pub async fn take_ceremony(
    tx: &mut Tx,
    (token, bond): (Sha256, Sha256),
    purpose: Purpose,
) -> Result<Option<Ceremony>> {
    let now = tx.now();
    sql! {
        fetch_optional, tx,
        "delete from passkey_ceremonies where token_hash = $1 and bond = $2 and purpose = $3 and expires_at > $4
         returning user_id, state",
        token, bond, purpose, now
    }
}

/// Forgets questions that nobody answered before `before`.
pub async fn forget_ceremonies(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    sql! { execute, tx, "delete from passkey_ceremonies where expires_at < $1", before }
}
