//! Accounts and sessions as signing in sees them.

mod address;
mod attempt;
mod event;
mod identified;
mod letter;
mod proof;
mod rescue;
mod rules;
mod session;

pub use address::*;
pub use attempt::*;
pub use event::*;
pub use identified::*;
pub use letter::*;
pub use proof::*;
pub use rescue::*;
pub use rules::*;
pub use session::*;

use super::{guess::Kind, known::Known};
use crate::kernel::{
    audit::Actor,
    env::Timestamp,
    hash::Sha256,
    id::UserId,
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

    /// Somebody at this browser, for the trail.
    pub fn actor(&self, user: Option<UserId>, name: impl ToString) -> Actor {
        Actor { user, name: name.to_string(), address: self.address.clone(), device: self.agent.clone() }
    }

    /// Somebody at this browser who has not shown who they are.
    pub fn stranger(&self) -> Actor {
        self.actor(None, "Somebody not signed in")
    }

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

/// A form to keep for whoever sent it.
#[derive(Clone, Copy, Debug)]
pub struct ToKeep<'a> {
    /// Where it was sent to.
    pub path: &'a str,
    /// The page it stands on; empty where the browser did not tell.
    pub page: &'a str,
    /// Its fields, as a form writes them.
    pub body: &'a str,
    /// Why it is kept.
    pub reason: Reason,
}

/// A form that was kept for whoever sent it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Kept {
    /// Where it was sent to.
    pub path: String,
    /// The page it stands on; empty where the browser did not tell.
    pub page: String,
    /// Its fields, as a form writes them; empty once it was saved.
    pub body: String,
    /// Why it was kept.
    pub reason: Reason,
    /// Whether nobody knew whose it was: it is for whoever signs in in the same browser.
    pub is_nobodys: bool,
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
