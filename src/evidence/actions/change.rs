//! Changing what is known about evidence, and removing it.

use super::{
    super::{
        model::{Details, Event, Evidence, EvidenceId, Use},
        store::{items, versions},
    },
    asked,
};
use crate::access::{Access, EditEvidence, RightName, Scope};
use crate::accounts;
use crate::blobs::Blobs;
use crate::kernel::{Error, Result, db::Db, hash::Sha256};
use crate::organisations;

/// Writes `details` over the version that was seen.
pub async fn change(
    db: &Db,
    access: &Access<EditEvidence>,
    id: EvidenceId,
    details: Details,
    seen: i64,
) -> Result<Evidence> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let (scope, item) = (access.scope(), items::get(&mut tx, access.scope(), id).await?);
    let before = access.own(item.evidence.clone())?;
    if details.owner_id != before.owner_id && details.owner_id.is_some() {
        let holders = accounts::colleagues_with(&mut tx, scope, RightName::EditEvidence).await?;
        if !holders.iter().any(|holder| Some(holder.id) == details.owner_id) {
            return Err(Error::invalid("owner", "Choose somebody from the list."));
        }
    }
    let after = before.try_map(|before| before.changed(details, seen, item.is_frozen))?;
    items::update(&mut tx, scope, &after).await?;
    asked::follow(&mut tx, scope, &item.evidence, &after).await?;
    tx.commit(scope.org(), Event::Changed { before: &item.evidence, after: &after }).await?;
    Ok(after.into_inner())
}

/// Removes it, and its bytes if nothing else of the organisation stands on them. `once` is the form's key and
/// where a second form with the same key is sent.
pub async fn remove(
    db: &Db,
    blobs: &Blobs,
    access: &Access<EditEvidence>,
    id: EvidenceId,
    once: (&str, &str),
) -> Result<Evidence> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let scope = access.scope();
    organisations::once(&mut tx, scope, once.0, once.1).await?;
    let item = items::get(&mut tx, scope, id).await?;
    let kept = item.kept(tx.now().date_naive());
    let it = access.own(item.evidence)?;
    if let Some(why) = kept {
        return Err(Error::Conflict(why));
    }
    let uses = items::unlink_all(&mut tx, scope, &it).await?;
    let served = uses.iter().map(Use::to_string).collect();
    items::remove(&mut tx, scope, &it).await?;
    versions::mend(&mut tx, scope, &it).await?;
    asked::removed(&mut tx, scope, id).await?;
    let unlinked = uses.iter().map(|it| Event::Unlinked(id, it.target()).into()).collect();
    tx.record_all(scope.org(), unlinked).await?;
    tx.commit(scope.org(), Event::Removed(&it, served)).await?;
    if let Err(error) = forget_bytes(db, blobs, scope, it.sha256).await {
        tracing::warn!(%error, "bytes of removed evidence are still there; a sweep takes them");
    }
    Ok(it.into_inner())
}

/// Removes bytes that no row of the organisation stands on. If an upload or a backup relies on the store just
/// now they stay, for `evidence::sweep` to find.
pub async fn forget_bytes(db: &Db, blobs: &Blobs, scope: Scope, sha256: Sha256) -> Result<bool> {
    let Some(removal) = blobs.removal().await? else { return Ok(false) };
    if items::is_in_use(&mut db.read().await?, scope, sha256).await? {
        return Ok(false);
    }
    removal.remove(scope.org(), sha256).await?;
    Ok(true)
}
