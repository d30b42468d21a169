//! The bench: fixes are ticked, and the page says what they come to. The ticks stand in the address.

use super::{Opened, There, data::Bench};
use crate::access::{Access, Read};
use crate::assessments::{AssessmentId, Pictures};
use crate::kernel::{Result, db::Db};
use crate::plans::model::Fixes;
use crate::web::{
    forms::{Fields, Query},
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};

pub(super) const BENCH: &str = "plans/index.html";
const FIGURES: &str = "figures";

/// The bench, and the same with a kept plan on it.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/plans", bench);
    routes.get("/o/:org/assessments/:assessment/plans/:plan", kept);
}

/// The ticks of a form or an address that are requirements of the assessment.
pub(super) fn ticked(opened: &Opened, fields: &Fields) -> Fixes {
    Fixes::of(fields.all("fix"), |id| opened.picture.line(id).is_some_and(|line| !line.is_own))
}

#[handler]
async fn bench(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<Read>,
    Path((_, id)): Path<(String, AssessmentId)>,
    query: Query,
) -> Result<Reply> {
    let opened = Opened::of(ui, &db, &pictures, &access, id).await?;
    let fixes = ticked(&opened, &query.0);
    let page = Bench::of(&opened, &fixes, None, access.user(), db.env().today())?;
    opened.ui.once().show(BENCH, FIGURES, page)
}

#[handler]
async fn kept(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<Read>,
    Path(there): Path<There>,
    query: Query,
) -> Result<Reply> {
    let opened = Opened::of(ui, &db, &pictures, &access, there.assessment).await?;
    let plan = opened.plan(there.plan)?.clone();
    // Without ticks in the address the page shows those of the plan; with some, or with none left, those.
    let fixes = match query.0.is_on("shown") {
        true => ticked(&opened, &query.0),
        false => plan.fixes.0.clone(),
    };
    let page = Bench::of(&opened, &fixes, Some(&plan), access.user(), db.env().today())?;
    opened.ui.once().show(BENCH, FIGURES, page)
}
