//! The table `mail_texts`.

use super::model::Kept;
use crate::access::Scope;
use crate::kernel::{
    Result,
    db::{Conn, Tx},
};

/// Every letter that has had words of its own. There are not more than letters.
pub async fn all(conn: &mut Conn, scope: Scope) -> Result<Vec<Kept>> {
    sql! {
        fetch_all, conn,
        "select letter, subject, body, version, updated_at from mail_texts
         where org_id = $1 order by letter limit 100",
        scope.org()
    }
}

/// One of them.
pub async fn get(conn: &mut Conn, scope: Scope, letter: &str) -> Result<Option<Kept>> {
    sql! {
        fetch_optional, conn,
        "select letter, subject, body, version, updated_at from mail_texts where org_id = $1 and letter = $2",
        scope.org(), letter
    }
}

/// Writes the words over the version before; 0 rows if somebody else was faster.
pub async fn put(tx: &mut Tx, scope: Scope, kept: &Kept) -> Result<u64> {
    let (now, wording) = (tx.now(), kept.wording());
    let subject = wording.as_ref().map(|it| it.subject.as_str());
    let body = wording.as_ref().map(|it| it.body.as_str());
    sql! {
        execute, tx,
        "insert into mail_texts (org_id, letter, subject, body, version, updated_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (org_id, letter) do update
         set subject = excluded.subject, body = excluded.body, version = excluded.version,
             updated_at = excluded.updated_at
         where mail_texts.version = $7",
        scope.org(), &kept.letter, subject, body, kept.version, now, kept.version - 1
    }
}
