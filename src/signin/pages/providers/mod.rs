//! The pages of providers: at the door, in a person's own settings, and at an administrator's desk.

mod account;
mod desk;
mod door;
mod form;

use crate::web::routes::Routes;

/// The pages of this part.
pub fn routes(routes: &mut Routes) {
    routes.post("/signin/provider/:provider", door::set_out);
    routes.get("/signin/provider/:provider/callback", door::come_back);
    routes.post("/account/security/providers/:provider", account::link);
    routes.post("/account/security/identities/:identity/unlink", account::unlink);
    routes.get("/o/:org/settings/providers", desk::index);
    routes.post("/o/:org/settings/providers", desk::create);
    routes.get("/o/:org/settings/providers/new", desk::new);
    routes.get("/o/:org/settings/providers/:provider", desk::show);
    routes.post("/o/:org/settings/providers/:provider", desk::change);
    routes.post("/o/:org/settings/providers/:provider/test", desk::test);
    routes.post("/o/:org/settings/providers/:provider/active", desk::set_active);
}
