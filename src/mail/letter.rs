//! Asking for a letter, and those that never arrived.

use super::{
    post::KIND,
    wording::{self, Wording},
};
use crate::jobs::{self, JobId, NewJob, Parked};
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::Timestamp,
    id::OrgId,
    secret::Secret,
    text::Email,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A letter to be sent.
pub struct Letter {
    /// Its folder in `templates/mail`, with subject.txt, body.txt and body.html.
    pub name: &'static str,
    /// Where it goes.
    pub to: Email,
    /// Whom it greets.
    pub to_name: String,
    /// What its templates need, as an object; `origin`, `to` and `to_name` are there anyway.
    pub data: Value,
    /// The organisation it is written for; its administrators see it if it cannot be sent. Without one, those
    /// of each organisation the recipient is a member of do.
    pub org: Option<OrgId>,
    /// From when on it would be pointless, because its link no longer works.
    pub expires_at: Option<Timestamp>,
}

impl Letter {
    /// The letter `name` to somebody.
    pub fn new(name: &'static str, to: &Email, to_name: impl Into<String>, data: Value) -> Self {
        Self { name, to: to.clone(), to_name: to_name.into(), data, org: None, expires_at: None }
    }

    /// The same, written for `org`.
    #[must_use]
    pub fn of(self, org: OrgId) -> Self {
        Self { org: Some(org), ..self }
    }

    /// The same, pointless from `at` on.
    #[must_use]
    pub fn until(self, at: Timestamp) -> Self {
        Self { expires_at: Some(at), ..self }
    }
}

/// What is kept of a letter until it is sent.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Payload {
    version: u8,
    pub to_name: String,
    pub data: Value,
    /// The organisation's own words, and the name of the letter they are for.
    #[serde(default)]
    pub own: Option<(String, Wording)>,
}

impl Payload {
    /// Reads what [`send_in`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().filter(|payload: &Self| payload.version == VERSION)
    }
}

const VERSION: u8 = 1;

/// Has `letter` sent as soon as this unit of work is committed; if it is not, there is no letter.
pub async fn send_in(tx: &mut Tx, letter: Letter) -> Result<()> {
    let own = wording::of_org(tx, letter.org, (letter.name, &letter.data)).await?;
    let own = own.map(|(name, wording)| (name.to_owned(), wording));
    let payload = Payload { version: VERSION, to_name: letter.to_name, data: letter.data, own };
    let new = NewJob {
        kind: KIND,
        org: letter.org,
        title: letter.name,
        recipient: letter.to.as_str(),
        payload: Secret::new(serde_json::to_string(&payload)?),
        expires_at: letter.expires_at,
    };
    jobs::enqueue(tx, new).await.map(drop)
}

/// The letters of `org` that could not be sent, the last first.
pub async fn parked(conn: &mut Conn, org: OrgId) -> Result<Vec<Parked>> {
    jobs::parked(conn, org, KIND).await
}

/// Commits with a letter tried again that could not be sent, and a line in the trail that says so; gives back to
/// whom it goes.
pub async fn send_again(tx: Tx, org: OrgId, id: JobId) -> Result<String> {
    jobs::resume(tx, org, KIND, id).await
}
