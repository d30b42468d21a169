//! What the trail says about links to the calendar.

use crate::kernel::{audit::Entry, id::UserId};
use serde_json::json;

/// What happened to somebody's link.
pub enum Event {
    /// It was made; one from before works no more.
    Made {
        /// Whose.
        user: UserId,
        /// Whether it shows only what they have to do with.
        is_mine_only: bool,
    },
    /// It was revoked.
    Revoked(UserId),
}

impl From<Event> for Entry {
    fn from(event: Event) -> Self {
        let (action, user, detail) = match event {
            Event::Made { user, is_mine_only } => {
                ("calendar_feed.made", user, json!({ "is_mine_only": is_mine_only }))
            }
            Event::Revoked(user) => ("calendar_feed.revoked", user, json!({})),
        };
        Self { action, subject: format!("user:{user}"), detail }
    }
}
