//! The change of somebody's address.

use crate::kernel::{audit::Entry, env::Timestamp, id::UserId, text::Email};
use serde_json::json;
use uuid::Uuid;

/// A change that waits, or was made a while ago.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AddressChange {
    /// Its id.
    pub id: Uuid,
    /// Whose address.
    pub user_id: UserId,
    /// As it was.
    pub before_email: Email,
    /// As it is wanted.
    pub after_email: Email,
    /// When the new one was taken into use.
    pub confirmed_at: Option<Timestamp>,
}

/// What happened to somebody's address.
pub enum AddressEvent<'a> {
    /// Somebody wants another address.
    Asked {
        /// Who.
        user: UserId,
        /// The one they have.
        before: &'a Email,
        /// The one they want.
        after: &'a Email,
    },
    /// Somebody has another address.
    Changed {
        /// Who.
        user: UserId,
        /// The one they had.
        before: &'a Email,
        /// The one they have.
        after: &'a Email,
    },
    /// Whoever reads the mail of the old address stopped a change, or took it back.
    Stopped {
        /// Whose.
        user: UserId,
        /// The one they keep.
        before: &'a Email,
        /// The one that was wanted.
        after: &'a Email,
        /// Whether it had been made.
        is_taken_back: bool,
    },
}

impl From<AddressEvent<'_>> for Entry {
    fn from(event: AddressEvent<'_>) -> Self {
        let of = |user: UserId| format!("user:{user}");
        let (action, subject, detail) = match event {
            AddressEvent::Asked { user, before, after } => {
                ("address.change_asked", of(user), json!({ "before": before, "after": after }))
            }
            AddressEvent::Changed { user, before, after } => {
                ("address.changed", of(user), json!({ "before": before, "after": after }))
            }
            AddressEvent::Stopped { user, before, after, is_taken_back } => (
                "address.change_stopped",
                of(user),
                json!({ "kept": before, "refused": after, "taken_back": is_taken_back }),
            ),
        };
        Entry { action, subject, detail }
    }
}
