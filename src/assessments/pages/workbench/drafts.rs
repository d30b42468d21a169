//! Keeping what is being typed, asked by a script while somebody writes and when they leave.

use super::{super::opened::Opened, Here, WORK, judgement, links};
use crate::access::EditFindings;
use crate::assessments::{actions, model::Draft};
use crate::kernel::{Error, Problems, Result};
use crate::web::{
    forms::{self, Fields},
    ui::{Reply, Ui},
};
use poem::{Response, handler, http::StatusCode, web::Path};
use serde::Serialize;

/// The line under the form that says what was kept, or why it was not.
#[derive(Debug, Serialize)]
struct DraftNote {
    drafted_at: Option<String>,
    not_kept: Problems,
}

impl DraftNote {
    /// The answer. On leaving, nobody reads it.
    fn answer(self, ui: &Ui, status: StatusCode) -> Result<Reply> {
        if !ui.is_fragment() {
            let status = if status == StatusCode::OK { StatusCode::NO_CONTENT } else { status };
            return Ok(Response::builder().status(status).finish());
        }
        let mut reply = ui.show(WORK, "draft_note", self)?;
        reply.set_status(status);
        Ok(reply)
    }
}

/// Keeps what is being typed. The answer is only the line that says so.
#[handler]
pub async fn keep_draft(
    ui: Ui,
    Opened { db, access, picture, .. }: Opened<EditFindings>,
    Path(here): Path<Here>,
    fields: Fields,
) -> Result<Reply> {
    let place = here.place();
    picture.cell(&place).ok_or(Error::NotFound)?;
    let said = match forms::problems(judgement(&fields))? {
        Ok(said) => said,
        Err(not_kept) => {
            return DraftNote { drafted_at: None, not_kept }.answer(&ui, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let draft = Draft::of(&said, links(&fields), fields.number("version"));
    let at = actions::keep_draft(&db, &access, here.assessment, &place, draft).await?;
    let drafted_at = at.map(|at| at.format("%H:%M UTC").to_string());
    DraftNote { drafted_at, not_kept: Problems::new() }.answer(&ui, StatusCode::OK)
}
