//! Journeys to a provider and back.

use super::ProviderId;
use crate::kernel::{env::Timestamp, hash::Sha256, id::UserId, seal::Place};
use chrono::TimeDelta;
use serde::Serialize;
use uuid::Uuid;

/// What a journey to a provider is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Purpose {
    /// Coming in.
    SignIn,
    /// Linking an account there to one's own here.
    Link,
    /// Showing again who one is.
    Confirm,
    /// Joining by an invitation.
    Join,
}

/// A journey that began and has not come back. Bound to one browser, for one use.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Pending {
    /// Its id.
    pub id: Uuid,
    /// The provider.
    pub provider_id: ProviderId,
    /// What it is for.
    pub purpose: Purpose,
    /// Who wanted to link or confirm.
    pub user_id: Option<UserId>,
    /// In which session.
    pub session_id: Option<Uuid>,
    /// The SHA-256 of the nonce.
    pub nonce_hash: Sha256,
    /// The rest, sealed: a `Luggage`.
    pub luggage: String,
    /// When it began.
    pub created_at: Timestamp,
}

crate::sealed_column! {
    /// What people take along, sealed.
    LUGGAGE = "provider_attempts"."luggage"
}

impl Pending {
    /// How long a journey may take.
    pub const LIFE: TimeDelta = TimeDelta::minutes(10);

    /// What the luggage is sealed for.
    pub fn luggage_place(id: Uuid) -> Place {
        LUGGAGE.of(&[&id])
    }
}

/// What is needed when a journey comes back, and is nobody else's business.
#[derive(Clone, Debug, Default, Serialize, serde::Deserialize)]
pub struct Luggage {
    /// The verifier of the code.
    pub verifier: String,
    /// The provider's version, because a changed one must not be told the code of the other.
    pub version: i64,
    /// Where to go then.
    pub next: String,
    /// The token of a form that was kept.
    pub kept: String,
    /// The token of the invitation.
    pub invitation: String,
}
