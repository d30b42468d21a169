//! What the trail says about files that came in.

use super::Batch;
use crate::kernel::audit::Entry;
use serde_json::json;

/// What happened to a file.
pub enum Event<'a> {
    /// It was carried out: so many rows changed something, so many were left as they were.
    Imported {
        /// The file.
        batch: &'a Batch,
        /// Rows that changed something.
        changed: usize,
        /// Rows that somebody left out, or that say what stood there already.
        left: usize,
    },
}

impl From<Event<'_>> for Entry {
    fn from(event: Event<'_>) -> Self {
        let Event::Imported { batch, changed, left } = event;
        Self {
            action: "table.imported",
            subject: format!("assessment:{}", batch.assessment_id),
            detail: json!({
                "table": batch.about, "file": batch.file_name, "sha256": batch.sha256.to_string(),
                "rows": batch.rows_total, "changed": changed, "left": left, "as_of": batch.as_of
            }),
        }
    }
}
