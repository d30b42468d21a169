//! Takes jobs one after the other, has them done, and writes down how that went.

use super::{
    model::{ATTEMPTS_MAX, Event, Job, Outcome, pause},
    store,
};
use crate::kernel::{
    Result,
    audit::{self, Actor, Entry},
    db::{Chore, Db, Tx},
    id::OrgId,
};
use futures_util::FutureExt;
use std::{panic::AssertUnwindSafe, time::Duration};
use tokio::sync::watch;

/// How long a worker sleeps at most: another node may have left work, and its bell is not heard here.
const NAP: Duration = Duration::from_secs(15);

/// Whoever knows how to do jobs.
pub trait Runner: Send + Sync {
    /// Does one job. It may have been done before.
    fn run(&self, job: &Job) -> impl Future<Output = Outcome> + Send;
}

/// Does jobs until `stop` turns true; the one at hand is finished first.
pub async fn work(db: Db, runner: impl Runner, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let nap = match work_one(&db, &runner).await {
            Ok(true) => continue,
            Ok(false) => nap(&db).await.unwrap_or(NAP),
            Err(error) => {
                tracing::warn!(cause = format!("{error:#}"), "jobs wait, because the database does");
                NAP
            }
        };
        tokio::select! {
            () = db.bell().heard() => {}
            () = tokio::time::sleep(nap) => {}
            stopped = stop.changed() => if stopped.is_err() { return },
        }
    }
}

/// How long there is nothing to do.
async fn nap(db: &Db) -> Result<Duration> {
    let Some(due) = store::next_due(db).await? else { return Ok(NAP) };
    Ok((due - db.env().now()).to_std().unwrap_or(Duration::ZERO).min(NAP))
}

/// Takes a job that is due, has it done and writes down how that went. False if none was due.
pub async fn work_one(db: &Db, runner: &impl Runner) -> Result<bool> {
    let Some(job) = store::claim(db).await? else { return Ok(false) };
    if job.expires_at.is_some_and(|at| at <= db.env().now()) {
        drop_expired(db, &job).await?;
        return Ok(true);
    }
    // A mistake of ours must not end the worker; it is a try like any other.
    let outcome = AssertUnwindSafe(runner.run(&job)).catch_unwind().await.unwrap_or_else(|_| {
        tracing::error!(job = %job.id, kind = job.kind, "a job panicked");
        Outcome::Retry("Muster made a mistake, which is in its log.".into())
    });
    settle(db, &job, outcome).await?;
    Ok(true)
}

async fn settle(db: &Db, job: &Job, outcome: Outcome) -> Result<()> {
    let mut tx = db.begin(Actor::program()).await?;
    match outcome {
        Outcome::Done => {
            store::remove(&mut tx, job).await?;
            tx.commit_chore(Chore::Work).await
        }
        Outcome::Again(at) => {
            store::come_again(&mut tx, job, at).await?;
            tx.commit_chore(Chore::Work).await
        }
        Outcome::Retry(problem) if job.attempts < ATTEMPTS_MAX => {
            let due = tx.now() + pause(job.attempts, u16::from_le_bytes(tx.env().bytes()));
            tracing::warn!(job = %job.id, kind = job.kind, attempts = job.attempts, "a job failed, and is tried again");
            store::postpone(&mut tx, job, due, &problem).await?;
            tx.commit_chore(Chore::Work).await
        }
        Outcome::Retry(problem) | Outcome::Fail(problem) => {
            tracing::warn!(job = %job.id, kind = job.kind, attempts = job.attempts, "a job was given up");
            if store::park(&mut tx, job, &problem).await? == 0 {
                return tx.commit_chore(Chore::Work).await;
            }
            tell(tx, job, Event::Parked { job, problem: &problem }).await
        }
    }
}

async fn drop_expired(db: &Db, job: &Job) -> Result<()> {
    let mut tx = db.begin(Actor::program()).await?;
    tracing::info!(job = %job.id, kind = job.kind, "a job came too late and was dropped");
    store::remove(&mut tx, job).await?;
    tell(tx, job, Event::Expired(job)).await
}

/// Commits with a line in the trail of whom the job is for.
async fn tell(mut tx: Tx, job: &Job, event: impl Into<Entry>) -> Result<()> {
    if job.org.is_none() {
        audit::begin_chain(&mut tx, OrgId::INSTALLATION).await?;
    }
    tx.commit(job.org.unwrap_or(OrgId::INSTALLATION), event).await
}
