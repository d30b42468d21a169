//! The evidence that a completed assessment stands on: its list and digests as the DoD hashing tool writes them,
//! and the comparison of what is stored with them.

use super::super::{
    actions,
    model::{ARTIFACTS_LOG, Frozen, LOG_HASH, artifacts_log, log_hash, retain_until},
};
use crate::access::{Access, Read, ReviewEvidence};
use crate::blobs::Blobs;
use crate::kernel::{
    Result,
    db::Db,
    env::{Day, Timestamp},
    hash::Sha256,
};
use crate::web::{
    flash::Flash,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;
use uuid::Uuid;

const FROZEN: &str = "evidence/frozen.html";

#[derive(Serialize)]
struct Page {
    assessment: Uuid,
    title: String,
    completed_at: Option<Timestamp>,
    retain_until: Option<Day>,
    files: Vec<Frozen>,
    /// The digest of the list, for the field "Hash Value".
    hash: String,
    damaged: usize,
}

/// The list.
#[handler]
pub async fn frozen(
    ui: Ui,
    db: Data<&Db>,
    access: Access<Read>,
    Path((_, assessment)): Path<(String, Uuid)>,
) -> Result<Reply> {
    let (title, completed_at, files) = actions::frozen(&db, &access, assessment).await?;
    let page = Page {
        assessment,
        title,
        completed_at,
        retain_until: completed_at.and_then(retain_until),
        hash: Sha256::of(artifacts_log(&files)).to_string().to_uppercase(),
        damaged: files.iter().filter(|file| file.is_sound == Some(false)).count(),
        files,
    };
    ui.at("evidence").show(FROZEN, "main", page)
}

/// The list of digests, to hand to an assessor.
#[handler]
pub async fn artifacts(
    ui: Ui,
    db: Data<&Db>,
    access: Access<Read>,
    Path((_, assessment)): Path<(String, Uuid)>,
) -> Result<Reply> {
    let (_, _, files) = actions::frozen(&db, &access, assessment).await?;
    Ok(ui.file("text/plain; charset=us-ascii", ARTIFACTS_LOG, artifacts_log(&files)))
}

/// The digest of that list.
#[handler]
pub async fn hash(
    ui: Ui,
    db: Data<&Db>,
    access: Access<Read>,
    Path((_, assessment)): Path<(String, Uuid)>,
) -> Result<Reply> {
    let (_, _, files) = actions::frozen(&db, &access, assessment).await?;
    Ok(ui.file("text/plain; charset=us-ascii", LOG_HASH, log_hash(&artifacts_log(&files))))
}

/// The address of the form leads back to the page that holds it.
#[handler]
pub async fn verified(
    ui: Ui,
    db: Data<&Db>,
    access: Access<Read>,
    Path((_, assessment)): Path<(String, Uuid)>,
) -> Result<Reply> {
    actions::frozen(&db, &access, assessment).await?;
    Ok(ui.go_silently(&format!("{}/evidence/frozen/{assessment}", ui.here())))
}

/// Compares all of it with its digests.
#[handler]
pub async fn verify(
    ui: Ui,
    db: Data<&Db>,
    blobs: Data<&Blobs>,
    access: Access<ReviewEvidence>,
    Path((_, assessment)): Path<(String, Uuid)>,
) -> Result<Reply> {
    let (files, damaged) = actions::verify(&db, &blobs, &access, assessment).await?;
    let text = match (files, damaged) {
        (n, 0) => format!("All {n} stored files are still what they were."),
        (n, damaged) => format!("{damaged} of {n} stored files are damaged or gone. The list names them."),
    };
    Ok(ui.go(&format!("{}/evidence/frozen/{assessment}", ui.here()), Flash::ok(text)))
}
