//! Whether rows and bytes belong together. Bytes that no row names do no harm: a crash between storing them
//! and committing leaves them, and so does a removal during a backup. A row without its bytes is a loss.

use super::{actions, model::EvidenceId, store::items};
use crate::access::Scope;
use crate::blobs::{Blobs, Listed};
use crate::kernel::{Result, db::Db, hash::Sha256};
use chrono::TimeDelta;
use std::collections::{BTreeMap, BTreeSet};

/// How long bytes that no row ever named are left alone: longer than the oldest backup one would restore.
const ORPHAN_AGE: TimeDelta = TimeDelta::days(7);

/// What does not belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A row whose bytes are gone.
    Missing(EvidenceId, Sha256),
    /// A row whose bytes are not what was put in.
    Damaged(EvidenceId, Sha256),
    /// Bytes that no row stands on.
    Unused(Sha256),
}

/// Compares the rows of an organisation with its bytes. Where `reads_all`, every file is read and digested;
/// else only names and sizes are compared.
pub async fn fsck(db: &Db, blobs: &Blobs, scope: Scope, reads_all: bool) -> Result<Vec<Fault>> {
    let stored: BTreeMap<Sha256, Listed> = of(blobs, scope).await?;
    let mut unused: BTreeSet<Sha256> = stored.keys().copied().collect();
    let mut faults = Vec::new();
    for row in rows(db, scope).await?.into_iter().filter(|row| !row.is_removed) {
        unused.remove(&row.sha256);
        faults.extend(match stored.get(&row.sha256) {
            None => Some(Fault::Missing(row.id, row.sha256)),
            Some(listed) if listed.size != row.size => Some(Fault::Damaged(row.id, row.sha256)),
            Some(_) if reads_all && !blobs.is_sound(scope.org(), row.sha256).await? => {
                Some(Fault::Damaged(row.id, row.sha256))
            }
            Some(_) => None,
        });
    }
    faults.extend(unused.into_iter().map(Fault::Unused));
    Ok(faults)
}

/// Removes the bytes of an organisation whose rows are all removed, and those that no row has named for a
/// week. Gives their number.
pub async fn sweep(db: &Db, blobs: &Blobs, scope: Scope) -> Result<usize> {
    let stored = of(blobs, scope).await?;
    let rows = rows(db, scope).await?;
    let named: BTreeSet<Sha256> = rows.iter().map(|row| row.sha256).collect();
    let in_use: BTreeSet<Sha256> = rows.iter().filter(|row| !row.is_removed).map(|row| row.sha256).collect();
    let young = db.env().now() - ORPHAN_AGE;
    let mut count = 0;
    for (sha256, listed) in stored {
        let is_due = !in_use.contains(&sha256) && (named.contains(&sha256) || listed.put_at < young);
        if is_due && actions::forget_bytes(db, blobs, scope, sha256).await? {
            count += 1;
        }
    }
    Ok(count)
}

struct Row {
    id: EvidenceId,
    sha256: Sha256,
    size: u64,
    is_removed: bool,
}

async fn rows(db: &Db, scope: Scope) -> Result<Vec<Row>> {
    let (mut conn, mut all) = (db.read().await?, Vec::new());
    let mut after = EvidenceId(uuid::Uuid::nil());
    loop {
        let some = items::digests(&mut conn, scope, after).await?;
        let Some(last) = some.last() else { return Ok(all) };
        after = last.0;
        all.extend(some.into_iter().map(|(id, sha256, size, is_removed)| Row {
            id,
            sha256,
            size: u64::try_from(size).unwrap_or(0),
            is_removed,
        }));
    }
}

async fn of(blobs: &Blobs, scope: Scope) -> Result<BTreeMap<Sha256, Listed>> {
    let all = blobs.list_of(scope.org()).await?;
    Ok(all.into_iter().map(|listed| (listed.sha256, listed)).collect())
}
