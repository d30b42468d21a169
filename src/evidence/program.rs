//! Evidence that the program itself adds, for the demonstration. It is looked into like any other.

use super::{
    actions::{self, NewFile},
    inspect::{Kind as FileKind, Look},
    model::{Change, Details, Event, Evidence, EvidenceId, Reference, Terms},
    store::{items, versions},
};
use crate::access::Scope;
use crate::blobs::Blobs;
use crate::kernel::{
    Error, Result,
    db::Tx,
    id::{OrgId, UserId},
};

/// Puts a file into the store. No row names it yet; hold on to it until one does.
pub async fn keep_file(blobs: &Blobs, org: OrgId, name: &str, bytes: &[u8]) -> Result<NewFile> {
    let mut incoming = blobs.begin_watched(org, Look::at(name, &FileKind::ALL));
    incoming.write(bytes).await?;
    let (found, whole) = incoming.finish().await?.look(|look, file| look.end(file)).await?;
    let kind = found.map_err(|refusal| Error::Internal(anyhow::anyhow!("{name}: {refusal}")))?;
    Ok(NewFile { kept: whole.keep().await?, name: name.to_owned(), kind })
}

/// Adds a kept file as evidence, with its line in the trail.
pub async fn add_in(
    tx: &mut Tx,
    scope: Scope,
    file: &NewFile,
    details: Details,
    by: UserId,
) -> Result<EvidenceId> {
    let it = actions::item(file, details, by, tx);
    items::insert(tx, scope, &it).await?;
    tx.record(scope.org(), Event::Added(&it)).await?;
    Ok(it.id)
}

/// Writes down where evidence is kept that must not be uploaded.
pub async fn add_reference_in(
    tx: &mut Tx,
    scope: Scope,
    reference: Reference,
    by: UserId,
) -> Result<EvidenceId> {
    let Reference { details, place, sha256 } = reference;
    let it = Evidence { place, sha256, ..actions::blank(details, by, tx) };
    items::insert(tx, scope, &it).await?;
    tx.record(scope.org(), Event::Added(&it)).await?;
    Ok(it.id)
}

/// Puts a kept file in the place of the version before. What open assessments stand on moves on to it.
pub async fn add_version_in(
    tx: &mut Tx,
    scope: Scope,
    id: EvidenceId,
    (file, terms): (&NewFile, Terms),
    by: UserId,
) -> Result<EvidenceId> {
    let old = scope.own(items::get(tx, scope, id).await?.evidence)?;
    let new = Evidence {
        first_id: Some(old.series()),
        number: versions::next_number(tx, scope, &old).await?,
        ..actions::item(file, old.renewed(terms, None), by, tx)
    };
    items::insert(tx, scope, &new).await?;
    let added = actions::supersede(tx, scope, &old, &new).await?;
    tx.record(scope.org(), added).await?;
    Ok(new.id)
}

/// Accepts a piece, or returns it, as `by` decides; and the requests that it answers. Nobody gets a letter.
pub async fn review_in(tx: &mut Tx, scope: Scope, id: EvidenceId, change: &Change, by: UserId) -> Result<()> {
    let (item, now) = (items::get(tx, scope, id).await?, tx.now());
    let after = change
        .of(&item.evidence, item.is_frozen, (by, now), now.date_naive())
        .map_err(|why| Error::Conflict(why.text().into()))?;
    let after = scope.own(item.evidence.clone())?.map(|_| after);
    items::update(tx, scope, &after).await?;
    actions::settle(tx, scope, &item.evidence, &after).await?;
    tx.record(scope.org(), Event::Reviewed { before: &item.evidence, after: &after }).await
}
