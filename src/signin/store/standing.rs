//! What the door must know about a person: where they are active, what is asked of them and what they can give.

use super::super::model::{Account, Browser, Factors, Standing, StandingRow};
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
    [one, two, three]: [Option<Sha256>; Browser::PEOPLE_MAX],
    now: Timestamp,
) -> Result<Standing> {
    let rows: Vec<StandingRow> = sql! {
        fetch_all, conn,
        "select m.org_id, m.role, u.email, u.name as person, u.password_reset_at,
            (select count(*) from totps t where t.user_id = u.id) > 0 as has_totp,
            (select count(*) from backup_codes b where b.user_id = u.id and b.used_at is null) as codes_left,
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
            d.id as device_id, d.remembered_until
         from users u
         left join members m on m.user_id = u.id and m.deactivated_at is null
         left join sign_in_rules r on r.org_id = m.org_id
         left join devices d on d.user_id = u.id and d.token_hash in ($2, $3, $4)
            and d.revoked_at is null
         where u.id = $1
         order by m.org_id limit 1000",
        user, one, two, three
    }?;
    Standing::of(&rows, now).ok_or(Error::NotFound)
}

/// The account of an address, and its person before the door, in one statement: signing in is what is done most.
pub async fn account_at_door(
    conn: &mut Conn,
    email: &Email,
    [one, two, three]: [Option<Sha256>; Browser::PEOPLE_MAX],
    now: Timestamp,
) -> Result<Option<(Account, Standing)>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        id: UserId,
        name: Line,
        password_hash: Option<String>,
        #[sqlx(flatten)]
        standing: StandingRow,
    }
    let rows: Vec<Row> = sql! {
        fetch_all, conn,
        "select u.id, u.name, u.password_hash, m.org_id, m.role, u.email, u.name as person, u.password_reset_at,
            (select count(*) from totps t where t.user_id = u.id) > 0 as has_totp,
            (select count(*) from backup_codes b where b.user_id = u.id and b.used_at is null) as codes_left,
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
            d.id as device_id, d.remembered_until
         from users u
         left join members m on m.user_id = u.id and m.deactivated_at is null
         left join sign_in_rules r on r.org_id = m.org_id
         left join devices d on d.user_id = u.id and d.token_hash in ($2, $3, $4)
            and d.revoked_at is null
         where u.email = $1
         order by m.org_id limit 1000",
        email, one, two, three
    }?;
    let Some(first) = rows.first() else { return Ok(None) };
    let (id, name, password_hash) = (first.id, first.name.clone(), first.password_hash.clone());
    let rows: Vec<StandingRow> = rows.into_iter().map(|row| row.standing).collect();
    let standing = Standing::of(&rows, now).ok_or(Error::NotFound)?;
    let places = i64::try_from(standing.orgs.len()).unwrap_or(i64::MAX);
    Ok(Some((Account { id, name, password_hash, places }, standing)))
}

/// What a person could give as a second step.
pub async fn factors(conn: &mut Conn, user: UserId) -> Result<Factors> {
    sql! {
        fetch_one, conn,
        "select (select count(*) from totps t where t.user_id = u.id) > 0 as has_totp,
            (select count(*) from backup_codes b where b.user_id = u.id and b.used_at is null) as codes_left
         from users u where u.id = $1",
        user
    }
}
