//! Providers and the journeys to them.

use super::super::providers::{Button, Listed, Pending, Provider, ProviderId};
use crate::access::Scope;
use crate::kernel::{
    Error, Result,
    db::{Conn, Tx},
    env::Timestamp,
    hash::Sha256,
    id::{OrgId, UserId},
};

/// The providers of an organisation, those in use first.
pub async fn providers(conn: &mut Conn, scope: Scope) -> Result<Vec<Listed>> {
    sql! {
        fetch_all, conn,
        "select p.id, p.label, p.issuer, p.is_listed, p.is_active,
            (select count(*) from identities i where i.org_id = p.org_id and i.provider_id = p.id) as people
         from providers p where p.org_id = $1
         order by case when p.is_active then 0 else 1 end, p.label, p.id limit 200",
        scope.org()
    }
}

/// One of them.
pub async fn provider(conn: &mut Conn, scope: Scope, id: ProviderId) -> Result<Provider> {
    sql! {
        fetch_one, conn,
        "select org_id, id, label, issuer, client_id, client_secret, hosted_domain, trusts_second_factor,
            is_listed, is_active, version
         from providers where org_id = $1 and id = $2",
        scope.org(), id
    }
}

/// How many people of the organisation would have no way in without this provider.
pub async fn depend_on(conn: &mut Conn, scope: Scope, id: ProviderId) -> Result<i64> {
    let (n,): (i64,) = sql! {
        fetch_one, conn,
        "select count(*) from members m join users u on u.id = m.user_id
         where m.org_id = $1 and m.deactivated_at is null and u.password_hash is null
            and not exists (select 1 from passkeys k where k.user_id = u.id)
            and exists (select 1 from identities i where i.provider_id = $2 and i.user_id = u.id)
            and not exists (select 1 from identities i join providers p on p.id = i.provider_id
                            where i.user_id = u.id and p.id <> $2 and p.is_active)",
        scope.org(), id
    }?;
    Ok(n)
}

/// Adds a provider.
pub async fn insert_provider(tx: &mut Tx, scope: Scope, it: &Provider) -> Result<()> {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into providers
            (org_id, id, label, issuer, client_id, client_secret, hosted_domain, trusts_second_factor, is_listed,
             is_active, version, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        scope.org(), it.id, &it.label, &it.issuer, &it.client_id, &it.client_secret, &it.hosted_domain,
        it.trusts_second_factor, it.is_listed, it.is_active, it.version, now
    }?;
    Ok(())
}

/// Writes a provider over the version before; `Conflict` if somebody else was faster.
pub async fn update_provider(tx: &mut Tx, scope: Scope, it: &Provider) -> Result<()> {
    let rows = sql! {
        execute, tx,
        "update providers set label = $3, issuer = $4, client_id = $5, client_secret = $6, hosted_domain = $7,
            trusts_second_factor = $8, is_listed = $9, is_active = $10, version = $11
         where org_id = $1 and id = $2 and version = $12",
        scope.org(), it.id, &it.label, &it.issuer, &it.client_id, &it.client_secret, &it.hosted_domain,
        it.trusts_second_factor, it.is_listed, it.is_active, it.version, it.version - 1
    }?;
    match rows {
        0 => Err(Error::Conflict("Somebody else changed this provider meanwhile.".into())),
        _ => Ok(()),
    }
}

/// The providers whose buttons everybody sees, and `asked`, which somebody has the address of.
pub async fn buttons(conn: &mut Conn, asked: Option<ProviderId>) -> Result<Vec<Button>> {
    sql! {
        fetch_all, conn,
        "select id, label from providers where is_active and (is_listed or id = $1) order by label, id limit 50",
        asked
    }
}

/// The providers in use of the organisation that an open invitation is from. The invitation is the proof.
pub async fn buttons_of(conn: &mut Conn, org: OrgId) -> Result<Vec<Button>> {
    sql! {
        fetch_all, conn,
        "select id, label from providers where org_id = $1 and is_active order by label, id limit 50",
        org
    }
}

/// The providers in use of an organisation that a person has an account at.
pub async fn buttons_linked(conn: &mut Conn, org: OrgId, user: UserId) -> Result<Vec<Button>> {
    sql! {
        fetch_all, conn,
        "select p.id, p.label from providers p
         where p.org_id = $1 and p.is_active
            and exists (select 1 from identities i where i.provider_id = p.id and i.user_id = $2)
         order by p.label, p.id limit 50",
        org, user
    }
}

/// A provider in use, for somebody at the door: no organisation is proved yet.
pub async fn provider_in_use(conn: &mut Conn, id: ProviderId) -> Result<Provider> {
    sql! {
        fetch_one, conn,
        "select org_id, id, label, issuer, client_id, client_secret, hosted_domain, trusts_second_factor,
            is_listed, is_active, version
         from providers where id = $1 and is_active",
        id
    }
}

/// Notes that somebody set out. `state` and `cookie` tell the one who comes back from everybody else.
pub async fn insert_pending(
    tx: &mut Tx,
    it: &Pending,
    (state, cookie): (Sha256, Sha256),
    expires_at: Timestamp,
) -> Result<()> {
    sql! {
        execute, tx,
        "insert into provider_attempts
            (id, state_hash, cookie_hash, provider_id, purpose, user_id, session_id, nonce_hash, luggage, expires_at,
             created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        it.id, state, cookie, it.provider_id, it.purpose, it.user_id, it.session_id, it.nonce_hash, &it.luggage,
        expires_at, it.created_at
    }?;
    Ok(())
}

/// Whether somebody set out with this state, from this browser, to this provider.
pub async fn is_pending(
    conn: &mut Conn,
    (state, cookie): (Sha256, Sha256),
    provider: ProviderId,
) -> Result<bool> {
    let (n,): (i64,) = sql! {
        fetch_one, conn,
        "select count(*) from provider_attempts where state_hash = $1 and cookie_hash = $2 and provider_id = $3",
        state, cookie, provider
    }?;
    Ok(n > 0)
}

/// Takes the journey of this state, browser and provider; none if there is none, or it came back before.
pub async fn take_pending(
    tx: &mut Tx,
    (state, cookie): (Sha256, Sha256),
    provider: ProviderId,
) -> Result<Option<Pending>> {
    let now = tx.now();
    sql! {
        fetch_optional, tx,
        "update provider_attempts set used_at = $4
         where state_hash = $1 and cookie_hash = $2 and provider_id = $3 and used_at is null and expires_at > $4
         returning id, provider_id, purpose, user_id, session_id, nonce_hash, luggage, created_at",
        state, cookie, provider, now
    }
}

/// Forgets journeys that ran out before `before`.
pub async fn forget_pending(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    sql! { execute, tx, "delete from provider_attempts where expires_at < $1", before }
}
