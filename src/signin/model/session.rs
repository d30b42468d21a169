//! Sessions: how long they last, how their owner sees them, and what ends them.

use super::Rules;
use crate::access::{ProviderId, Strength};
use crate::kernel::{
    audit::Entry,
    env::Timestamp,
    id::{OrgId, UserId},
    text::Email,
};
use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

/// A session with its person, as one row.
#[derive(Clone, sqlx::FromRow)]
pub struct Session {
    /// Its id.
    pub id: Uuid,
    /// The person.
    pub user_id: UserId,
    /// When they signed in.
    pub created_at: Timestamp,
    /// When it was last used, to a minute.
    pub last_seen_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
    /// Whether its browser needs a new token.
    pub must_renew: bool,
    /// After how many minutes without use it is over, by the strictest of the person's organisations.
    pub idle_minutes: Option<i64>,
    /// After how many hours it is over in any case.
    pub absolute_hours: Option<i64>,
    /// How it began.
    pub way: String,
    /// What was proved.
    pub strength: Strength,
    /// Whether the second step was skipped because the device is remembered.
    pub is_remembered: bool,
    /// When a factor was last used.
    pub factor_at: Timestamp,
    /// The device.
    pub device_id: Option<Uuid>,
    /// The provider that vouched.
    pub provider_id: Option<ProviderId>,
    /// The only organisation that it opens.
    pub only_org_id: Option<OrgId>,
    /// Whether the provider is all that the account has: no factor of its own, no other organisation.
    pub is_all_there_is: bool,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// How their pages look.
    pub theme: String,
    /// How close their rows stand.
    pub density: String,
    /// Whether their shortcuts are on.
    pub has_keys: bool,
    /// Their own keys.
    pub keymap: String,
}

impl Session {
    /// How long it may last here: at most as long as `cap`, the installation's.
    pub fn life(&self, cap: Life) -> Life {
        let rules = Rules::default();
        Life {
            idle: cap.idle.min(TimeDelta::minutes(self.idle_minutes.unwrap_or(rules.idle_minutes))),
            absolute: cap.absolute.min(TimeDelta::hours(self.absolute_hours.unwrap_or(rules.absolute_hours))),
        }
    }

    /// When it is over in any case.
    pub fn ends_at(&self, life: Life) -> Timestamp {
        self.expires_at.min(self.created_at + life.absolute)
    }

    /// Whether it still counts at `now`.
    pub fn is_live(&self, now: Timestamp, life: Life) -> bool {
        self.ended_at.is_none() && now < self.ends_at(life) && now < self.last_seen_at + life.idle
    }
}

/// How long a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    /// Without use.
    pub idle: TimeDelta,
    /// In any case.
    pub absolute: TimeDelta,
}

/// A session as its owner sees it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnSession {
    /// Its id.
    pub id: Uuid,
    /// When they signed in.
    pub created_at: Timestamp,
    /// When it was last used, to a minute.
    pub last_seen_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// How it began: a word of `Way`.
    pub way: String,
    /// What was proved.
    pub strength: Strength,
    /// Whether the second step was skipped.
    pub is_remembered: bool,
    /// From where they signed in.
    pub address: String,
    /// What the browser says it is.
    pub agent: String,
}

/// A browser that somebody signed in with and that is known again, as its owner sees it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Device {
    /// Its id.
    pub id: Uuid,
    /// What it says it is.
    pub agent: String,
    /// From where they signed in with it first.
    pub address: String,
    /// When that was.
    pub created_at: Timestamp,
    /// Until when the second step is skipped on it.
    pub remembered_until: Option<Timestamp>,
}

/// A device that its person has to be written to about.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct NewDevice {
    /// Its id.
    pub id: Uuid,
    /// The person.
    pub user_id: UserId,
    /// What it says it is.
    pub agent: String,
    /// From where they signed in.
    pub address: String,
    /// When.
    pub created_at: Timestamp,
    /// Where the letter goes.
    pub email: Email,
    /// Whom it greets.
    pub name: String,
}

