//! What the trail says about files that were made.

use super::model::{About, Format};
use crate::assessments::AssessmentId;
use crate::kernel::{audit::Entry, hash::Sha256};
use serde_json::json;

/// A file was made.
pub struct Exported<'a> {
    /// Of which assessment.
    pub assessment: AssessmentId,
    /// What it says about itself.
    pub about: &'a About,
    /// In which form.
    pub format: Format,
    /// How many rows it has.
    pub rows: usize,
    /// What its bytes digest to.
    pub sha256: Sha256,
}

impl From<Exported<'_>> for Entry {
    fn from(it: Exported<'_>) -> Self {
        Self {
            action: "table.exported",
            subject: format!("assessment:{}", it.assessment),
            detail: json!({
                "table": it.about.table, "audience": it.about.audience, "format": it.format.word(),
                "rows": it.rows, "sha256": it.sha256.to_string(), "rule_pack": it.about.rule_pack
            }),
        }
    }
}
