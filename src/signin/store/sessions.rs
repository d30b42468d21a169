//! Signed-in browsers.

use super::super::model::{Browser, Identified, OwnSession, Proof};
use crate::access::{ProviderId, Scope, Strength};
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::Timestamp,
    hash::Sha256,
    id::UserId,
};
use uuid::Uuid;

/// The session of a cookie, live or not, with its person and what their organisations want of it; and their place in
/// the organisation that is called `slug` in addresses. One statement, because every page begins with it.
pub async fn session(
    conn: &mut Conn,
    (token, slug): (Sha256, &str),
    now: Timestamp,
) -> Result<Option<Identified>> {
    sql! {
        fetch_optional, conn,
        "select s.id, s.user_id, s.created_at, s.last_seen_at, s.expires_at, s.ended_at, s.must_renew, s.way,
            s.strength, s.is_remembered, s.factor_at, s.device_id, s.provider_id, s.only_org_id,
            (s.only_org_id is not null and u.password_hash is null
                and not exists (select 1 from totps t where t.user_id = s.user_id)
                and not exists (select 1 from passkeys k where k.user_id = s.user_id)
                and not exists (select 1 from members m where m.user_id = s.user_id and m.org_id <> s.only_org_id))
                as is_all_there_is,
            (select min(coalesce(r.idle_minutes, 30)) from members m left join sign_in_rules r on r.org_id = m.org_id
                where m.user_id = s.user_id and m.deactivated_at is null) as idle_minutes,
            (select min(coalesce(r.absolute_hours, 12)) from members m left join sign_in_rules r on r.org_id = m.org_id
                where m.user_id = s.user_id and m.deactivated_at is null) as absolute_hours,
            u.name, u.email, u.theme, u.density, u.has_keys, u.keymap,
            m.org_id, o.slug, o.name as org_name, o.color, o.initials, o.banner, o.imprint, o.features_off, m.role,
            c.seq as changes,
            (select count(*) from (select n.id from notices n
                where n.org_id = m.org_id and n.user_id = m.user_id and n.read_at is null limit 100) few) as unread,
            coalesce(r.second_factor_roles, '') as second_factor_roles,
            coalesce(r.mail_codes, false) as mail_codes, coalesce(r.remember_days, 0) as remember_days
         from sessions s
         join users u on u.id = s.user_id
         left join organisations o on o.slug = $3
         left join members m on m.org_id = o.id and m.user_id = s.user_id and m.deactivated_at is null
         left join chains c on c.org_id = m.org_id
         left join sign_in_rules r on r.org_id = m.org_id
         where s.token_hash = $1 or (s.former_hash = $1 and s.former_until > $2)",
        token, now, slug
    }
}

/// Gives a session that needs one a new token; the one before is good until `until`. 0 rows if another request
/// was faster.
pub async fn rotate(tx: &mut Tx, id: Uuid, token: Sha256, until: Timestamp) -> Result<u64> {
    sql! {
        execute, tx,
        "update sessions set former_hash = token_hash, former_until = $3, token_hash = $2, must_renew = false
         where id = $1 and must_renew and ended_at is null",
        id, token, until
    }
}

/// Gives a session a new token at once. 0 rows if it ended meanwhile.
pub async fn replace_token(tx: &mut Tx, id: Uuid, token: Sha256) -> Result<u64> {
    sql! {
        execute, tx,
        "update sessions set token_hash = $2, former_hash = null, must_renew = false
         where id = $1 and ended_at is null",
        id, token
    }
}

/// What a person's sessions are that have not ended, the last used first.
pub async fn sessions_of(conn: &mut Conn, user: UserId, now: Timestamp) -> Result<Vec<OwnSession>> {
    sql! {
        fetch_all, conn,
        "select id, created_at, last_seen_at, expires_at, way, strength, is_remembered, address, agent
         from sessions where user_id = $1 and ended_at is null and expires_at > $2
         order by last_seen_at desc, id desc limit 200",
        user, now
    }
}

