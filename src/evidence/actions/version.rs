//! A new version of a piece of evidence: a piece of its own that takes the place of the one before.

use super::{
    super::{
        model::{Event, Evidence, EvidenceId, Terms, replaced},
        store::{items, validity, versions},
    },
    asked,
    give::Brought,
};
use crate::access::{Access, EditEvidence, Owned, Scope};
use crate::kernel::{
    Error, Result,
    audit::Entry,
    db::{Db, Tx},
};
use crate::organisations;

/// Puts a file, or where it is kept, in the place of the version before, which stays as it is. What open assessments
/// stand on moves on to the new one; completed ones keep the old. `leads_to` tells where a second form with the same
/// key is sent.
pub async fn add_version(
    db: &Db,
    access: &Access<EditEvidence>,
    id: EvidenceId,
    (brought, terms): (Brought, Terms),
    (once, leads_to): (&str, impl Fn(EvidenceId) -> String),
) -> Result<Evidence> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let (scope, today) = (access.scope(), db.env().today());
    let old = items::get(&mut tx, scope, id).await?.evidence;
    let usual = validity::get(&mut tx, scope).await?.until(old.kind, terms.captured_on, today);
    let new = Evidence {
        first_id: Some(old.series()),
        number: versions::next_number(&mut tx, scope, &old).await?,
        ..brought.item(old.renewed(terms, usual), access.user(), &tx)
    };
    organisations::once(&mut tx, scope, once, &leads_to(new.id)).await?;
    let proved = access.own(old.clone())?;
    if old.replaced_by.is_some() {
        return Err(replaced());
    }
    if (old.sha256, &old.place) == (new.sha256, &new.place) {
        let (field, text) = match brought {
            Brought::File(_) => {
                ("file", "This is the same file as the version before, byte for byte. Choose the newer one.")
            }
            Brought::Place(..) => (
                "sha256",
                "This is the same file in the same place as the version before. Enter what is new.",
            ),
        };
        return Err(Error::invalid(field, text));
    }
    items::insert(&mut tx, scope, &new).await?;
    let added = supersede(&mut tx, scope, &proved, &new).await?;
    tx.commit(scope.org(), added).await?;
    // Until here nobody could remove the bytes.
    drop(brought);
    Ok(new)
}

/// Lets `new` stand where `old` stood, but for what completed assessments stand on. Gives the line of the trail that is
/// still to be written.
pub async fn supersede(tx: &mut Tx, scope: Scope, old: &Owned<Evidence>, new: &Evidence) -> Result<Entry> {
    versions::replace(tx, scope, old, new.id).await?;
    let moved = versions::hand_over(tx, scope, old.id, new.id).await?;
    asked::moved(tx, scope, old.id, new).await?;
    let carried = moved.iter().map(|it| Event::CarriedOver(old, new, it.target()).into());
    let told = [Event::Superseded(old, new).into()].into_iter().chain(carried).collect();
    tx.record_all(scope.org(), told).await?;
    Ok(Event::VersionAdded { before: old, after: new, served: moved.len() }.into())
}
