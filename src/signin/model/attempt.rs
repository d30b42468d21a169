//! A sign-in between its first step and its second.

use super::{Proof, Vouched, Way};
use crate::access::{ProviderId, Strength};
use crate::kernel::{
    Error, Result,
    env::Timestamp,
    id::{OrgId, UserId},
};
use chrono::TimeDelta;
use uuid::Uuid;

/// A sign-in whose first step succeeded.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Attempt {
    /// Its id.
    pub id: Uuid,
    /// Who.
    pub user_id: UserId,
    way: String,
    provider_id: Option<ProviderId>,
    only_org_id: Option<OrgId>,
    /// How many second steps were wrong.
    pub tries: i64,
    /// Until when the code works that was sent by mail.
    pub mail_until: Option<Timestamp>,
    /// How many codes by mail were wrong.
    pub mail_tries: i64,
    /// How many codes were sent.
    pub mail_sent: i64,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}

impl Attempt {
    /// For so long the second step can be given (NIST SP 800-63B-4, 3.1.3: a code out of band lives as long).
    pub const LIFE: TimeDelta = TimeDelta::minutes(10);
    /// After so many wrong second steps the first one is asked for again.
    pub const TRIES_MAX: i64 = 10;

    /// What was proved by the first step.
    pub fn proof(&self) -> Result<Proof> {
        let way = Way::parse(&self.way)
            .ok_or_else(|| Error::Internal(anyhow::anyhow!("no way in is called {}", self.way)))?;
        let provider = self.provider_id.map(|id| Vouched { id, only: self.only_org_id });
        Ok(Proof { user: self.user_id, way, strength: Strength::One, provider })
    }
}
