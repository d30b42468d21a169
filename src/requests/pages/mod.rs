//! The pages of requests: the list, asking, one request, bringing what was asked for, here or by a link.

mod choose;
mod edit;
mod form;
mod give;
mod index;
mod link;
mod linked;
mod mine;
mod new;
mod refer;
mod show;

use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/requests", index::index);
    routes.get("/o/:org/requests/new", new::new);
    routes.post("/o/:org/requests/new", new::create);
    routes.get("/o/:org/requests/:request", show::show);
    routes.get("/o/:org/requests/:request/due", edit::back);
    routes.post("/o/:org/requests/:request/due", edit::change_due);
    routes.get("/o/:org/requests/:request/link", edit::back);
    routes.post("/o/:org/requests/:request/link", edit::link_again);
    routes.get("/o/:org/requests/:request/withdraw", edit::back);
    routes.post("/o/:org/requests/:request/withdraw", edit::withdraw);
    routes.get("/o/:org/requests/:request/give", give::upload);
    routes.upload("/o/:org/requests/:request/give", give::give);
    routes.get("/o/:org/requests/:request/choose", choose::look);
    routes.post("/o/:org/requests/:request/choose", choose::choose);
    routes.get("/o/:org/requests/:request/refer", refer::ask_place);
    routes.post("/o/:org/requests/:request/refer", refer::refer);
    routes.get("/give/:token", link::open);
    routes.upload("/give/:token", link::bring);
}
