//! Adding evidence: the bytes are safe in the store before the first row names them.

use super::{
    super::{
        inspect::Kind as FileKind,
        links,
        model::{Adding, Details, Event, Evidence, Target},
        store::{items, validity},
    },
    reference::blank,
};
use crate::access::{Access, AddEvidence};
use crate::blobs::Kept;
use crate::kernel::{
    Error, Result,
    audit::Entry,
    db::{Db, Tx},
    id::UserId,
};
use crate::organisations;

/// What was sent with the files.
pub struct Form<'a> {
    /// What is said about them.
    pub about: Adding,
    /// The objective they serve at once, if any.
    pub target: Option<Target<'a>>,
    /// The form's one-time key.
    pub once: &'a str,
}

/// A file in the store that no row names yet.
pub struct NewFile {
    /// Its bytes.
    pub kept: Kept,
    /// Its name, cleaned.
    pub name: String,
    /// What it was found to be.
    pub kind: FileKind,
}

/// The title of the assessment that `target` is an objective of. `NotFound` if there is no such objective,
/// `Conflict` if the assessment is completed.
pub async fn destination(db: &Db, access: &Access<AddEvidence>, target: Target<'_>) -> Result<String> {
    links::destination(&mut db.read().await?, access.scope(), target).await
}

/// Adds files together: all of them or none. `leads_to` tells where a second form with the same key is sent.
pub async fn add(
    db: &Db,
    access: &Access<AddEvidence>,
    form: Form<'_>,
    files: Vec<NewFile>,
    leads_to: impl Fn(&[Evidence]) -> String,
) -> Result<Vec<Evidence>> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let (scope, count) = (access.scope(), files.len());
    let validity = validity::get(&mut tx, scope).await?;
    let about = form.about.lasting(&validity, db.env().today());
    let added: Vec<_> = files
        .iter()
        .map(|file| item(file, about.of(&file.name, count, access.user()), access.user(), &tx))
        .collect();
    organisations::once(&mut tx, scope, form.once, &leads_to(&added)).await?;
    let mut entries: Vec<Entry> = Vec::new();
    for it in &added {
        items::insert(&mut tx, scope, it).await?;
        entries.push(Event::Added(it).into());
        if let Some(target) = form.target {
            entries.extend(links::link_in(&mut tx, scope, it.id, target).await?);
        }
    }
    let last = entries.pop().ok_or_else(|| Error::invalid("file", "Choose at least one file."))?;
    tx.record_all(scope.org(), entries).await?;
    tx.commit(scope.org(), last).await?;
    // Until here nobody could remove the bytes.
    drop(files);
    Ok(added)
}

/// A kept file with what is said about it, as it will stand in the database.
pub fn item(file: &NewFile, details: Details, user: UserId, tx: &Tx) -> Evidence {
    Evidence {
        file_name: file.name.clone(),
        media_type: file.kind.media_type().to_owned(),
        size_bytes: i64::try_from(file.kept.size).unwrap_or(i64::MAX),
        sha256: file.kept.sha256,
        ..blank(details, user, tx)
    }
}
