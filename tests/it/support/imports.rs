//! Files that came in, for every page that shows some.

use super::*;
use muster::{
    kernel::{db::Tx, env::Timestamp, hash::Sha256},
    sql,
};
use serde_json::{Value, json};
use sqlx::types::Json;
use uuid::Uuid;

fn packed(value: &Value) -> Vec<u8> {
    zstd::encode_all(value.to_string().as_bytes(), 1).unwrap()
}

/// A file of tasks that is previewed, one that waits to be carried out, and one whose columns are not told; and a
/// set of headings that is known.
pub async fn some_batches(tx: &mut Tx, assessment: Uuid, now: Timestamp) -> [Uuid; 3] {
    let ids = [tx.env().new_id(), tx.env().new_id(), tx.env().new_id()];
    let row = json!({ "line": 2, "cells": ["Change the locks", "2026-12-01"] });
    let page = json!({ "name": "", "head": ["Task", "Due"], "rows": [row] });
    let content = packed(&json!({ "pages": [page], "table": null, "as_of": null }));
    let change = json!({ "field": "Due date", "before": "", "after": "2026-12-01" });
    let verdict = json!({
        "line": 2, "label": "Change the locks", "stand": "new", "changes": [change], "faults": [], "note": "",
        "seen": "",
    });
    let preview = packed(&json!({ "rows": [verdict], "effect": null }));
    let mapping = Json(json!({
        "sheet": 0, "columns": ["title", "due_on"], "values": {}, "days": "unsaid", "clears": false,
    }));
    for (id, state) in ids.into_iter().zip(["preview", "waiting", "columns"]) {
        sql! {
            execute, tx,
            "insert into import_batches
                (org_id, assessment_id, id, about, file_name, sha256, as_of, content, mapping, preview, choices,
                 state, rows_total, rows_changed, version, created_by, created_at, applied_at)
             values ($1, $2, $3, 'tasks', 'tasks.csv', $4, $5, $6, $7, $8, $9, $10, 1, 0, 1, $11, $5, null)",
            CONTOSO.id, assessment, id, Sha256::of("tasks"), now, &content, &mapping, &preview, Json(json!({})), state,
            LEAD.id
        }
        .unwrap();
    }
    let kept = json!({ "columns": [["task", "title"]], "values": {}, "days": "unsaid", "clears": false });
    sql! {
        execute, tx,
        "insert into import_mappings (org_id, about, headings, mapping, updated_by, updated_at)
         values ($1, 'tasks', $2, $3, $4, $5)",
        CONTOSO.id, Sha256::of("task"), Json(kept), LEAD.id, now
    }
    .unwrap();
    ids
}
