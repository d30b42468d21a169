//! The tables `notices`, `notice_digests`, `notice_rules` and `notice_preferences`.

use super::model::{Due, Key, Notice, NoticeId, Person, Preference, Rules};
use crate::access::Scope;
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::{Day, Timestamp},
    id::UserId,
};
use sqlx::types::Json;

/// Rows on one page; one more is read, to know whether there is another.
pub const ROWS: usize = 50;

/// Everybody who may be reminded, by name, each with the organisation's own rules.
pub async fn people(conn: &mut Conn, scope: Scope) -> Result<Vec<Person>> {
    sql! {
        fetch_all, conn,
        "select u.id, u.name, u.email, m.role, coalesce(p.mail, 'digest') as mail, coalesce(p.muted, '') as muted,
                (select count(*) from notices n
                 where n.org_id = m.org_id and n.user_id = m.user_id and n.settled_at is null) as waiting,
                (select max(d.sent_on) from notice_digests d
                 where d.org_id = m.org_id and d.user_id = m.user_id) as digest_on,
                r.rules
         from members m
         join users u on u.id = m.user_id
         left join notice_preferences p on p.org_id = m.org_id and p.user_id = m.user_id
         left join notice_rules r on r.org_id = m.org_id
         where m.org_id = $1 and m.deactivated_at is null
         order by u.name, u.id
         limit 1000",
        scope.org()
    }
}

/// The reminders of days from one to another that were written already. News is none: nothing is compared with it.
pub async fn known(conn: &mut Conn, scope: Scope, (from, to): (Day, Day)) -> Result<Vec<Key>> {
    sql! {
        fetch_all, conn,
        "select user_id, kind, subject, due_on, step from notices
         where org_id = $1 and kind <> 'news' and due_on >= $2 and due_on <= $3
         order by id
         limit 100000",
        scope.org(), from, to
    }
}

/// Writes a reminder; false if it was written before, here or by another node. `is_settled` says that no letter waits
/// for it.
pub async fn insert(tx: &mut Tx, scope: Scope, due: &Due<'_>, is_settled: bool) -> Result<bool> {
    let (id, now, entry) = (NoticeId(tx.env().new_id()), tx.now(), due.entry);
    let settled_at = is_settled.then_some(now);
    let rows = sql! {
        execute, tx,
        "insert into notices
            (org_id, id, user_id, kind, subject, due_on, step, is_escalation, title, path, who, settled_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict (org_id, user_id, kind, subject, due_on, step) do nothing",
        scope.org(), id, due.person.id, entry.kind.word(), &entry.subject, entry.day, due.step, due.is_escalation,
        &entry.title, &entry.path, due.who(), settled_at, now
    }?;
    Ok(rows == 1)
}

/// Somebody's reminders whose letter was not asked for yet, the most pressing first.
pub async fn waiting(conn: &mut Conn, scope: Scope, user: UserId) -> Result<Vec<Notice>> {
    sql! {
        fetch_all, conn,
        "select id, kind, due_on, is_escalation, title, path, who, read_at from notices
         where org_id = $1 and user_id = $2 and settled_at is null
         order by due_on, id
         limit 10000",
        scope.org(), user
    }
}

/// Notes that the letter about somebody's reminders is asked for.
pub async fn settle(tx: &mut Tx, scope: Scope, user: UserId) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update notices set settled_at = $3 where org_id = $1 and user_id = $2 and settled_at is null",
        scope.org(), user, now
    }
}

/// Notes that somebody gets their letter of `day`; false if they got it before.
pub async fn insert_digest(tx: &mut Tx, scope: Scope, user: UserId, day: Day) -> Result<bool> {
    let rows = sql! {
        execute, tx,
        "insert into notice_digests (org_id, user_id, sent_on) values ($1, $2, $3)
         on conflict (org_id, user_id, sent_on) do nothing",
        scope.org(), user, day
    }?;
    Ok(rows == 1)
}

/// Somebody's reminders, the latest first, those before `before` in the list left out.
pub async fn of_person(conn: &mut Conn, scope: Scope, user: UserId, before: NoticeId) -> Result<Vec<Notice>> {
    sql! {
        fetch_all, conn,
        "select id, kind, due_on, is_escalation, title, path, who, read_at from notices
         where org_id = $1 and user_id = $2 and id < $3
         order by id desc
         limit 51",
        scope.org(), user, before
    }
}

/// Notes that somebody has read one of their reminders; 0 rows if it is not theirs, or was read before.
pub async fn read(tx: &mut Tx, scope: Scope, user: UserId, id: NoticeId) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update notices set read_at = $4 where org_id = $1 and user_id = $2 and id = $3 and read_at is null",
        scope.org(), user, id, now
    }
}

/// Notes that somebody has read all of them.
pub async fn read_all(tx: &mut Tx, scope: Scope, user: UserId) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update notices set read_at = $3 where org_id = $1 and user_id = $2 and read_at is null",
        scope.org(), user, now
    }
}

/// The organisation's own rules and their version, if it has any.
pub async fn rules(conn: &mut Conn, scope: Scope) -> Result<Option<(Json<Rules>, i64)>> {
    sql! {
        fetch_optional, conn,
        "select rules, version from notice_rules where org_id = $1",
        scope.org()
    }
}

/// Writes the rules over the version before; 0 rows if somebody else was faster. Version 0 is none yet.
pub async fn put_rules(tx: &mut Tx, scope: Scope, rules: &Rules, seen: i64) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into notice_rules (org_id, rules, version, updated_at) values ($1, $2, $3, $4)
         on conflict (org_id) do update
         set rules = excluded.rules, version = excluded.version, updated_at = excluded.updated_at
         where notice_rules.version = excluded.version - 1",
        scope.org(), Json(rules), seen + 1, now
    }
}

/// How somebody wants to be reminded, if they ever said.
pub async fn preference(conn: &mut Conn, scope: Scope, user: UserId) -> Result<Option<Preference>> {
    sql! {
        fetch_optional, conn,
        "select mail, muted from notice_preferences where org_id = $1 and user_id = $2",
        scope.org(), user
    }
}

/// Writes how somebody wants to be reminded.
pub async fn put_preference(tx: &mut Tx, scope: Scope, user: UserId, it: &Preference) -> Result<()> {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into notice_preferences (org_id, user_id, mail, muted, updated_at) values ($1, $2, $3, $4, $5)
         on conflict (org_id, user_id) do update
         set mail = excluded.mail, muted = excluded.muted, updated_at = excluded.updated_at",
        scope.org(), user, it.mail, &it.muted, now
    }?;
    Ok(())
}

/// Forgets reminders and letters of the day from before `before`, which no rule can reach any more.
pub async fn forget(tx: &mut Tx, scope: Scope, before: Timestamp) -> Result<u64> {
    let day = before.date_naive();
    sql! { execute, tx, "delete from notice_digests where org_id = $1 and sent_on < $2", scope.org(), day }?;
    sql! {
        execute, tx,
        "delete from notices where org_id = $1 and created_at < $2 and due_on < $3",
        scope.org(), before, day
    }
}
