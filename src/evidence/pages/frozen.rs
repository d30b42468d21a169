//! The evidence that a completed assessment and the closures on its POA&M stand on: their lists and digests as the DoD
//! hashing tool writes them, and the comparison of what is stored with them.

use super::super::{
    actions,
    model::{ARTIFACTS_LOG, Fixed, Frozen, LOG_HASH, artifacts_log, log_hash},
};
use crate::access::{Access, Read, ReviewEvidence};
use crate::blobs::Blobs;
use crate::kernel::{
    Error, Result,
    db::Db,
    env::{Day, Timestamp},
    hash::Sha256,
};
use crate::web::{
    flash::Flash,
    ui::{Reply, Ui},
};
use poem::{
    FromRequest, Request, RequestBody, handler,
    web::{Data, Path},
};
use serde::Serialize;
use std::collections::BTreeSet;
use uuid::Uuid;

const FROZEN: &str = "evidence/frozen.html";

/// So many rows a list shows at most; its file has all of them.
const ROWS_MAX: usize = 1000;

#[derive(Serialize)]
struct Page {
    assessment: Uuid,
    title: String,
    completed_at: Option<Timestamp>,
    kept_until: Option<Day>,
    damaged: usize,
    files: List,
    closures: List,
}

/// One of the two lists, what is damaged first.
#[derive(Serialize)]
struct List {
    rows: Vec<Frozen>,
    count: usize,
    /// The digest of its file, for the field "Hash Value".
    hash: String,
}

impl List {
    fn of(mut files: Vec<Frozen>) -> Self {
        let digest = Sha256::of(artifacts_log(&files)).to_string().to_uppercase();
        let count = files.len();
        files.sort_by_key(|file| file.is_sound != Some(false));
        files.truncate(ROWS_MAX);
        Self { rows: files, count, hash: digest }
    }
}

impl Page {
    fn of(assessment: Uuid, fixed: Fixed) -> Self {
        let damaged: BTreeSet<_> =
            fixed.all().filter(|it| it.is_sound == Some(false)).map(|it| it.id.0).collect();
        Self {
            assessment,
            title: fixed.title,
            completed_at: fixed.completed_at,
            kept_until: fixed.kept_until,
            damaged: damaged.len(),
            files: List::of(fixed.files),
            closures: List::of(fixed.closures),
        }
    }
}

/// What the assessment that an address names was completed with, for whoever may see it.
struct Kept {
    assessment: Uuid,
    fixed: Fixed,
}

impl<'a> FromRequest<'a> for Kept {
    async fn from_request(req: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let access = Access::<Read>::from_request(req, body).await?;
        let db = req.data::<Db>().expect("app() provides the database");
        let named = req.raw_path_param("assessment").and_then(|id| id.parse().ok());
        let assessment = named.ok_or(Error::NotFound)?;
        Ok(Self { assessment, fixed: actions::frozen(db, &access, assessment).await? })
    }
}

/// The lists.
#[handler]
pub async fn frozen(ui: Ui, kept: Kept) -> Result<Reply> {
    ui.at("evidence").show(FROZEN, "main", Page::of(kept.assessment, kept.fixed))
}

/// The digests of what the assessment was completed with, to hand to an assessor.
#[handler]
pub async fn artifacts(ui: Ui, kept: Kept) -> Reply {
    log(&ui, ARTIFACTS_LOG, artifacts_log(&kept.fixed.files))
}

/// The digest of that list.
#[handler]
pub async fn hash(ui: Ui, kept: Kept) -> Reply {
    log(&ui, LOG_HASH, log_hash(&artifacts_log(&kept.fixed.files)))
}

/// The digests of the evidence of closures.
#[handler]
pub async fn closure_artifacts(ui: Ui, kept: Kept) -> Reply {
    log(&ui, ARTIFACTS_LOG, artifacts_log(&kept.fixed.closures))
}

/// The digest of that list.
#[handler]
pub async fn closure_hash(ui: Ui, kept: Kept) -> Reply {
    log(&ui, LOG_HASH, log_hash(&artifacts_log(&kept.fixed.closures)))
}

fn log(ui: &Ui, name: &str, text: String) -> Reply {
    ui.file("text/plain; charset=us-ascii", name, text)
}

/// The address of the form leads back to the page that holds it.
#[handler]
pub async fn verified(ui: Ui, kept: Kept) -> Reply {
    ui.go_silently(&format!("{}/evidence/frozen/{}", ui.here(), kept.assessment))
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
        (1, 0) => "The stored file is still what it was.".to_owned(),
        (1, _) => "The stored file is damaged or gone. The list names it.".to_owned(),
        (n, 0) => format!("All {n} stored files are still what they were."),
        (n, damaged) => format!("{damaged} of {n} stored files are damaged or gone. The list names them."),
    };
    Ok(ui.go(&format!("{}/evidence/frozen/{assessment}", ui.here()), Flash::ok(text)))
}
