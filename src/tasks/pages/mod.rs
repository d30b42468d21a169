//! The pages of tasks: the list, one's own work, one task, giving and changing it.

mod edit;
mod form;
mod index;
mod many;
mod mine;
mod show;

use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/tasks", index::index);
    routes.post("/o/:org/tasks", many::change_picked);
    routes.get("/o/:org/tasks/mine", mine::mine);
    routes.get("/o/:org/tasks/new", edit::new);
    routes.post("/o/:org/tasks/new", edit::create);
    routes.get("/o/:org/tasks/:task", show::show);
    routes.get("/o/:org/tasks/:task/edit", edit::edit);
    routes.post("/o/:org/tasks/:task/edit", edit::update);
    routes.get("/o/:org/tasks/:task/done", show::back);
    routes.post("/o/:org/tasks/:task/done", show::done);
    routes.get("/o/:org/tasks/:task/confirm", show::back);
    routes.post("/o/:org/tasks/:task/confirm", show::confirm);
    routes.get("/o/:org/tasks/:task/reopen", show::back);
    routes.post("/o/:org/tasks/:task/reopen", show::reopen);
    routes.get("/o/:org/tasks/:task/comments", show::back);
    routes.post("/o/:org/tasks/:task/comments", show::comment);
}
