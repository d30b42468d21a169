//! The pages of evidence: the library, one piece of it, adding, changing, removing, downloading.

mod add;
mod change;
mod form;
mod index;
mod receive;
mod show;

use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/evidence", index::index);
    routes.get("/o/:org/evidence/new", add::new);
    routes.post("/o/:org/evidence/new", add::create);
    routes.get("/o/:org/evidence/:evidence", show::show);
    routes.get("/o/:org/evidence/:evidence/file", show::file);
    routes.get("/o/:org/evidence/:evidence/edit", change::edit);
    routes.post("/o/:org/evidence/:evidence/edit", change::update);
    routes.get("/o/:org/evidence/:evidence/remove", change::confirm);
    routes.post("/o/:org/evidence/:evidence/remove", change::remove);
}
