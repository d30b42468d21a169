//! The pages of evidence: the register, one piece of it, adding, changing, deciding, removing,
//! downloading; and what holds for all of it.

mod add;
mod bulk;
mod change;
mod defaults;
mod forecast;
mod form;
mod frozen;
mod index;
mod receive;
mod reference;
mod review;
mod show;
mod taking;
mod version;

pub use receive::{Received, Refused};
pub use taking::Taking;

use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/settings/evidence", defaults::show);
    routes.post("/o/:org/settings/evidence", defaults::change_days);
    routes.get("/o/:org/settings/evidence/files", defaults::show);
    routes.post("/o/:org/settings/evidence/files", defaults::change_files);
    routes.get("/o/:org/evidence", index::index);
    routes.get("/o/:org/evidence/new", add::new);
    routes.upload("/o/:org/evidence/new", add::create);
    routes.get("/o/:org/evidence/reference", reference::reference);
    routes.post("/o/:org/evidence/reference", reference::refer);
    routes.get("/o/:org/evidence/forecast", forecast::forecast);
    routes.get("/o/:org/evidence/frozen/:assessment", frozen::frozen);
    routes.get("/o/:org/evidence/frozen/:assessment/CMMCAssessmentArtifacts.log", frozen::artifacts);
    routes.get("/o/:org/evidence/frozen/:assessment/CMMCAssessmentLogHash.log", frozen::hash);
    routes.get(
        "/o/:org/evidence/frozen/:assessment/closure/CMMCAssessmentArtifacts.log",
        frozen::closure_artifacts,
    );
    routes.get("/o/:org/evidence/frozen/:assessment/closure/CMMCAssessmentLogHash.log", frozen::closure_hash);
    routes.get("/o/:org/evidence/frozen/:assessment/verify", frozen::verified);
    routes.post("/o/:org/evidence/frozen/:assessment/verify", frozen::verify);
    routes.get("/o/:org/evidence/bulk", bulk::list);
    routes.post("/o/:org/evidence/bulk", bulk::preview);
    routes.get("/o/:org/evidence/bulk/review", bulk::list);
    routes.post("/o/:org/evidence/bulk/review", bulk::decide);
    routes.get("/o/:org/evidence/bulk/details", bulk::list);
    routes.post("/o/:org/evidence/bulk/details", bulk::describe);
    routes.get("/o/:org/evidence/:evidence", show::show);
    routes.get("/o/:org/evidence/:evidence/review", review::review);
    routes.post("/o/:org/evidence/:evidence/review", review::decide);
    routes.get("/o/:org/evidence/:evidence/file", show::file);
    routes.get("/o/:org/evidence/:evidence/version", version::new);
    routes.upload("/o/:org/evidence/:evidence/version", version::add);
    routes.get("/o/:org/evidence/:evidence/edit", change::edit);
    routes.post("/o/:org/evidence/:evidence/edit", change::update);
    routes.get("/o/:org/evidence/:evidence/remove", change::confirm);
    routes.post("/o/:org/evidence/:evidence/remove", change::remove);
}
