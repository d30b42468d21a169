//! Asks the database how it is.

use super::{
    model::{Database, Details, Pool, Pools, Report},
    store,
};
use crate::access::Caller;
use crate::kernel::{
    Result,
    db::{Db, Health},
};
use std::time::Duration;
use tokio::time::timeout;

/// A monitor should not wait longer than this to hear that the database is gone.
const PATIENCE: Duration = Duration::from_secs(2);

/// How the installation is; with details if `caller` is an administrator. Never fails: a database that does not
/// answer is an answer. Whether it takes changes is told to everybody: it is tried once a second, however many ask.
pub async fn report(db: &Db, caller: Option<&Caller>) -> Report {
    let report = read(db, caller).await;
    if report.database.reachable && !db.can_write().await { report.without_writing() } else { report }
}

async fn read(db: &Db, caller: Option<&Caller>) -> Report {
    match timeout(PATIENCE, ask(db, caller)).await {
        Ok(Ok(report)) => report,
        Ok(Err(error)) => {
            tracing::warn!(cause = %error, "the database does not answer");
            Report::unavailable()
        }
        Err(_) => {
            tracing::warn!("the database does not answer in time");
            Report::unavailable()
        }
    }
}

async fn ask(db: &Db, caller: Option<&Caller>) -> Result<Report> {
    let health = db.health().await?;
    let database = Database { reachable: true, writable: true, latency_ms: Some(health.latency_ms) };
    let details = match caller {
        Some(caller) if store::is_administrator(&mut db.read().await?, caller.user).await? => {
            Some(details(db, &health).await?)
        }
        _ => None,
    };
    Ok(Report { status: "ok", database, details })
}

async fn details(db: &Db, health: &Health) -> Result<Details> {
    let steps = db.steps().await?;
    let damaged_files = store::damaged_files(&mut db.read().await?).await?;
    let pool = |(open, idle)| Pool { open, idle };
    Ok(Details {
        version: env!("CARGO_PKG_VERSION"),
        engine: health.kind,
        schema_level: steps.iter().filter(|step| step.is_applied).map(|step| step.version).max().unwrap_or(0),
        schema_level_known: steps.iter().map(|step| step.version).max().unwrap_or(0),
        clock_corrected_ms: db.env().corrected_by().num_milliseconds(),
        damaged_files,
        pools: Pools { readers: pool(health.readers), writers: pool(health.writers) },
    })
}
