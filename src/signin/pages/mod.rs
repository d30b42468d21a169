//! The pages at the door.

mod address;
mod codes;
mod confirm;
mod door;
mod enter;
mod join;
mod join_over;
mod kept;
mod link;
mod locked;
mod not_me;
mod passkeys;
mod password;
mod providers;
mod rescue;
mod reset;
mod rules;
mod second;
mod security;
mod sessions;
mod setup;
mod strength;
mod totp;

pub use door::{Then, local};

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
    routes.post("/join/:token/ask", join_over::ask);
    routes.get("/o/:org/people/locked", locked::index);
    routes.post("/o/:org/people/:person/unlock", locked::unlock);
    routes.post("/o/:org/people/:person/sessions/end", sessions::end_of_person);
    routes.get("/not-me/:token", not_me::show);
    routes.post("/not-me/:token", not_me::secure);
    routes.get("/settings/password", password::show);
    routes.post("/settings/password", password::change);
    routes.get("/signin/forgot", reset::show);
    routes.post("/signin/forgot", reset::ask);
    routes.get("/reset/:token", reset::open);
    routes.post("/reset/:token", reset::reset);
    routes.get("/settings/address", address::show);
    routes.post("/settings/address", address::ask);
    routes.get("/address/:token", address::open);
    routes.post("/address/:token", address::confirm);
    routes.get("/address/:token/stop", address::open_stop);
    routes.post("/address/:token/stop", address::stop);
    routes.get("/o/:org/people/:person/rescue", rescue::show);
    routes.post("/o/:org/people/:person/rescue", rescue::ask);
    routes.post("/o/:org/people/:person/rescue/factors", rescue::remove_factors);
    routes.post("/o/:org/people/:person/rescue/:rescue/confirm", rescue::confirm);
    routes.post("/signin/strength", strength::advise);
    routes.get("/signin/second", second::show);
    routes.post("/signin/second", second::give);
    routes.post("/signin/second/mail", second::send);
    routes.get("/signin/confirm", confirm::show);
    routes.post("/signin/confirm", confirm::confirm);
    routes.get("/account/security", security::show);
    routes.post("/account/stay", sessions::stay);
    routes.get("/account/security/sessions", sessions::index);
    routes.post("/account/security/sessions/others", sessions::end_others);
    routes.post("/account/security/sessions/all", sessions::end_all);
    routes.post("/account/security/sessions/:session/end", sessions::end);
    routes.post("/account/security/devices/:device/forget", sessions::forget);
    routes.get("/account/security/totp", totp::show);
    routes.post("/account/security/totp", totp::enrol);
    routes.post("/account/security/totp/remove", totp::remove);
    routes.post("/account/security/codes", codes::make);
    routes.get("/o/:org/settings/sign-in", rules::show);
    routes.post("/o/:org/settings/sign-in", rules::change);
    passkeys::routes(routes);
    providers::routes(routes);
    routes.get("/kept/:token", kept::show);
    routes.post("/kept/:token/discard", kept::discard);
}
