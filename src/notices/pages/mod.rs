//! The pages of reminders: one's own, how one wants them, the organisation's rules, and what would be sent.

mod list;
mod preview;
mod rules;
mod settings;

use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/notices", list::list);
    routes.post("/o/:org/notices", list::read);
    routes.get("/o/:org/notices/settings", settings::show);
    routes.post("/o/:org/notices/settings", settings::save);
    routes.get("/o/:org/settings/reminders", rules::show);
    routes.post("/o/:org/settings/reminders", rules::save);
    routes.get("/o/:org/notices/preview", preview::preview);
    routes.post("/o/:org/notices/preview", preview::send);
}
