//! Passkeys and the ceremonies in which they are made and used.

use super::Refusal;
use crate::kernel::{
    audit::Entry,
    env::Timestamp,
    id::UserId,
    text::{Email, Line},
};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::types::Json;
use webauthn_rs::prelude::{DiscoverableAuthentication, Passkey as Credential, PasskeyRegistration};

crate::id!(
    /// A passkey.
    PasskeyId
);

/// As many passkeys can one person have.
pub const PASSKEYS_MAX: usize = 20;

/// A passkey, as its person sees it.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Passkey {
    /// Its id.
    pub id: PasskeyId,
    /// What its person calls it.
    pub name: Line,
    /// Whether it may be on several devices.
    pub is_synced: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When somebody last came in with it.
    pub last_used_at: Option<Timestamp>,
}

/// A passkey that somebody uses, with its person.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Key {
    /// Its id.
    pub id: PasskeyId,
    /// Whose it is.
    pub user_id: UserId,
    /// Their name.
    pub person: String,
    /// Their address.
    pub email: Email,
    /// What its person calls it.
    pub name: Line,
    /// Whether it may be on several devices.
    pub is_synced: bool,
    /// How often it says it was used.
    pub sign_count: i64,
    /// The public key and what belongs to it.
    pub credential: Json<Credential>,
}

/// A passkey that was just made.
pub struct New {
    /// The id that the device gave it.
    pub credential_id: Vec<u8>,
    /// The public key and what belongs to it.
    pub credential: Credential,
    /// How often it says it was used.
    pub sign_count: i64,
    /// Whether it may be on several devices.
    pub is_synced: bool,
}

impl New {
    /// The crate shows these of a credential only in what it writes.
    pub fn of(credential: Credential) -> Result<Self, Refusal> {
        #[derive(Deserialize)]
        struct Written {
            cred: Flags,
        }
        #[derive(Deserialize)]
        struct Flags {
            counter: u32,
            backup_eligible: bool,
        }
        let written = serde_json::to_value(&credential).and_then(serde_json::from_value::<Written>);
        let Written { cred } = written.map_err(|_| Refusal::Unreadable)?;
        Ok(Self {
            credential_id: credential.cred_id().to_vec(),
            sign_count: cred.counter.into(),
            is_synced: cred.backup_eligible,
            credential,
        })
    }
}

/// A passkey that was just used rightly, as it is to be kept.
pub struct Used {
    /// The public key and what belongs to it.
    pub credential: Credential,
    /// How often it says it was used.
    pub sign_count: i64,
}

/// What somebody is asked for a passkey for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Purpose {
    /// To have one more.
    Add,
    /// To come in without a name.
    SignIn,
    /// As a second step.
    Second,
    /// To confirm that it is them.
    Confirm,
    /// To join by an invitation, without a password.
    Join,
}

/// What the answer must fit.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// A new passkey.
    New(Box<PasskeyRegistration>),
    /// The use of one.
    Use(Box<DiscoverableAuthentication>),
}

/// Somebody who was asked.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Ceremony {
    /// Who, where that is known; for an invitation, who they will be.
    pub user_id: Option<UserId>,
    /// What the answer must fit.
    pub state: Json<State>,
}

impl Ceremony {
    /// For so long a browser can answer.
    pub const LIFE: TimeDelta = TimeDelta::minutes(10);
}

/// What happened with passkeys.
pub enum Event<'a> {
    /// Somebody has one more.
    Added {
        /// Who.
        user: UserId,
        /// Its id.
        id: PasskeyId,
        /// What they call it.
        name: &'a Line,
        /// Whether it may be on several devices.
        is_synced: bool,
    },
    /// Somebody wanted one more and did not get it.
    AddRefused {
        /// Who.
        user: UserId,
        /// Why.
        why: Refusal,
    },
    /// Somebody calls one something else.
    Renamed {
        /// Who.
        user: UserId,
        /// As it was.
        before: &'a Passkey,
        /// Its new name.
        after: &'a Line,
    },
    /// Somebody has one less.
    Removed {
        /// Who.
        user: UserId,
        /// As it was.
        passkey: &'a Passkey,
    },
    /// Somebody was turned away with a passkey at the sign-in page.
    Refused {
        /// The passkey, if it is known.
        key: Option<&'a Key>,
        /// Why.
        why: Refusal,
    },
}

impl From<Event<'_>> for Entry {
    fn from(event: Event<'_>) -> Self {
        let of = |user: UserId| format!("user:{user}");
        let (action, subject, detail) = match event {
            Event::Added { user, id, name, is_synced } => {
                ("passkey.added", of(user), json!({ "passkey": id, "name": name, "synced": is_synced }))
            }
            Event::AddRefused { user, why } => {
                ("passkey.add_refused", of(user), json!({ "why": why.word() }))
            }
            Event::Renamed { user, before, after } => (
                "passkey.renamed",
                of(user),
                json!({ "passkey": before.id, "before": before.name, "after": after }),
            ),
            Event::Removed { user, passkey } => (
                "passkey.removed",
                of(user),
                json!({ "passkey": passkey.id, "name": passkey.name, "synced": passkey.is_synced }),
            ),
            Event::Refused { key, why } => (
                "session.refused",
                key.map_or_else(|| "user:unknown".to_owned(), |key| of(key.user_id)),
                json!({ "by": "passkey", "passkey": key.map(|key| key.id), "why": why.word() }),
            ),
        };
        Entry { action, subject, detail }
    }
}
