//! Keeping house, once an hour: what is old or unused goes. Beside it, kept evidence is compared with its digests.

use crate::access::Scope;
use crate::blobs::Blobs;
use crate::evidence;
use crate::imports;
use crate::jobs;
use crate::kernel::{
    Result,
    db::Db,
    env::Env,
    id::OrgId,
    partial,
    seal::{self, Keyring, Mark},
};
use crate::signin;
use crate::trail;
use crate::web::limits::Limits;
use std::{path::Path, time::Duration};
use tokio::time::{Interval, MissedTickBehavior};

/// How often house is kept.
const EVERY: Duration = Duration::from_secs(3600);

/// How often the mark of the key that seals is looked for in the database.
const LOOK: Duration = Duration::from_secs(5);

/// Comes true when the database has lost this mark: an archive or an older state was put back under the running
/// server, or another key has followed. A database that cannot be asked is asked again.
pub(super) async fn is_replaced(db: Db, keyring: Keyring, mut mark: Mark) {
    let mut again = tokio::time::interval(LOOK);
    loop {
        again.tick().await;
        let found = async { seal::mark(&mut db.read().await?, &keyring).await };
        match found.await {
            Ok(now) if mark.is_lost(&now) => return,
            Ok(now) => mark = now,
            Err(_) => {}
        }
    }
}

/// Keeps house until it is aborted.
pub(super) async fn hourly(db: Db, blobs: Blobs, limits: Limits, signin: signin::Settings) {
    let mut hourly = every_hour();
    loop {
        hourly.tick().await;
        limits.sweep();
        signin.questions.sweep();
        once(&db, &blobs, &signin).await;
    }
}

/// Compares kept evidence until it is aborted. It may take hours, which nothing else waits for.
pub(super) async fn comparing(db: Db, blobs: Blobs) {
    let mut hourly = every_hour();
    loop {
        hourly.tick().await;
        compare(&db, &blobs).await;
    }
}

/// What took hours comes again once, not once for each of them.
fn every_hour() -> Interval {
    let mut interval = tokio::time::interval(EVERY);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

/// Removes what runs that were killed left half-done, in the data folder, beside SQLite's file and in the store of
/// evidence.
pub(super) async fn left_behind(data: &Path, db: &Db, blobs: &Blobs) -> Result<()> {
    let beside = db.file().and_then(Path::parent).filter(|folder| *folder != data);
    let uploads = blobs.sweep_temps().await?;
    let halves: usize = [data].into_iter().chain(beside).map(|folder| halves(folder, db.env())).sum();
    if uploads + halves > 0 {
        tracing::info!(uploads, halves, "what runs that were killed had left half-done was removed");
    }
    Ok(())
}

/// Removes half-written files that were left in `folder` more than a day ago; gives their number. What cannot be
/// removed stays, and keeps nobody from anything.
pub(super) fn halves(folder: &Path, env: &Env) -> usize {
    partial::sweep(folder, env.now()).unwrap_or_else(|error| {
        tracing::warn!(%error, folder = %folder.display(), "half-written files could not be removed");
        0
    })
}

/// Keeps house once. Whatever fails is logged and keeps nothing else from being done, above all nothing of another
/// organisation.
pub async fn once(db: &Db, blobs: &Blobs, signin: &signin::Settings) {
    let installation = OrgId::INSTALLATION;
    note(installation, "learning the settings", signin::actions::learn(db, signin).await);
    note(installation, "removing old sessions and links", signin::actions::sweep(db).await);
    note(installation, "removing old jobs", jobs::sweep(db).await);
    for org in organisations(db).await {
        let scope = || Scope::of_the_program(org);
        note(org, "removing unused files", evidence::sweep(db, blobs, scope()).await);
        note(org, "removing old imports", imports::sweep(db, scope()).await);
    }
}

/// Compares the kept evidence of all organisations once, as far as nobody did today.
pub async fn compare(db: &Db, blobs: &Blobs) {
    for org in organisations(db).await {
        let compared = evidence::verify_due(db, blobs, Scope::of_the_program(org)).await;
        note(org, "comparing kept files", compared);
    }
}

async fn organisations(db: &Db) -> Vec<OrgId> {
    let chains = note(OrgId::INSTALLATION, "listing the organisations", trail::chains(db).await);
    chains.unwrap_or_default().into_iter().map(|chain| chain.org).collect()
}

fn note<T>(org: OrgId, what: &str, done: Result<T>) -> Option<T> {
    done.inspect_err(|error| {
        let cause = format!("{error:#}");
        tracing::warn!(%org, what, cause, "keeping house failed; it is tried again in an hour");
    })
    .ok()
}
