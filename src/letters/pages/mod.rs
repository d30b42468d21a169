//! The pages of letters: those that could not be sent, and the organisation's own words for them.

mod sent;
mod texts;

use crate::access::Feature;
use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/letters", sent::index);
    routes.post("/o/:org/letters/:letter/again", sent::again);
    routes.get("/dev/mail", sent::development);
    routes.only_with(Feature::MailTexts, |routes| {
        routes.get("/o/:org/settings/letters", texts::index);
        routes.get("/o/:org/settings/letters/:wording", texts::show);
        routes.post("/o/:org/settings/letters/:wording", texts::change);
    });
}