/// The same as whoever runs one of the person's organisations may see them: not those that open another one alone.
pub async fn sessions_seen_by(
    conn: &mut Conn,
    scope: Scope,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<OwnSession>> {
    sql! {
        fetch_all, conn,
        "select id, created_at, last_seen_at, expires_at, way, strength, is_remembered, address, agent
         from sessions
         where (only_org_id is null or only_org_id = $1) and user_id = $2 and ended_at is null and expires_at > $3
         order by last_seen_at desc, id desc limit 200",
        scope.org(), user, now
    }
}

/// A session that is about to begin.
pub struct NewSession {
    /// What is kept of its cookie.
    pub token: Sha256,
    /// Who came in and how.
    pub proof: Proof,
    /// How much was proved in the end.
    pub strength: Strength,
    /// Whether the second step was skipped because the device is remembered.
    pub is_remembered: bool,
    /// The device.
    pub device: Option<Uuid>,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

/// Begins a session.
pub async fn insert_session(tx: &mut Tx, new: &NewSession, browser: &Browser) -> Result<()> {
    let (now, id, proof) = (tx.now(), tx.env().new_id(), &new.proof);
    let provider = proof.provider.map(|vouched| vouched.id);
    let only = proof.provider.and_then(|vouched| vouched.only);
    sql! {
        execute, tx,
        "insert into sessions (id, token_hash, user_id, way, strength, is_remembered, factor_at, device_id,
            provider_id, only_org_id, address, agent, created_at, last_seen_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $7, $7, $13)",
        id, new.token, proof.user, proof.way.word(), new.strength, new.is_remembered, now, new.device,
        provider, only, &browser.address, &browser.agent, new.expires_at
    }?;
    Ok(())
}

/// Notes that the person of a session used a factor of their own just now, and gives the session a new token.
/// It opens all their organisations from now on. 0 rows if it ended meanwhile.
pub async fn renew(tx: &mut Tx, id: Uuid, token: Sha256, strength: Strength, is_raised: bool) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update sessions set token_hash = $2, former_hash = null, factor_at = $3, strength = $4, only_org_id = null,
            is_remembered = is_remembered and not $5
         where id = $1 and ended_at is null",
        id, token, now, strength, is_raised
    }
}

/// The same after a provider vouched again: fresh, and no more than the provider's own organisation.
pub async fn renew_by_provider(tx: &mut Tx, id: Uuid, token: Sha256, strength: Strength) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update sessions set token_hash = $2, former_hash = null, factor_at = $3, strength = $4
         where id = $1 and ended_at is null",
        id, token, now, strength
    }
}

/// Ends the sessions that a provider opened.
pub async fn end_vouched_for(tx: &mut Tx, provider: ProviderId) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update sessions set ended_at = $2 where provider_id = $1 and ended_at is null",
        provider, now
    }
}

/// Notes that a session was used.
pub async fn touch(tx: &mut Tx, id: Uuid) -> Result<()> {
    let now = tx.now();
    sql! { execute, tx, "update sessions set last_seen_at = $2 where id = $1 and ended_at is null", id, now }?;
    Ok(())
}

/// Ends a session.
pub async fn end(tx: &mut Tx, id: Uuid) -> Result<u64> {
    let now = tx.now();
    sql! { execute, tx, "update sessions set ended_at = $2 where id = $1 and ended_at is null", id, now }
}

/// Ends all sessions of a person but one.
pub async fn end_others(tx: &mut Tx, user: UserId, but: Uuid) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update sessions set ended_at = $3 where user_id = $1 and id <> $2 and ended_at is null",
        user, but, now
    }
}

/// Ends a session of a person; 0 rows if they have none with this id.
pub async fn end_own(tx: &mut Tx, user: UserId, id: Uuid) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update sessions set ended_at = $3 where id = $1 and user_id = $2 and ended_at is null",
        id, user, now
    }
}

/// Ends all sessions of a person.
pub async fn end_all(tx: &mut Tx, user: UserId) -> Result<u64> {
    let now = tx.now();
    sql! { execute, tx, "update sessions set ended_at = $2 where user_id = $1 and ended_at is null", user, now }
}

/// Ends the sessions of a device of a person but one.
pub async fn end_of_device(tx: &mut Tx, user: UserId, device: Uuid, but: Uuid) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update sessions set ended_at = $4
         where user_id = $1 and device_id = $2 and id <> $3 and ended_at is null",
        user, device, but, now
    }
}

/// Ends all sessions of a person but the `max` that were used last; those not used since `seen_after` are over.
pub async fn end_beyond(tx: &mut Tx, user: UserId, max: i64, seen_after: Timestamp) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update sessions set ended_at = $2 where id in
            (select s.id from sessions s
             where s.user_id = $1 and s.ended_at is null and s.expires_at > $2 and s.last_seen_at > $4
             order by s.last_seen_at desc, s.id desc limit 1000000 offset $3)",
        user, now, max, seen_after
    }
}

/// Forgets sessions that ended or ran out before `before`.
pub async fn forget_sessions(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    sql! { execute, tx, "delete from sessions where expires_at < $1 or ended_at < $1", before }
}
