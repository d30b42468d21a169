//! The start page, what an organisation is called and does without, and help.

mod features;
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
    routes.get("/o/:org/settings/features", features::show);
    routes.post("/o/:org/settings/features", features::change);
    routes.get("/marks/:mark", mark::show);
    routes.get("/help", help::index);
    routes.get("/help/keys", help::keys);
    routes.get("/help/accessibility", help::accessibility);
}
