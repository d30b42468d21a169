//! One's own reminders, and how one wants to get them.

use super::super::{
    model::{Event, Notice, NoticeId, Preference},
    store,
};
use crate::access::{Access, Includes, Read};
use crate::kernel::{
    Result,
    db::{Chore, Db},
};

/// The caller's reminders before one of them, the latest first, and whether there are more. One statement.
pub async fn list(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    before: Option<NoticeId>,
) -> Result<(Vec<Notice>, bool)> {
    let before = before.unwrap_or(NoticeId(uuid::Uuid::max()));
    let mut rows = store::of_person(&mut db.read().await?, access.scope(), access.user(), before).await?;
    let has_more = rows.len() > store::ROWS;
    rows.truncate(store::ROWS);
    Ok((rows, has_more))
}

/// Notes that the caller has read a reminder of theirs.
pub async fn read(db: &Db, access: &Access<impl Includes<Read>>, id: NoticeId) -> Result<()> {
    let mut tx = db.begin(access.actor()).await?;
    store::read(&mut tx, access.scope(), access.user(), id).await?;
    tx.commit_chore(Chore::ReadNotices).await
}

/// Notes that the caller has read all of theirs.
pub async fn read_all(db: &Db, access: &Access<impl Includes<Read>>) -> Result<u64> {
    let mut tx = db.begin(access.actor()).await?;
    let rows = store::read_all(&mut tx, access.scope(), access.user()).await?;
    tx.commit_chore(Chore::ReadNotices).await?;
    Ok(rows)
}

/// How the caller wants to be reminded.
pub async fn preference(db: &Db, access: &Access<impl Includes<Read>>) -> Result<Preference> {
    let kept = store::preference(&mut db.read().await?, access.scope(), access.user()).await?;
    Ok(kept.unwrap_or_default())
}

/// Notes how the caller wants to be reminded from now on.
pub async fn prefer(db: &Db, access: &Access<impl Includes<Read>>, new: &Preference) -> Result<()> {
    let (scope, user) = (access.scope(), access.user());
    let mut tx = access.begin(db).await?;
    let before = store::preference(&mut tx, scope, user).await?.unwrap_or_default();
    if before == *new {
        return Ok(());
    }
    store::put_preference(&mut tx, scope, user, new).await?;
    tx.commit(scope.org(), Event::Preferred(user, &before, new)).await
}
