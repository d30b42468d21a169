//! Evidence that is kept elsewhere: its place and its digest, for files that must not be uploaded.

use super::super::{
    model::{Details, Event, Evidence, EvidenceId, Reference, Verdict},
    store::{items, validity},
};
use crate::access::{Access, AddEvidence};
use crate::kernel::{
    Result,
    db::{Db, Tx},
    id::UserId,
    text::Paragraph,
};
use crate::organisations;

/// Writes down where evidence is kept. `leads_to` tells where a second form with the same key is sent.
pub async fn refer(
    db: &Db,
    access: &Access<AddEvidence>,
    reference: Reference,
    (once, leads_to): (&str, impl Fn(EvidenceId) -> String),
) -> Result<Evidence> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let (scope, today) = (access.scope(), db.env().today());
    let validity = validity::get(&mut tx, scope).await?;
    let about = reference.details;
    let usual = || validity.until(about.kind, about.captured_on, today);
    let details = Details { valid_until: about.valid_until.or_else(usual), ..about };
    let it =
        Evidence { place: reference.place, sha256: reference.sha256, ..blank(details, access.user(), &tx) };
    organisations::once(&mut tx, scope, once, &leads_to(it.id)).await?;
    items::insert(&mut tx, scope, &it).await?;
    tx.commit(scope.org(), Event::Added(&it)).await?;
    Ok(it)
}

/// A piece without a file, as it will stand in the database.
pub fn blank(details: Details, user: UserId, tx: &Tx) -> Evidence {
    Evidence {
        id: EvidenceId(tx.env().new_id()),
        title: details.title,
        description: details.description,
        kind: details.kind,
        state: details.state,
        captured_on: details.captured_on,
        valid_until: details.valid_until,
        owner_id: details.owner_id,
        added_by: user,
        file_name: String::new(),
        media_type: String::new(),
        size_bytes: 0,
        sha256: crate::kernel::hash::Sha256::of(""),
        place: Paragraph::default(),
        tags: details.tags,
        review: Verdict::Submitted,
        review_reason: Paragraph::default(),
        reviewed_by: None,
        reviewed_at: None,
        first_id: None,
        number: 1,
        replaced_by: None,
        version: 1,
        created_at: tx.now(),
    }
}
