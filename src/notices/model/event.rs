//! What the trail says about reminders.

use super::{Preference, Rules};
use crate::kernel::{audit::Entry, env::Day, id::UserId};
use serde_json::json;

/// What happened.
pub enum Event<'a> {
    /// People were reminded.
    Sent {
        /// On which day.
        on: Day,
        /// How many reminders were written.
        notices: usize,
        /// How many letters were asked for.
        letters: usize,
    },
    /// The rules were changed.
    RulesChanged(&'a Rules, &'a Rules),
    /// Somebody chose how they are reminded.
    Preferred(UserId, &'a Preference, &'a Preference),
}

impl From<Event<'_>> for Entry {
    fn from(event: Event<'_>) -> Self {
        match event {
            Event::Sent { on, notices, letters } => Self {
                action: "notices.sent",
                subject: format!("notices:{on}"),
                detail: json!({ "notices": notices, "letters": letters }),
            },
            Event::RulesChanged(before, after) => Self {
                action: "notice_rules.changed",
                subject: "notice_rules:all".to_owned(),
                detail: json!({ "before": before, "after": after }),
            },
            Event::Preferred(user, before, after) => {
                let said = |it: &Preference| json!({ "mail": it.mail, "muted": it.muted });
                Self {
                    action: "notice_preferences.changed",
                    subject: format!("user:{user}"),
                    detail: json!({ "before": said(before), "after": said(after) }),
                }
            }
        }
    }
}
