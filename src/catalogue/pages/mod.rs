//! The pages of the catalogue: what there is, one body, one requirement, the rules; imports; own requirements.

mod builtin;
mod form;
mod import;
mod index;
mod list;
mod own;
mod preview;
mod rules;
mod show;

use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/catalogue", index::index);
    routes.get("/o/:org/catalogue/rules", rules::show);
    routes.get("/o/:org/catalogue/template.csv", import::template);
    routes.get("/o/:org/catalogue/import", import::open);
    routes.upload("/o/:org/catalogue/import", import::upload);
    routes.get("/o/:org/catalogue/imports/:import", preview::show);
    routes.post("/o/:org/catalogue/imports/:import/apply", preview::apply);
    routes.get("/o/:org/catalogue/own/new", own::open);
    routes.post("/o/:org/catalogue/own/new", own::create);
    routes.get("/o/:org/catalogue/own/:requirement/edit", own::edit);
    routes.post("/o/:org/catalogue/own/:requirement/edit", own::update);
    routes.post("/o/:org/catalogue/own/:requirement/retire", own::retire);
    routes.post("/o/:org/catalogue/own/:requirement/restore", own::restore);
    routes.get("/o/:org/catalogue/:catalogue", list::list);
    routes.get("/o/:org/catalogue/:catalogue/:requirement", show::show);
}