/// A link in a letter, with its person and the sign-in that it tells of.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct LetterLink {
    /// Its id.
    pub id: Uuid,
    /// The person.
    pub user_id: UserId,
    /// The device of the sign-in.
    pub device_id: Option<Uuid>,
    /// The person's name.
    pub name: String,
    /// Their address.
    pub email: Email,
    /// The PHC string of their password.
    pub password_hash: Option<String>,
    /// What the browser said it is.
    pub agent: Option<String>,
    /// From where it came.
    pub address: Option<String>,
    /// When.
    pub signed_in_at: Option<Timestamp>,
}

impl LetterLink {
    /// Whether its person has a password.
    pub fn has_password(&self) -> bool {
        self.password_hash.is_some()
    }
}

/// What ended sessions, for the trail.
pub enum Revoked<'a> {
    /// Their owner ended one.
    One {
        /// Whose.
        user: UserId,
        /// Which.
        session: &'a OwnSession,
    },
    /// Their owner ended all but the one they were using.
    Others {
        /// Whose.
        user: UserId,
        /// How many.
        count: u64,
    },
    /// Their owner signed out everywhere.
    All {
        /// Whose.
        user: UserId,
        /// How many.
        count: u64,
    },
    /// A new one took the place of the oldest, because more are not allowed.
    Displaced {
        /// Whose.
        user: UserId,
        /// How many.
        count: u64,
    },
    /// Their owner had a device forgotten.
    Device {
        /// Whose.
        user: UserId,
        /// Which.
        device: &'a Device,
        /// How many sessions ended with that.
        count: u64,
    },
    /// An administrator ended one of somebody's.
    OneByAdmin {
        /// Whose.
        user: UserId,
        /// Which.
        session: &'a OwnSession,
    },
    /// An administrator signed somebody out everywhere.
    ByAdmin {
        /// Whom.
        user: UserId,
        /// How many.
        count: u64,
    },
    /// Somebody said that a sign-in was not theirs, by the link in their letter.
    NotMe {
        /// Whose account it is.
        user: UserId,
        /// The device of the sign-in.
        device: Option<Uuid>,
        /// How many sessions ended.
        count: u64,
        /// Whether a password stopped working.
        had_password: bool,
    },
}

impl From<Revoked<'_>> for Entry {
    fn from(event: Revoked<'_>) -> Self {
        let of = |user: UserId| format!("user:{user}");
        let (action, subject, detail) = match event {
            Revoked::One { user, session } => (
                "session.revoked",
                of(user),
                json!({ "began": session.created_at, "from": session.address, "browser": session.agent }),
            ),
            Revoked::Others { user, count } => {
                ("sessions.revoked", of(user), json!({ "which": "others", "count": count }))
            }
            Revoked::All { user, count } => {
                ("sessions.revoked", of(user), json!({ "which": "all", "count": count }))
            }
            Revoked::Displaced { user, count } => ("sessions.displaced", of(user), json!({ "count": count })),
            Revoked::Device { user, device, count } => (
                "device.forgotten",
                of(user),
                json!({ "since": device.created_at, "browser": device.agent, "sessions": count }),
            ),
            Revoked::OneByAdmin { user, session } => (
                "session.revoked",
                of(user),
                json!({
                    "began": session.created_at, "from": session.address, "browser": session.agent,
                    "by": "administrator",
                }),
            ),
            Revoked::ByAdmin { user, count } => (
                "sessions.revoked",
                of(user),
                json!({ "which": "all", "count": count, "by": "administrator" }),
            ),
            Revoked::NotMe { user, device, count, had_password } => (
                "account.secured",
                of(user),
                json!({ "device": device, "sessions": count, "password_taken_away": had_password }),
            ),
        };
        Entry { action, subject, detail }
    }
}
