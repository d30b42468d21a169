//! The pages about people, and one's own settings.

mod invitations;
mod keyboard;
mod people;
mod person;
mod rights;
mod settings;

use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/people", people::index);
    routes.get("/o/:org/people/rights", rights::show);
    routes.get("/o/:org/people/invitations", people::index);
    routes.post("/o/:org/people/invitations", invitations::invite);
    routes.post("/o/:org/people/invitations/:invitation/revoke", invitations::revoke);
    routes.post("/o/:org/people/invitations/:invitation/again", invitations::again);
    routes.get("/o/:org/people/:person", person::show);
    routes.post("/o/:org/people/:person/role", person::change_role);
    routes.post("/o/:org/people/:person/deactivate", person::deactivate);
    routes.post("/o/:org/people/:person/reactivate", person::reactivate);
    routes.get("/settings", settings::show);
    routes.post("/settings", settings::change);
    routes.get("/settings/keyboard", keyboard::show);
    routes.post("/settings/keyboard", keyboard::change);
}
