//! What the door must know about a person: where they are active, what is asked of them and what they can give.

use super::super::{
    guess::{Standing as Guessed, Target},
    model::{Account, Browser, Factors, Standing, StandingRow},
};
use crate::kernel::{
    Error, Result,
    db::Conn,
    env::Timestamp,
    hash::Sha256,
    id::UserId,
    text::{Email, Line},
};

/// A person before the door, with a browser that has these tokens.
pub async fn standing(
    conn: &mut Conn,
    user: UserId,
    tokens: [Option<Sha256>; Browser::PEOPLE_MAX],
    now: Timestamp,
) -> Result<Standing> {
    let rows = rows(conn, (None, Some(user)), tokens, (None, now)).await?;
    let rows: Vec<StandingRow> =
        rows.into_iter().filter(|row| row.id.is_some()).map(|row| row.standing).collect();
    Standing::of(&rows, now).ok_or(Error::NotFound)
}

/// The account of an address with its person before the door, and how it stands with wrong tries at the target,
/// in one statement: signing in is what is done most.
pub async fn account_at_door(
    conn: &mut Conn,
    email: &Email,
    tokens: [Option<Sha256>; Browser::PEOPLE_MAX],
    (target, now): (&Target, Timestamp),
) -> Result<(Option<(Account, Standing)>, Option<Guessed>)> {
    let rows = rows(conn, (Some(email), None), tokens, (Some(target), now)).await?;
    let Some(first) = rows.first() else { return Ok((None, None)) };
    let guessed = first.failures.zip(first.open_at).map(|(failures, open_at)| Guessed { failures, open_at });
    let Some((id, name)) = first.id.zip(first.name.clone()) else { return Ok((None, guessed)) };
    let password_hash = first.password_hash.clone();
    let rows: Vec<StandingRow> = rows.into_iter().map(|row| row.standing).collect();
    let standing = Standing::of(&rows, now).ok_or(Error::NotFound)?;
    let places = i64::try_from(standing.orgs.len()).unwrap_or(i64::MAX);
    Ok((Some((Account { id, name, password_hash, places }, standing)), guessed))
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Option<UserId>,
    name: Option<Line>,
    password_hash: Option<String>,
    failures: Option<i64>,
    open_at: Option<Timestamp>,
    #[sqlx(flatten)]
    standing: StandingRow,
}

/// Whoever has the address or the id: a row for each organisation they are active in. One row without anybody if
/// there is no such person, because wrong tries are counted for them, too.
async fn rows(
    conn: &mut Conn,
    (email, user): (Option<&Email>, Option<UserId>),
    [one, two, three]: [Option<Sha256>; Browser::PEOPLE_MAX],
    (target, now): (Option<&Target>, Timestamp),
) -> Result<Vec<Row>> {
    let (subject, kind) = (target.map(|target| target.subject), target.map(|target| target.kind));
    let browser = target.map(|target| target.device);
    sql! {
        fetch_all, conn,
        "select u.id, u.name, u.password_hash, m.org_id, m.role, coalesce(u.email, '') as email,
            coalesce(u.name, '') as person, u.password_reset_at,
            (select count(*) from totps t where t.user_id = u.id) > 0 as has_totp,
            (select count(*) from passkeys k where k.user_id = u.id and not (k.is_synced and exists (
                select 1 from members km join sign_in_rules kr on kr.org_id = km.org_id
                where km.user_id = u.id and km.deactivated_at is null and kr.passkeys_device_bound))) as passkeys,
            (select count(*) from backup_codes b where b.user_id = u.id and b.used_at is null) as codes_left,
            (select count(*) from sessions s where s.user_id = u.id and s.ended_at is null and s.expires_at > $9)
                as sessions,
            coalesce(r.second_factor_roles, '') as second_factor_roles,
            coalesce(r.mail_codes, false) as mail_codes,
            coalesce(r.remember_days, 0) as remember_days,
            coalesce(r.password_history, 0) as password_history,
            coalesce(r.password_changed_characters, 0) as password_changed_characters,
            coalesce(r.lock_after, 100) as lock_after,
            coalesce(r.lock_minutes, 30) as lock_minutes,
            coalesce(r.idle_minutes, 30) as idle_minutes,
            coalesce(r.absolute_hours, 12) as absolute_hours,
            coalesce(r.sessions_max, 10) as sessions_max,
            coalesce(r.passkeys_device_bound, false) as passkeys_device_bound,
            d.id as device_id, d.remembered_until, g.failures, g.open_at
         from (select 1 as one) door
         left join users u on u.email = $1 or u.id = $2
         left join guesses g on g.subject = $6 and g.kind = $7 and g.device = $8
         left join members m on m.user_id = u.id and m.deactivated_at is null
         left join sign_in_rules r on r.org_id = m.org_id
         left join devices d on d.user_id = u.id and d.token_hash in ($3, $4, $5)
            and d.revoked_at is null
         order by m.org_id limit 1000",
        email, user, one, two, three, subject, kind, browser, now
    }
}

/// What a person could give as a second step.
pub async fn factors(conn: &mut Conn, user: UserId) -> Result<Factors> {
    sql! {
        fetch_one, conn,
        "select (select count(*) from totps t where t.user_id = u.id) > 0 as has_totp,
            (select count(*) from passkeys k where k.user_id = u.id and not (k.is_synced and exists (
                select 1 from members km join sign_in_rules kr on kr.org_id = km.org_id
                where km.user_id = u.id and km.deactivated_at is null and kr.passkeys_device_bound))) as passkeys,
            (select count(*) from backup_codes b where b.user_id = u.id and b.used_at is null) as codes_left
         from users u where u.id = $1",
        user
    }
}
