//! Accounts, which belong to no organisation.

use super::super::model::{NewPerson, Person};
use crate::kernel::{
    Error, Result,
    db::{Conn, Tx},
    id::{OrgId, UserId},
    text::Email,
};

/// How many people have an account.
pub async fn count_people(conn: &mut Conn) -> Result<i64> {
    let (n,): (i64,) = sql! { fetch_one, conn, "select count(*) from users" }?;
    Ok(n)
}

/// One's own account.
pub async fn person(conn: &mut Conn, user: UserId) -> Result<Person> {
    sql! {
        fetch_one, conn,
        "select id, email, name, theme, density, has_keys, keymap, version from users where id = $1",
        user
    }
}

/// The account with this address.
pub async fn by_email(conn: &mut Conn, email: &Email) -> Result<Option<Person>> {
    sql! {
        fetch_optional, conn,
        "select id, email, name, theme, density, has_keys, keymap, version from users where email = $1",
        email
    }
}

/// Adds an account.
pub async fn insert_person(tx: &mut Tx, new: &NewPerson) -> Result<()> {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into users (id, email, name, password_hash, theme, density, has_keys, version, created_at)
         values ($1, $2, $3, $4, '', '', true, 1, $5)",
        new.id, &new.email, &new.name, &new.password_hash, now
    }?;
    Ok(())
}

/// Writes name and look over the version before; `Conflict` if another tab was faster.
pub async fn update_person(tx: &mut Tx, person: &Person) -> Result<()> {
    let rows = sql! {
        execute, tx,
        "update users set name = $2, theme = $3, density = $4, has_keys = $5, keymap = $6, version = $7
         where id = $1 and version = $8",
        person.id, &person.name, &person.theme, &person.density, person.has_keys, &person.keymap,
        person.version, person.version - 1
    }?;
    match rows {
        0 => Err(Error::Conflict("You changed these settings in another window. Reload the page.".into())),
        _ => Ok(()),
    }
}

/// The organisations a person is active in, always in the same order, so that two writers of several
/// trails wait for each other instead of locking up.
pub async fn organisations_of(conn: &mut Conn, user: UserId) -> Result<Vec<OrgId>> {
    let rows: Vec<(OrgId,)> = sql! {
        fetch_all, conn,
        "select org_id from members where user_id = $1 and deactivated_at is null order by org_id limit 1000",
        user
    }?;
    Ok(rows.into_iter().map(|(org,)| org).collect())
}

/// Has the sessions of a person go on under new tokens, because their rights changed; and ends them if the person
/// is active nowhere any more.
pub async fn renew_or_end_sessions(tx: &mut Tx, user: UserId) -> Result<()> {
    let now = tx.now();
    sql! { execute, tx, "update sessions set must_renew = true where user_id = $1 and ended_at is null", user }?;
    sql! {
        execute, tx,
        "update sessions set ended_at = $2 where user_id = $1 and ended_at is null and not exists
            (select 1 from members m where m.user_id = sessions.user_id and m.deactivated_at is null)",
        user, now
    }?;
    Ok(())
}
