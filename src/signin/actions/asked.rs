//! What somebody who is not signed in asks for by naming an address. It is only written down; a job looks whether
//! the address is somebody's. So the answer is the same for every address, and takes as long.

use super::{super::model::Browser, registration, reset};
use crate::jobs::{self, Job, NewJob, Outcome};
use crate::kernel::{
    Result,
    audit::Actor,
    db::{Chore, Db},
    secret::Secret,
    text::Email,
};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// What jobs of this kind are called.
pub const KIND: &str = "asked";

/// Nobody waits for an answer longer than this.
const PATIENCE: TimeDelta = TimeDelta::minutes(30);

/// Somebody forgot their password.
const RESET: &str = "password_reset";

/// Somebody wants to begin an organisation.
const REGISTRATION: &str = "registration";

/// Who asked.
#[derive(Serialize, Deserialize)]
pub(super) struct Asker {
    /// From which network address.
    pub address: String,
    /// With what.
    pub agent: String,
}

impl Asker {
    /// For the trail.
    pub fn actor(&self) -> Actor {
        Actor {
            user: None,
            name: "Somebody not signed in".into(),
            address: self.address.clone(),
            device: self.agent.clone(),
        }
    }
}

/// Notes that whoever reads the mail of `email` wants to set a new password.
pub async fn ask_for_reset(db: &Db, email: &Email, browser: &Browser) -> Result<()> {
    ask(db, RESET, email, browser).await
}

/// Notes that whoever reads the mail of `email` wants to begin an organisation.
pub async fn ask_for_registration(db: &Db, email: &Email, browser: &Browser) -> Result<()> {
    ask(db, REGISTRATION, email, browser).await
}

async fn ask(db: &Db, what: &'static str, email: &Email, browser: &Browser) -> Result<()> {
    let asker = Asker { address: browser.address.clone(), agent: browser.agent.clone() };
    let mut tx = db.begin(asker.actor()).await?;
    let new = NewJob {
        kind: KIND,
        org: None,
        title: what,
        recipient: email.as_str(),
        payload: Secret::new(serde_json::to_string(&asker)?),
        expires_at: Some(tx.now() + PATIENCE),
    };
    jobs::enqueue(&mut tx, new).await?;
    tx.commit_chore(Chore::Work).await
}

/// Does a job of [`KIND`].
pub async fn answer(db: &Db, job: &Job) -> Outcome {
    let asker = job.payload.as_ref().and_then(|text| serde_json::from_str(text.expose()).ok());
    let (Some(asker), Ok(email)) = (asker, Email::parse(&job.recipient)) else {
        return Outcome::Fail("What was asked cannot be read any more.".into());
    };
    let done = match job.title.as_str() {
        RESET => reset::send(db, &email, &asker).await,
        REGISTRATION => registration::send(db, &email, &asker).await,
        _ => return Outcome::Fail("This version of Muster does not know what was asked.".into()),
    };
    match done {
        Ok(()) => Outcome::Done,
        Err(error) => {
            tracing::warn!(job = %job.id, cause = format!("{error:#}"), "what was asked could not be answered");
            Outcome::Retry("The database did not do it.".into())
        }
    }
}
