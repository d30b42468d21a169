//! The start page, the settings of an organisation, and help.

mod help;
mod index;
mod mark;
mod settings;

use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(routes: &mut Routes) {
    routes.get("/", index::index);
    routes.get("/o/:org/settings", settings::show);
    routes.post("/o/:org/settings", settings::change);
    routes.get("/marks/:mark", mark::show);
    routes.get("/help", help::index);
    routes.get("/help/keys", help::keys);
    routes.get("/help/accessibility", help::accessibility);
}
