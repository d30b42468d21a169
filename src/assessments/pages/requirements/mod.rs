//! The list of an assessment's requirements, and changing many of them at once.

mod bulk;
mod list;
mod state;

use super::opened::Opened;
use crate::access::Read;
use crate::assessments::{actions, model::queue::Eye};
use crate::kernel::Result;
use crate::web::{
    forms::Query,
    routes::Routes,
    ui::{Reply, Ui},
};
use list::List;
use poem::handler;
use state::State;

/// The list and its bulk changes.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/requirements", index);
    bulk::routes(routes);
}

#[handler]
async fn index(ui: Ui, Opened { db, access, picture, .. }: Opened<Read>, query: Query) -> Result<Reply> {
    let bar = actions::bar(&picture, &ui.here());
    let (at, ui) = (bar.at.clone(), ui.at("requirements").about(bar));
    let eye = Eye { user: access.user(), today: db.env().today() };
    let state = State::read(&query.0);
    let words = actions::words_for(&db, access.scope(), &picture, &state.filter).await?;
    let list = List::of(&ui, &at, (&picture, &words), &state, eye);
    ui.show("assessments/requirements.html", "results", list)
}
