//! Evidence that the program itself adds, for the demonstration. It is looked into like any other.

use super::{
    actions::{self, NewFile},
    inspect::{self, Kind as FileKind},
    model::{Details, Event, EvidenceId},
    store::items,
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
    let mut incoming = blobs.begin(org);
    incoming.write(bytes).await?;
    let mut whole = incoming.finish().await?;
    let called = name.to_owned();
    let kind = whole.look(move |file| inspect::inspect(&called, file, &FileKind::ALL)).await?;
    let kind = kind.map_err(|refusal| Error::Internal(anyhow::anyhow!("{name}: {refusal}")))?;
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
