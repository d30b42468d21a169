//! Who belongs to an organisation.

use super::super::model::{Colleague, Member};
use crate::access::{RightName, Role, Scope};
use crate::kernel::{
    Error, Result,
    db::{Conn, Tx},
    id::{OrgId, UserId},
};

/// Everybody who belongs or belonged to the organisation, the active ones first, by name.
pub async fn members(conn: &mut Conn, scope: Scope) -> Result<Vec<Member>> {
    sql! {
        fetch_all, conn,
        "select m.user_id, u.name, u.email, m.role, m.deactivated_at, m.version,
            (select a.at from audit_log a where a.org_id = m.org_id and a.actor_id = m.user_id
             order by a.seq desc limit 1) as last_at
         from members m join users u on u.id = m.user_id
         where m.org_id = $1
         order by case when m.deactivated_at is null then 0 else 1 end, u.name, u.id limit 2000",
        scope.org()
    }
}

/// One of them.
pub async fn member(conn: &mut Conn, scope: Scope, user: UserId) -> Result<Member> {
    sql! {
        fetch_one, conn,
        "select m.user_id, u.name, u.email, m.role, m.deactivated_at, m.version,
            (select a.at from audit_log a where a.org_id = m.org_id and a.actor_id = m.user_id
             order by a.seq desc limit 1) as last_at
         from members m join users u on u.id = m.user_id
         where m.org_id = $1 and m.user_id = $2",
        scope.org(), user
    }
}

/// Everybody who works here, by name.
pub async fn colleagues(conn: &mut Conn, scope: Scope) -> Result<Vec<Colleague>> {
    sql! {
        fetch_all, conn,
        "select u.id, u.name, u.email, m.role from members m join users u on u.id = m.user_id
         where m.org_id = $1 and m.deactivated_at is null
         order by u.name, u.id
         limit 1000",
        scope.org()
    }
}

/// Those of them who hold `right`, if only for what is their own.
pub async fn colleagues_with(conn: &mut Conn, scope: Scope, right: RightName) -> Result<Vec<Colleague>> {
    let mut people = colleagues(conn, scope).await?;
    people.retain(|person| person.may(right));
    Ok(people)
}

/// Somebody, if they work here.
pub async fn colleague(conn: &mut Conn, scope: Scope, id: UserId) -> Result<Option<Colleague>> {
    sql! {
        fetch_optional, conn,
        "select u.id, u.name, u.email, m.role from members m join users u on u.id = m.user_id
         where m.org_id = $1 and m.user_id = $2 and m.deactivated_at is null",
        scope.org(), id
    }
}

/// How many active administrators there are besides `user`.
pub async fn other_admins(conn: &mut Conn, scope: Scope, user: UserId) -> Result<i64> {
    let (n,): (i64,) = sql! {
        fetch_one, conn,
        "select count(*) from members
         where org_id = $1 and user_id <> $2 and role = 'admin' and deactivated_at is null",
        scope.org(), user
    }?;
    Ok(n)
}

/// Makes somebody a member, or lets a former one in again. There is no scope yet: this is what makes one.
pub async fn insert_member(tx: &mut Tx, org: OrgId, user: UserId, role: Role) -> Result<()> {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into members (org_id, user_id, role, deactivated_at, version, created_at)
         values ($1, $2, $3, null, 1, $4)
         on conflict (org_id, user_id) do update
            set role = excluded.role, deactivated_at = null, version = members.version + 1",
        org, user, role, now
    }?;
    Ok(())
}

/// Writes a membership over the version before; `Conflict` if somebody else was faster.
pub async fn update_member(tx: &mut Tx, scope: Scope, member: &Member) -> Result<()> {
    let rows = sql! {
        execute, tx,
        "update members set role = $3, deactivated_at = $4, version = $5
         where org_id = $1 and user_id = $2 and version = $6",
        scope.org(), member.user_id, member.role, member.deactivated_at, member.version, member.version - 1
    }?;
    match rows {
        0 => Err(Error::Conflict(format!("Somebody else changed {} meanwhile.", member.name))),
        _ => Ok(()),
    }
}
