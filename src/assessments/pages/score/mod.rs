//! The score sheet: every requirement with its finding, its points and the paragraph behind them.

mod files;
mod sheet;

use super::opened::Opened;
use crate::access::Read;
use crate::assessments::actions;
use crate::kernel::Result;
use crate::web::{
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::handler;
use sheet::Sheet;

/// The sheet and its files.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/score", show);
    routes.get("/o/:org/assessments/:assessment/score.csv", files::as_csv);
    routes.get("/o/:org/assessments/:assessment/score.json", files::as_json);
}

#[handler]
async fn show(ui: Ui, Opened { db, access, picture, .. }: Opened<Read>) -> Result<Reply> {
    let bar = actions::bar(&picture, &ui.here());
    let page = Sheet::load(&db, &access, &picture, &bar.at).await?;
    ui.at("score").about(bar).show("assessments/score.html", "main", page)
}
