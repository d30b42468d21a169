//! Reading evidence.

use super::{
    super::{
        inspect::Kind as FileKind,
        model::{EvidenceId, Filter, Forecast, HandedBack, Item, List, Past, Use, Version},
        store::{asked, forecast as days, items, list as rows, versions},
    },
    frozen::sound_or_alarm,
};
use crate::access::{Access, EditEvidence, Includes, Read, RightName, Scope};
use crate::accounts::{self, Colleague};
use crate::blobs::{Blobs, Outgoing};
use crate::kernel::{
    Error, Result,
    db::{Conn, Db},
    env::Day,
};
use crate::organisations;

/// A page of the list. Two statements, whatever is in it.
pub async fn list(db: &Db, access: &Access<impl Includes<Read>>, filter: &Filter) -> Result<List> {
    let (mut conn, scope, today) = (db.read().await?, access.scope(), db.env().today());
    let mut found = match (filter.sort.column, filter.sort.is_down) {
        ("", _) => rows::newest(&mut conn, scope, filter, today).await?,
        (_, false) => rows::up(&mut conn, scope, filter, today).await?,
        (_, true) => rows::down(&mut conn, scope, filter, today).await?,
    };
    let has_more = found.len() > rows::ROWS;
    found.truncate(rows::ROWS);
    let owners = rows::owners(&mut conn, scope).await?;
    Ok(List { rows: found, has_more, owners })
}

/// What `day` will bring. Two statements.
pub async fn forecast(db: &Db, access: &Access<impl Includes<Read>>, day: Day) -> Result<Forecast> {
    let (mut conn, scope, today) = (db.read().await?, access.scope(), db.env().today());
    let fading = days::fading(&mut conn, scope, day, today).await?;
    let unproved = days::unproved(&mut conn, scope, day).await?;
    Ok(Forecast { fading, unproved })
}

/// One piece of evidence, the objectives it serves, its past, and its versions.
pub async fn one(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    id: EvidenceId,
) -> Result<(Item, Vec<Use>, Vec<Past>, Vec<Version>)> {
    let (mut conn, scope) = (db.read().await?, access.scope());
    let item = items::get(&mut conn, scope, id).await?;
    let uses = items::uses(&mut conn, scope, id).await?;
    let history = items::history(&mut conn, scope, id).await?;
    let versions = versions::of_series(&mut conn, scope, &item.evidence).await?;
    Ok((item, uses, history, versions))
}

/// One piece of evidence.
pub async fn seen(db: &Db, access: &Access<impl Includes<Read>>, id: EvidenceId) -> Result<Item> {
    items::get(&mut db.read().await?, access.scope(), id).await
}

/// One piece of evidence that the caller may change; `Forbidden` if they may only see it.
pub async fn mine(db: &Db, access: &Access<EditEvidence>, id: EvidenceId) -> Result<Item> {
    let item = seen(db, access, id).await?;
    access.own(item.evidence.clone())?;
    Ok(item)
}

/// What the caller is to make better, the longest returned first, but for what they were asked for. One statement.
pub async fn handed_back_to(db: &Db, access: &Access<impl Includes<Read>>) -> Result<Vec<HandedBack>> {
    asked::handed_back_to(&mut db.read().await?, access.scope(), access.user()).await
}

/// The objectives it serves.
pub async fn uses(db: &Db, access: &Access<impl Includes<Read>>, id: EvidenceId) -> Result<Vec<Use>> {
    items::uses(&mut db.read().await?, access.scope(), id).await
}

/// Who may own evidence.
pub async fn holders(db: &Db, access: &Access<impl Includes<Read>>) -> Result<Vec<Colleague>> {
    accounts::colleagues_with(&mut db.read().await?, access.scope(), RightName::EditEvidence).await
}

/// Its bytes, all of them compared with their digest first. `NotFound` where they are kept elsewhere.
pub async fn file(
    db: &Db,
    blobs: &Blobs,
    access: &Access<impl Includes<Read>>,
    id: EvidenceId,
) -> Result<(Item, Outgoing)> {
    let item = seen(db, access, id).await?;
    if !item.evidence.place.is_empty() {
        return Err(Error::NotFound);
    }
    sound_or_alarm(db, blobs, (access.scope(), access.actor()), &item.evidence).await?;
    let outgoing = blobs.get(access.scope().org(), item.evidence.sha256).await?;
    Ok((item, outgoing))
}

/// The kinds of file that this organisation takes.
pub async fn accepted_kinds(db: &Db, access: &Access<impl Includes<Read>>) -> Result<Vec<FileKind>> {
    kinds_in(&mut db.read().await?, access.scope()).await
}

/// The same on a connection that is open already.
pub async fn kinds_in(conn: &mut Conn, scope: Scope) -> Result<Vec<FileKind>> {
    let kinds = organisations::get_in(conn, scope).await?.evidence_kinds;
    let is_taken = |kind: &FileKind| {
        kinds.endings().iter().any(|ending| ending.parse::<FileKind>().is_ok_and(|known| known == *kind))
    };
    Ok(FileKind::ALL.into_iter().filter(is_taken).collect())
}
