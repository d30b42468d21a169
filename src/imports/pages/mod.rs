//! The pages on which files come in.

mod columns;
mod place;
mod preview;
mod progress;
mod send;

use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/imports", send::open);
    routes.upload("/o/:org/assessments/:assessment/imports", send::take);
    routes.get("/o/:org/assessments/:assessment/imports/:batch", preview::show);
    routes.post("/o/:org/assessments/:assessment/imports/:batch", preview::decide);
    routes.get("/o/:org/assessments/:assessment/imports/:batch/columns", columns::show);
    routes.post("/o/:org/assessments/:assessment/imports/:batch/columns", columns::tell);
    routes.upload("/o/:org/assessments/:assessment/imports/:batch/file", send::take_again);
    routes.get("/o/:org/assessments/:assessment/imports/:batch/progress", progress::show);
    routes.get("/o/:org/assessments/:assessment/imports/:batch/errors.csv", preview::error_table);
}
