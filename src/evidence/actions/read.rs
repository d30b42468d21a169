//! Reading evidence.

use super::super::{
    inspect::Kind as FileKind,
    model::{EvidenceId, Filter, Holder, Item, List, Past, Use},
    store::{items, list as rows},
};
use crate::access::{Access, EditEvidence, Includes, Read};
use crate::blobs::{Blobs, Outgoing};
use crate::kernel::{Result, db::Db};
use crate::organisations;

/// A page of the list. Two statements, whatever is in it; one more for a page past the end.
pub async fn list(db: &Db, access: &Access<impl Includes<Read>>, filter: &Filter) -> Result<List> {
    let (mut conn, scope, today) = (db.read().await?, access.scope(), db.env().today());
    let mut number = filter.page.unwrap_or(1).clamp(1, 1_000_000);
    let limit = if filter.page.is_some() { rows::ROWS } else { rows::ROWS_ALL };
    let mut found = rows::page(&mut conn, scope, filter, today, limit, (number - 1) * limit).await?;
    if found.is_empty() && number > 1 {
        number = 1;
        found = rows::page(&mut conn, scope, filter, today, limit, 0).await?;
    }
    let total = found.first().map_or(0, |row| row.total);
    let owners = rows::owners(&mut conn, scope).await?;
    Ok(List { rows: found, number, total, owners })
}

/// One piece of evidence, the objectives it serves, and its past.
pub async fn one(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    id: EvidenceId,
) -> Result<(Item, Vec<Use>, Vec<Past>)> {
    let (mut conn, scope) = (db.read().await?, access.scope());
    let item = items::get(&mut conn, scope, id).await?;
    let uses = items::uses(&mut conn, scope, id).await?;
    let history = items::history(&mut conn, scope, id).await?;
    Ok((item, uses, history))
}

async fn get(db: &Db, access: &Access<impl Includes<Read>>, id: EvidenceId) -> Result<Item> {
    items::get(&mut db.read().await?, access.scope(), id).await
}

/// One piece of evidence that the caller may change; `Forbidden` if they may only see it.
pub async fn mine(db: &Db, access: &Access<EditEvidence>, id: EvidenceId) -> Result<Item> {
    let item = get(db, access, id).await?;
    access.own(item.evidence.clone())?;
    Ok(item)
}

/// The objectives it serves.
pub async fn uses(db: &Db, access: &Access<impl Includes<Read>>, id: EvidenceId) -> Result<Vec<Use>> {
    items::uses(&mut db.read().await?, access.scope(), id).await
}

/// Who may own evidence.
pub async fn holders(db: &Db, access: &Access<impl Includes<Read>>) -> Result<Vec<Holder>> {
    items::holders(&mut db.read().await?, access.scope()).await
}

/// Its bytes, checked on their way.
pub async fn file(
    db: &Db,
    blobs: &Blobs,
    access: &Access<impl Includes<Read>>,
    id: EvidenceId,
) -> Result<(Item, Outgoing)> {
    let item = get(db, access, id).await?;
    let outgoing = blobs.get(access.scope().org(), item.evidence.sha256).await?;
    Ok((item, outgoing))
}

/// The kinds of file that this organisation takes.
pub async fn accepted_kinds(db: &Db, access: &Access<impl Includes<Read>>) -> Result<Vec<FileKind>> {
    let kinds = organisations::get(db, access).await?.evidence_kinds;
    let is_taken = |kind: &FileKind| {
        kinds.endings().iter().any(|ending| ending.parse::<FileKind>().is_ok_and(|known| known == *kind))
    };
    Ok(FileKind::ALL.into_iter().filter(is_taken).collect())
}
