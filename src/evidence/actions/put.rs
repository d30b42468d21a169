//! Entries of the register by the hundred, for whoever reads them from a file: inside one unit of work, with the lines
//! for the trail left to the caller. A file never comes with them, so a new one is kept elsewhere.

use super::{
    super::{
        model::{Dated, Details, Event, Evidence, EvidenceId, Reference, Validity},
        store::{items, validity},
    },
    asked,
    reference::blank,
};
use crate::access::{Access, AddEvidence, EditEvidence, Includes, Scope};
use crate::kernel::{
    Result,
    audit::Entry,
    db::{Conn, Tx},
};

/// Every piece of the organisation, the oldest first.
pub async fn all(conn: &mut Conn, scope: Scope) -> Result<Vec<Dated>> {
    items::all(conn, scope).await
}

/// How long evidence is valid where nobody says so.
pub async fn usual_validity(conn: &mut Conn, scope: Scope) -> Result<Validity> {
    validity::get(conn, scope).await
}

/// Writes down where evidence is kept.
pub async fn refer_in<R: Includes<AddEvidence>>(
    tx: &mut Tx,
    access: &Access<R>,
    reference: Reference,
) -> Result<(EvidenceId, Entry)> {
    let Reference { details, place, sha256 } = reference;
    let it = Evidence { place, sha256, ..blank(details, access.user(), tx) };
    items::insert(tx, access.scope(), &it).await?;
    Ok((it.id, Event::Added(&it).into()))
}

/// Writes other details over those that were there.
pub async fn change_in<R: Includes<EditEvidence>>(
    tx: &mut Tx,
    access: &Access<R>,
    before: &Dated,
    details: Details,
) -> Result<Entry> {
    let (before, is_frozen) = (&before.evidence, before.is_frozen);
    let after = access.own(before.clone())?.try_map(|it| it.changed(details, before.version, is_frozen))?;
    items::update(tx, access.scope(), &after).await?;
    asked::follow(tx, access.scope(), before, &after).await?;
    Ok(Event::Changed { before, after: &after }.into())
}
