//! The pages at the door.

mod door;
mod enter;

use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(routes: &mut Routes) {
    routes.get("/signin", enter::show);
    routes.post("/signin", enter::sign_in);
    routes.post("/signout", enter::sign_out);
}
