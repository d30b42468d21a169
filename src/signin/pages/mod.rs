//! The pages at the door.

mod door;
mod enter;
mod join;
mod kept;
mod link;
mod password;
mod setup;

use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(routes: &mut Routes) {
    routes.get("/signin", enter::show);
    routes.post("/signin", enter::sign_in);
    routes.post("/signout", enter::sign_out);
    routes.get("/setup/:token", setup::show);
    routes.post("/setup/:token", setup::set_up);
    routes.get("/link/:token", link::show);
    routes.post("/link/:token", link::sign_in);
    routes.get("/join/:token", join::show);
    routes.post("/join/:token", join::join);
    routes.get("/settings/password", password::show);
    routes.post("/settings/password", password::change);
    routes.get("/kept/:token", kept::show);
    routes.post("/kept/:token/discard", kept::discard);
}
