//! Choosing the evidence that shows that an item is brought to an end.

use super::{There, data::View};
use crate::access::{Access, EditPoams};
use crate::assessments::{Pictures, segment};
use crate::evidence::EvidenceId;
use crate::kernel::{Result, db::Db};
use crate::poams::{actions, model::Offer};
use crate::web::{
    flash::Flash,
    forms::{Fields, Query},
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

/// The page.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/poams/:poam/evidence", choose);
    routes.post("/o/:org/assessments/:assessment/poams/:poam/evidence", change);
}

#[derive(Serialize)]
struct Choose {
    at: String,
    it: View,
    search: String,
    offers: Vec<Offer>,
    add: String,
}

#[handler]
async fn choose(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<EditPoams>,
    Path(there): Path<There>,
    query: Query,
) -> Result<Reply> {
    let (it, _) = actions::mine(&db, &access, there.assessment, there.poam).await?;
    let search = query.0.text("search").trim().to_owned();
    let offers = actions::offers(&db, &access, &it, &search).await?;
    let (ui, picture, at) = super::open(ui, &db, &pictures, &access, there.assessment).await?;
    let it = View::of(&at, &it, picture.line(&it.requirement), db.env().today());
    let add = format!("{}/evidence/new?back={}", ui.here(), segment(&format!("{}/evidence", it.href)));
    ui.show("poams/evidence.html", "results", Choose { at, it, search, offers, add })
}

#[handler]
async fn change(
    ui: Ui,
    db: Data<&Db>,
    access: Access<EditPoams>,
    Path(there): Path<There>,
    fields: Fields,
) -> Result<Reply> {
    let ids = |name| fields.all(name).into_iter().filter_map(|id| id.parse::<EvidenceId>().ok()).collect();
    let of = (there.assessment, there.poam);
    let changed = actions::link(&db, &access, of, ids("link"), ids("unlink")).await?;
    let told = match changed {
        0 => "Nothing changed: choose evidence first.".to_owned(),
        1 => "One piece of evidence changed.".to_owned(),
        n => format!("{n} pieces of evidence changed."),
    };
    Ok(ui.go(&format!("{}#evidence", there.address(&ui)), Flash::ok(told)))
}
