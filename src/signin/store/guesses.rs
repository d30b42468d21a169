//! Wrong tries, and the waits that follow from them.

use super::super::{
    guess::{Kind, Standing, Target},
    model::Locked,
};
use crate::access::Scope;
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::Timestamp,
    hash::Sha256,
    id::UserId,
};

/// How it stands with a target, if anybody has failed at it.
pub async fn guessed(conn: &mut Conn, target: &Target) -> Result<Option<Standing>> {
    sql! {
        fetch_optional, conn,
        "select failures, open_at from guesses where subject = $1 and kind = $2 and device = $3",
        target.subject, target.kind, target.device
    }
}

/// Adds a wrong try; the answer is how many in a row that makes.
pub async fn note_failure(tx: &mut Tx, target: &Target, user: Option<UserId>) -> Result<i64> {
    let (now, address) = (tx.now(), tx.actor().address.clone());
    let (failures,): (i64,) = sql! {
        fetch_one, tx,
        "insert into guesses (subject, kind, device, user_id, failures, failed_at, open_at, address)
         values ($1, $2, $3, $4, 1, $5, $5, $6)
         on conflict (subject, kind, device) do update
            set failures = guesses.failures + 1, failed_at = excluded.failed_at, user_id = excluded.user_id,
                address = excluded.address
         returning failures",
        target.subject, target.kind, target.device, user, now, address
    }?;
    Ok(failures)
}

/// Shuts a target until `open_at`, and says so if that is a lock.
pub async fn shut(tx: &mut Tx, target: &Target, open_at: Timestamp, is_lock: bool) -> Result<()> {
    let locked_until = is_lock.then_some(open_at);
    sql! {
        execute, tx,
        "update guesses set open_at = $4, locked_until = $5 where subject = $1 and kind = $2 and device = $3",
        target.subject, target.kind, target.device, open_at, locked_until
    }?;
    Ok(())
}

/// Forgets the wrong tries of a target if they are still as many as `failures`.
pub async fn forget_failures(tx: &mut Tx, target: &Target, failures: i64) -> Result<u64> {
    sql! {
        execute, tx,
        "delete from guesses where subject = $1 and kind = $2 and device = $3 and failures = $4",
        target.subject, target.kind, target.device, failures
    }
}

/// Forgets the wrong tries of a person at one kind of proof, in all browsers.
pub async fn forget_kind(tx: &mut Tx, subject: Sha256, kind: Kind) -> Result<u64> {
    sql! { execute, tx, "delete from guesses where subject = $1 and kind = $2", subject, kind }
}

/// Forgets all wrong tries of a person.
pub async fn forget_person(tx: &mut Tx, user: UserId) -> Result<u64> {
    sql! { execute, tx, "delete from guesses where user_id = $1", user }
}

/// What is locked at `now` of the people who are active in the organisation, or of one of them: by name.
pub async fn locked(
    conn: &mut Conn,
    scope: Scope,
    person: Option<UserId>,
    (now, failures_max): (Timestamp, i64),
) -> Result<Vec<Locked>> {
    sql! {
        fetch_all, conn,
        "select g.user_id, u.name, u.email, g.kind, g.failures, g.failed_at, g.locked_until, g.address
         from guesses g
         join members m on m.user_id = g.user_id
         join users u on u.id = m.user_id
         where m.org_id = $1 and m.deactivated_at is null and (m.user_id = $2 or $3)
            and (g.locked_until > $4 or g.failures >= $5)
         order by u.name, u.id, g.kind, g.device limit 500",
        scope.org(), person, person.is_none(), now, failures_max
    }
}

/// Forgets wrong tries that are older than `before` and switch nothing off; and of those at addresses that
/// nobody has, all but the latest `unknown_max`, because anybody can make as many as they like.
pub async fn forget_guesses(
    tx: &mut Tx,
    before: Timestamp,
    failures_max: i64,
    unknown_max: i64,
) -> Result<()> {
    sql! { execute, tx, "delete from guesses where failed_at < $1 and failures < $2", before, failures_max }?;
    sql! {
        execute, tx,
        "delete from guesses where user_id is null and failures < $1 and failed_at <
            (select g.failed_at from guesses g where g.user_id is null and g.failures < $1
             order by g.failed_at desc limit 1 offset $2)",
        failures_max, unknown_max
    }?;
    Ok(())
}

/// After how many wrong tries a lock falls, and for how many minutes: the strictest of the organisations.
pub async fn lock_rule(conn: &mut Conn) -> Result<(i64, i64)> {
    sql! {
        fetch_one, conn,
        "select coalesce(min(lock_after), 100), coalesce(max(lock_minutes), 30) from sign_in_rules"
    }
}
