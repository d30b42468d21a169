//! News in the table `notices`, among the reminders.

use super::model::{KIND, News, Reader};
use crate::access::Scope;
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    id::UserId,
};

/// Whoever is to be told something, unless they left.
pub async fn reader(conn: &mut Conn, scope: Scope, user: UserId) -> Result<Option<Reader>> {
    sql! {
        fetch_optional, conn,
        "select u.name, u.email, coalesce(p.mail, 'digest') as mail
         from members m
         join users u on u.id = m.user_id
         left join notice_preferences p on p.org_id = m.org_id and p.user_id = m.user_id
         where m.org_id = $1 and m.user_id = $2 and m.deactivated_at is null",
        scope.org(), user
    }
}

/// Writes what somebody is told. `waits` says that it is for their letter of the day.
pub async fn insert(tx: &mut Tx, scope: Scope, user: UserId, (news, waits): (&News, bool)) -> Result<()> {
    let (id, now, who) = (tx.env().new_id(), tx.now(), news.by(&tx.actor().name).to_owned());
    let (on, subject) = (now.date_naive(), format!("{KIND}:{id}"));
    let settled_at = (!waits).then_some(now);
    sql! {
        execute, tx,
        "insert into notices
            (org_id, id, user_id, kind, subject, due_on, step, is_escalation, title, path, who, settled_at, created_at)
         values ($1, $2, $3, $4, $5, $6, 0, false, $7, $8, $9, $10, $11)",
        scope.org(), id, user, KIND, subject, on, &news.title, &news.path, who, settled_at, now
    }
    .map(drop)
}
