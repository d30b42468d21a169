//! Keeping house, once an hour: what is old or unused goes, and kept evidence is compared with its digests.

use crate::access::Scope;
use crate::blobs::Blobs;
use crate::evidence;
use crate::imports;
use crate::jobs;
use crate::kernel::{Result, db::Db, id::OrgId};
use crate::signin;
use crate::trail;
use crate::web::limits::Limits;
use std::time::Duration;

/// How often old sessions, links, kept forms and unused bytes are removed.
const EVERY: Duration = Duration::from_secs(3600);

/// Keeps house until it is aborted.
pub(super) async fn hourly(db: Db, blobs: Blobs, limits: Limits, signin: signin::Settings) {
    let mut hourly = tokio::time::interval(EVERY);
    loop {
        hourly.tick().await;
        limits.sweep();
        signin.questions.sweep();
        once(&db, &blobs, &signin).await;
    }
}

/// Keeps house once. Whatever fails is logged and keeps nothing else from being done, above all nothing of another
/// organisation.
pub async fn once(db: &Db, blobs: &Blobs, signin: &signin::Settings) {
    let installation = OrgId::INSTALLATION;
    note(installation, "learning the settings", signin::actions::learn(db, signin).await);
    note(installation, "removing old sessions and links", signin::actions::sweep(db).await);
    note(installation, "removing old jobs", jobs::sweep(db).await);
    let chains = note(installation, "listing the organisations", trail::chains(db).await).unwrap_or_default();
    for org in chains.iter().map(|chain| chain.org) {
        let scope = || Scope::of_the_program(org);
        note(org, "removing unused files", evidence::sweep(db, blobs, scope()).await);
        note(org, "removing old imports", imports::sweep(db, scope()).await);
    }
    // What takes longest comes last.
    for org in chains.iter().map(|chain| chain.org) {
        let compared = evidence::verify_due(db, blobs, Scope::of_the_program(org)).await;
        note(org, "comparing kept files", compared);
    }
}

fn note<T>(org: OrgId, what: &str, done: Result<T>) -> Option<T> {
    done.inspect_err(|error| {
        let cause = format!("{error:#}");
        tracing::warn!(%org, what, cause, "keeping house failed; it is tried again in an hour");
    })
    .ok()
}
