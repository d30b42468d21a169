//! What a job is, how it can end, and how long to wait before the next try.

use crate::kernel::{audit::Entry, env::Timestamp, id::OrgId, secret::Secret};
use chrono::TimeDelta;
use serde::Serialize;
use serde_json::json;

crate::id!(
    /// A job.
    JobId
);

/// A worker that has not finished after this long is taken for dead, and somebody else takes the job.
pub const LEASE: TimeDelta = TimeDelta::seconds(60);

/// After so many tries a job is parked.
pub const ATTEMPTS_MAX: i64 = 10;

/// Minutes to wait after the first, second, … try; after the last of these always as long.
const PAUSES_MINUTES: [i64; 5] = [1, 5, 30, 120, 360];

/// A job to be written down.
pub struct NewJob<'a> {
    /// What kind of work it is; decides who does it.
    pub kind: &'static str,
    /// The organisation it is done for, if it is one's.
    pub org: Option<OrgId>,
    /// What it is about, to be found again: the name of a letter.
    pub title: &'a str,
    /// Whom it reaches.
    pub recipient: &'a str,
    /// What has to be known to do it.
    pub payload: Secret<String>,
    /// From when on it would be pointless.
    pub expires_at: Option<Timestamp>,
}

/// A job that a worker has taken.
#[derive(Debug)]
pub struct Job {
    /// Its id, the same at each try.
    pub id: JobId,
    /// The organisation it is done for, if it is one's.
    pub org: Option<OrgId>,
    /// What kind of work it is.
    pub kind: String,
    /// What it is about.
    pub title: String,
    /// Whom it reaches.
    pub recipient: String,
    /// What has to be known to do it. None if none of the keys opens it.
    pub payload: Option<Secret<String>>,
    /// The number of this try, from 1.
    pub attempts: i64,
    /// From when on it would be pointless.
    pub expires_at: Option<Timestamp>,
    /// When it was asked for.
    pub created_at: Timestamp,
}

/// A job that was given up until somebody says otherwise.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Parked {
    /// Its id.
    pub id: JobId,
    /// What it is about.
    pub title: String,
    /// Whom it should have reached.
    pub recipient: String,
    /// What went wrong at the last try.
    pub problem: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was given up.
    pub parked_at: Timestamp,
    /// From when on it would be pointless.
    pub expires_at: Option<Timestamp>,
}

/// How a try ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// It is done, and is to be done again then.
    Again(Timestamp),
    /// It may work later; says what went wrong.
    Retry(String),
    /// It cannot work like this; says why.
    Fail(String),
}

/// How long to wait after the try number `attempts`: about a minute at first, six hours in the end. `luck`
/// moves it by up to a fifth either way, so that what failed together does not come back together.
pub fn pause(attempts: i64, luck: u16) -> TimeDelta {
    let place = usize::try_from(attempts - 1).unwrap_or(0).min(PAUSES_MINUTES.len() - 1);
    let base_ms = PAUSES_MINUTES[place] * 60_000;
    let shift_ms = base_ms * 2 / 5 * i64::from(luck) / i64::from(u16::MAX) - base_ms / 5;
    TimeDelta::milliseconds(base_ms + shift_ms)
}

/// What the trail tells about jobs.
pub(super) enum Event<'a> {
    /// It was given up.
    Parked { job: &'a Job, problem: &'a str },
    /// It had become pointless.
    Expired(&'a Job),
    /// Somebody wants it tried again.
    Resumed { id: JobId, title: &'a str, recipient: &'a str },
}

impl From<Event<'_>> for Entry {
    fn from(event: Event<'_>) -> Self {
        let subject = |id: JobId| format!("job:{id}");
        match event {
            Event::Parked { job, problem } => Self {
                action: "job.parked",
                subject: subject(job.id),
                detail: json!({
                    "kind": job.kind, "title": job.title, "recipient": job.recipient,
                    "attempts": job.attempts, "problem": problem,
                }),
            },
            Event::Expired(job) => Self {
                action: "job.expired",
                subject: subject(job.id),
                detail: json!({ "kind": job.kind, "title": job.title, "recipient": job.recipient }),
            },
            Event::Resumed { id, title, recipient } => Self {
                action: "job.resumed",
                subject: subject(id),
                detail: json!({ "title": title, "recipient": recipient }),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_luck_moves_them_by_a_fifth_at_most() {
        let minutes = |attempts, luck| pause(attempts, luck).num_seconds() as f64 / 60.0;
        for (attempts, about) in [(1, 1.0), (2, 5.0), (3, 30.0), (4, 120.0), (5, 360.0), (9, 360.0)] {
            assert!((minutes(attempts, 0) - about * 0.8).abs() < 0.02, "{attempts}");
            assert!((minutes(attempts, u16::MAX / 2) - about).abs() < 0.1, "{attempts}");
            assert!((minutes(attempts, u16::MAX) - about * 1.2).abs() < 0.02, "{attempts}");
        }
    }
}
