//! Help for people who are locked out.

use super::super::model::{Helper, Helpers, Rescue, RescueId};
use crate::access::Scope;
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::Timestamp,
    id::UserId,
    text::Line,
};

/// Who could help `user` besides `caller`.
pub async fn helpers(conn: &mut Conn, scope: Scope, user: UserId, caller: UserId) -> Result<Helpers> {
    sql! {
        fetch_one, conn,
        "select
            (select count(*) from members m
             where m.org_id <> $1 and m.user_id = $2 and m.deactivated_at is null and not exists
                (select 1 from members a where a.org_id = m.org_id and a.user_id = $3 and a.role = 'admin'
                    and a.deactivated_at is null)) as elsewhere,
            (select count(*) from members o
             where o.org_id = $1 and o.role = 'admin' and o.deactivated_at is null and o.user_id <> $2
                and o.user_id <> $3) as others",
        scope.org(), user, caller
    }
}

/// Those of them who run the organisation.
pub async fn other_admins(
    conn: &mut Conn,
    scope: Scope,
    user: UserId,
    caller: UserId,
) -> Result<Vec<Helper>> {
    sql! {
        fetch_all, conn,
        "select u.email, u.name from members o join users u on u.id = o.user_id
         where o.org_id = $1 and o.role = 'admin' and o.deactivated_at is null and o.user_id <> $2
            and o.user_id <> $3
         order by u.id limit 20",
        scope.org(), user, caller
    }
}

/// The way in that waits for a second administrator.
pub async fn waiting_rescue(
    conn: &mut Conn,
    scope: Scope,
    user: UserId,
    now: Timestamp,
) -> Result<Option<Rescue>> {
    sql! {
        fetch_optional, conn,
        "select r.id, r.user_id, r.asked_by, a.name as asked_by_name, r.reason, r.created_at
         from rescues r join users a on a.id = r.asked_by
         where r.org_id = $1 and r.user_id = $2 and r.confirmed_at is null and r.expires_at > $3
         order by r.id desc limit 1",
        scope.org(), user, now
    }
}

/// Asks for a way in.
pub async fn insert_rescue(
    tx: &mut Tx,
    scope: Scope,
    (id, user, asked_by): (RescueId, UserId, UserId),
    reason: &Line,
    expires_at: Timestamp,
) -> Result<()> {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into rescues (org_id, id, user_id, asked_by, reason, expires_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        scope.org(), id, user, asked_by, reason, expires_at, now
    }?;
    Ok(())
}

/// Confirms it; 0 rows if it was confirmed already, ran out, or `by` is the one who asked or whom it is for.
pub async fn confirm_rescue(tx: &mut Tx, scope: Scope, id: RescueId, by: UserId) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update rescues set confirmed_by = $3, confirmed_at = $4
         where org_id = $1 and id = $2 and confirmed_at is null and expires_at > $4 and asked_by <> $3
            and user_id <> $3",
        scope.org(), id, by, now
    }
}

/// Makes every device of somebody give the second step again.
pub async fn forget_remembered(tx: &mut Tx, user: UserId) -> Result<u64> {
    sql! { execute, tx, "update devices set remembered_until = null where user_id = $1", user }
}
