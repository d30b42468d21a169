//! Helping somebody who is locked out.

use crate::kernel::{
    audit::Entry,
    env::Timestamp,
    id::UserId,
    text::{Email, Line},
};
use serde_json::json;

crate::id!(
    /// A way in that an administrator asked for.
    RescueId
);

/// A way in that waits for a second administrator.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Rescue {
    /// Its id.
    pub id: RescueId,
    /// For whom.
    pub user_id: UserId,
    /// Who asked.
    pub asked_by: UserId,
    /// Their name.
    pub asked_by_name: Line,
    /// Why, and how they know that it is the person who asks.
    pub reason: Line,
    /// When.
    pub created_at: Timestamp,
}

/// Who could help somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Helpers {
    /// In how many organisations the person works that the caller does not run.
    pub elsewhere: i64,
    /// How many active administrators there are besides the caller and the person.
    pub others: i64,
}

/// An administrator to be written to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Helper {
    /// Where mail goes.
    pub email: Email,
    /// Whom it greets.
    pub name: Line,
}

/// What the trail says about it.
pub enum RescueEvent<'a> {
    /// An administrator removed all second steps of somebody who lost theirs.
    FactorsRemoved {
        /// Whose.
        user: UserId,
        /// How many authenticator apps.
        apps: u64,
        /// How many backup codes, used ones among them.
        codes: u64,
        /// How many passkeys.
        passkeys: u64,
    },
    /// An administrator asked for a way in for somebody who is locked out.
    Asked {
        /// For whom.
        user: UserId,
        /// Which.
        id: RescueId,
        /// Why.
        reason: &'a Line,
    },
    /// Another one confirmed it.
    Confirmed {
        /// For whom.
        user: UserId,
        /// Which.
        id: RescueId,
        /// Who had asked.
        asked_by: UserId,
    },
}

impl From<RescueEvent<'_>> for Entry {
    fn from(event: RescueEvent<'_>) -> Self {
        let (action, user, detail) = match event {
            RescueEvent::FactorsRemoved { user, apps, codes, passkeys } => {
                let removed = json!({ "apps": apps, "codes": codes, "passkeys": passkeys });
                ("second_steps.removed", user, removed)
            }
            RescueEvent::Asked { user, id, reason } => {
                ("rescue.asked", user, json!({ "rescue": id, "reason": reason }))
            }
            RescueEvent::Confirmed { user, id, asked_by } => {
                ("rescue.confirmed", user, json!({ "rescue": id, "asked_by": asked_by }))
            }
        };
        Self { action, subject: format!("user:{user}"), detail }
    }
}
