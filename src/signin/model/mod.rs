//! Accounts and sessions as signing in sees them.

mod address;
mod attempt;
mod event;
mod proof;
mod rules;

pub use address::*;
pub use attempt::*;
pub use event::*;
pub use proof::*;
pub use rules::*;

use super::{guess::Kind, known::Known};
use crate::access::{ProviderId, Strength};
use crate::kernel::{
    env::Timestamp,
    hash::Sha256,
    id::{OrgId, UserId},
    text::{Email, Line},
};
use chrono::TimeDelta;
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
    /// The tokens of its `device` cookie: one for each of the people who share it.
    pub devices: Vec<String>,
    /// Who was signed in with it before.
    pub known: Known,
}

impl Browser {
    /// How many people can share a browser without being new to it each time.
    pub const PEOPLE_MAX: usize = 3;

    /// What is kept of the tokens of its `device` cookie.
    pub fn device_hashes(&self) -> [Option<Sha256>; Self::PEOPLE_MAX] {
        let mut hashes = self.devices.iter().map(Sha256::of);
        std::array::from_fn(|_| hashes.next())
    }
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

/// A way of signing in that wrong tries have locked for a person.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Locked {
    /// The person.
    pub user_id: UserId,
    /// Their name.
    pub name: Line,
    /// Their address.
    pub email: Email,
    /// What is locked.
    pub kind: Kind,
    /// Wrong tries in a row.
    pub failures: i64,
    /// When the last of them was made.
    pub failed_at: Timestamp,
    /// When it opens by itself.
    pub locked_until: Option<Timestamp>,
    /// From where the last was made.
    pub address: String,
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
    /// Whether it still counts at `now`.
    pub fn is_live(&self, now: Timestamp, idle: TimeDelta) -> bool {
        self.ended_at.is_none() && now < self.expires_at && now < self.last_seen_at + idle
    }
}

/// Why a form was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, serde::Serialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Its session had ended.
    Session,
    /// Whoever sent it had to prove something first.
    Confirm,
}

/// A form that was kept for whoever sent it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Kept {
    /// Where it was sent to.
    pub path: String,
    /// Its fields, as a form writes them; empty once it was saved.
    pub body: String,
    /// Why it was kept.
    pub reason: Reason,
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
