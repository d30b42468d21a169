//! The pages of the calendar: a month, the same as a list, and the link for other programs.

mod feed;
mod link;
mod list;
mod month;
mod shown;

use crate::access::Feature;
use crate::web::routes::Routes;

/// The pages of this domain.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/calendar", month::month);
    routes.get("/o/:org/calendar/list", list::list);
    routes.only_with(Feature::CalendarFeeds, |routes| {
        routes.get("/o/:org/calendar/feed", link::show);
        routes.post("/o/:org/calendar/feed", link::change);
    });
    routes.get("/calendar/:token/muster.ics", feed::feed);
}
