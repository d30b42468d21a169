//! The score sheet: every requirement with its finding, its points and the paragraph behind them.

mod files;
mod sheet;

use crate::access::{Access, Read};
use crate::assessments::{
    actions::{self, Pictures},
    model::{AssessmentId, picture::Picture},
};
use crate::kernel::{Result, db::Db};
use crate::web::{
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use sheet::Sheet;
use std::sync::Arc;

/// The sheet and its files.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/score", show);
    routes.get("/o/:org/assessments/:assessment/score.csv", files::as_csv);
    routes.get("/o/:org/assessments/:assessment/score.json", files::as_json);
}

/// The picture that all three forms of the sheet are made from.
async fn open(
    ui: Ui,
    db: &Db,
    pictures: &Pictures,
    access: &Access<Read>,
    id: AssessmentId,
) -> Result<(Ui, Arc<Picture>, String)> {
    let picture = actions::picture(db, pictures, access, id).await?;
    let bar = actions::bar(&picture, &ui.here());
    let at = bar.at.clone();
    Ok((ui.at("score").about(bar), picture, at))
}

#[handler]
async fn show(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<Read>,
    Path((_, id)): Path<(String, AssessmentId)>,
) -> Result<Reply> {
    let (ui, picture, at) = open(ui, &db, &pictures, &access, id).await?;
    ui.show("assessments/score.html", "main", Sheet::of(&picture, &at, db.env().today().to_string())?)
}
