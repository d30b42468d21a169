//! Accounts and sessions as signing in sees them, and what the trail says about the door.

use crate::kernel::{
    audit::Entry,
    env::Timestamp,
    id::UserId,
    text::{Email, Line},
};
use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

/// The browser that a session is for.
#[derive(Clone, Debug)]
pub struct Browser {
    /// The network address it comes from.
    pub address: String,
    /// What it says it is.
    pub agent: String,
    /// The session it had before, which ends when a new one begins.
    pub former: Option<Uuid>,
}

/// An account, as far as signing in needs it.
#[derive(Clone, sqlx::FromRow)]
pub struct Account {
    /// The person.
    pub id: UserId,
    /// Their name.
    pub name: Line,
    /// The PHC string of their password.
    pub password_hash: Option<String>,
    /// In how many organisations they are active; nobody comes in who is active nowhere.
    pub places: i64,
}

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
}

impl Session {
    /// Whether it still counts at `now`.
    pub fn is_live(&self, now: Timestamp, idle: TimeDelta) -> bool {
        self.ended_at.is_none() && now < self.expires_at && now < self.last_seen_at + idle
    }
}

/// A form that was sent after its session had ended.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Kept {
    /// Where it was sent to.
    pub path: String,
    /// Its fields, as a form writes them; empty once it was saved.
    pub body: String,
    /// When it was sent again.
    pub used_at: Option<Timestamp>,
    /// Where the result of that is.
    pub location: Option<String>,
    /// When it was sent first.
    pub created_at: Timestamp,
}

/// How far the saving of a kept form is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Saving {
    /// Not begun, or broken off.
    Open,
    /// Begun a moment ago.
    UnderWay,
    /// Done.
    Done,
}

impl Kept {
    /// Saving that takes longer than this was broken off and may be tried again.
    pub const PATIENCE: TimeDelta = TimeDelta::minutes(2);

    /// How far saving it is at `now`.
    pub fn saving(&self, now: Timestamp) -> Saving {
        match (self.used_at, &self.location) {
            (Some(_), Some(_)) => Saving::Done,
            (Some(at), None) if now < at + Self::PATIENCE => Saving::UnderWay,
            _ => Saving::Open,
        }
    }
}

/// How somebody proved who they are.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// By their password.
    Password,
    /// By a one-time link of the console.
    Link,
    /// By setting up the installation.
    Setup,
    /// By an invitation.
    Invitation,
}

impl Way {
    fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Link => "link",
            Self::Setup => "setup",
            Self::Invitation => "invitation",
        }
    }
}

/// What happened at the door.
pub enum Event<'a> {
    /// Somebody came in.
    Started {
        /// Who.
        user: UserId,
        /// How.
        way: Way,
        /// With what.
        agent: &'a str,
    },
    /// Somebody went out.
    Ended(UserId),
    /// Somebody was turned away: the account, if the address has one.
    Refused {
        /// The address that was typed.
        email: &'a Email,
        /// The account of that address.
        user: Option<UserId>,
        /// At which door.
        way: Way,
    },
    /// Somebody changed their password.
    PasswordChanged(UserId),
    /// Somebody gave a wrong password when they wanted to change it.
    PasswordChangeRefused(UserId),
    /// A one-time link was made on the console: for a person, or for the set-up.
    LinkMade(Option<UserId>),
    /// The installation was set up.
    SetUp(&'a Email),
}

impl From<Event<'_>> for Entry {
    fn from(event: Event<'_>) -> Self {
        let of = |user: UserId| format!("user:{user}");
        let (action, subject, detail) = match event {
            Event::Started { user, way, agent } => {
                ("session.started", of(user), json!({ "by": way.word(), "browser": agent }))
            }
            Event::Ended(user) => ("session.ended", of(user), json!({})),
            Event::Refused { email, user, way } => {
                let subject = user.map_or_else(|| "user:unknown".to_owned(), of);
                ("session.refused", subject, json!({ "by": way.word(), "email": email }))
            }
            Event::PasswordChanged(user) => ("password.changed", of(user), json!({})),
            Event::PasswordChangeRefused(user) => ("password.change_refused", of(user), json!({})),
            Event::LinkMade(Some(user)) => ("link.made", of(user), json!({ "purpose": "sign_in" })),
            Event::LinkMade(None) => ("link.made", "installation".to_owned(), json!({ "purpose": "setup" })),
            Event::SetUp(email) => {
                ("installation.set_up", "installation".to_owned(), json!({ "email": email }))
            }
        };
        Entry { action, subject, detail }
    }
}
