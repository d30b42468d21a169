//! How far an import is, and what became of it.

use super::{
    super::{
        actions::Progress,
        model::{Batch, State},
    },
    place::Earlier,
};
use crate::kernel::Result;
use crate::web::ui::{Reply, Ui};
use poem::{handler, web::Data};
use serde::Serialize;

const PROGRESS: &str = "imports/progress.html";
const PART: &str = "progress_part";

#[derive(Serialize)]
struct Page {
    at: String,
    action: String,
    file_name: String,
    sha256: String,
    label: &'static str,
    state: State,
    /// Rows that are done; none while nobody has begun, or another node does it.
    done: Option<usize>,
    rows: i64,
    changed: i64,
    left: i64,
    /// Why nothing was imported; empty where something had changed meanwhile.
    problem: String,
}

impl Page {
    fn of(at: String, batch: Batch, progress: &Progress) -> Result<Self> {
        Ok(Self {
            action: format!("{at}/{}", batch.id),
            at,
            label: batch.table()?.label(),
            sha256: batch.sha256.to_string(),
            done: progress.of(batch.id).map(|(done, _)| done),
            rows: batch.rows_total,
            changed: batch.rows_changed,
            left: batch.rows_total - batch.rows_changed,
            state: batch.state,
            problem: batch.problem,
            file_name: batch.file_name,
        })
    }
}

/// Shows it, as a page or, to a script that asks again and again, as a part.
#[handler]
pub async fn show(ui: Ui, progress: Data<&Progress>, earlier: Earlier) -> Result<Reply> {
    let Earlier { place, batch } = earlier;
    let (ui, at) = place.around(ui);
    match batch.state {
        State::Columns => Ok(ui.go_silently(&format!("{at}/{}/columns", batch.id))),
        State::Preview => Ok(ui.go_silently(&format!("{at}/{}", batch.id))),
        _ => ui.show(PROGRESS, PART, Page::of(at, batch, &progress)?),
    }
}
