//! Whether the bytes of evidence are still what they were: asked for by a person, by night, and at a download.

use super::super::{
    model::{Event, Evidence, Frozen},
    store::{frozen as store, links},
};
use crate::access::{Access, Includes, Read, ReviewEvidence, Scope};
use crate::blobs::Blobs;
use crate::kernel::{
    Error, Result,
    audit::Actor,
    db::{Chore, Db},
    env::Timestamp,
    hash::Sha256,
};
use chrono::TimeDelta;
use uuid::Uuid;

/// Frozen bytes are compared again after so long.
const NIGHTLY: TimeDelta = TimeDelta::hours(24);

/// The title of an assessment, when it was completed, and the evidence it stands on. `NotFound` if there is no
/// such assessment.
pub async fn frozen(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    assessment: Uuid,
) -> Result<(String, Option<Timestamp>, Vec<Frozen>)> {
    let (mut conn, scope) = (db.read().await?, access.scope());
    let found = links::assessment(&mut conn, scope, assessment).await?.ok_or(Error::NotFound)?;
    let files = store::of_assessment(&mut conn, scope, assessment).await?;
    Ok((found.title, found.completed_at, files))
}

/// Compares all stored bytes of a completed assessment with their digests. Gives how many there were and how many
/// are damaged or gone.
pub async fn verify(
    db: &Db,
    blobs: &Blobs,
    access: &Access<ReviewEvidence>,
    assessment: Uuid,
) -> Result<(usize, usize)> {
    let (_, completed_at, files) = frozen(db, access, assessment).await?;
    if completed_at.is_none() {
        return Err(Error::Conflict(
            "This assessment is not completed, so nothing of it is frozen yet.".into(),
        ));
    }
    let digests = files.into_iter().filter(|file| file.place.is_empty()).map(|file| file.sha256);
    let found = compare(blobs, access.scope(), digests.collect()).await?;
    let mut tx = db.begin(access.actor()).await?;
    access.prove_again(&mut tx).await?;
    let scope = access.scope();
    for (sha256, is_sound) in &found {
        store::note(&mut tx, scope, *sha256, *is_sound).await?;
    }
    let damaged: Vec<Sha256> = damaged(&found).collect();
    let counts = (found.len(), damaged.len());
    tx.commit(scope.org(), Event::Verified { assessment, files: counts.0, damaged: &damaged }).await?;
    Ok(counts)
}

/// Compares what nobody compared for a day, some of it at a time, and again what was damaged. Damage that was not
/// known leaves a line in the trail. Gives how many files were read.
pub async fn verify_due(db: &Db, blobs: &Blobs, scope: Scope) -> Result<usize> {
    let before = db.env().now() - NIGHTLY;
    let due = store::due(&mut db.read().await?, scope, before).await?;
    let found = compare(blobs, scope, due).await?;
    if found.is_empty() {
        return Ok(0);
    }
    let mut tx = db.begin(Actor::program()).await?;
    for (sha256, is_sound) in &found {
        if !is_sound && !store::is_known_damaged(&mut tx, scope, *sha256).await? {
            tx.record(scope.org(), Event::Damaged(*sha256)).await?;
        }
        store::note(&mut tx, scope, *sha256, *is_sound).await?;
    }
    tx.commit_chore(Chore::CompareFiles).await?;
    Ok(found.len())
}

/// Fails unless the bytes of `it` are what was put in: then everybody is told who should know.
pub async fn sound_or_alarm(
    db: &Db,
    blobs: &Blobs,
    (scope, actor): (Scope, Actor),
    it: &Evidence,
) -> Result<()> {
    let found = compare(blobs, scope, vec![it.sha256]).await?;
    if damaged(&found).next().is_none() {
        return Ok(());
    }
    let mut tx = db.begin(actor).await?;
    let is_known = store::is_known_damaged(&mut tx, scope, it.sha256).await?;
    store::note(&mut tx, scope, it.sha256, false).await?;
    match is_known {
        true => tx.commit_chore(Chore::CompareFiles).await?,
        false => tx.commit(scope.org(), Event::Damaged(it.sha256)).await?,
    }
    Err(Error::Conflict(
        "The stored file is no longer what was put in, so it is not handed out. The administrators see it on the \
         status page; they can restore it from a backup. Whoever still has the file can add it again."
            .into(),
    ))
}

async fn compare(blobs: &Blobs, scope: Scope, mut digests: Vec<Sha256>) -> Result<Vec<(Sha256, bool)>> {
    digests.sort();
    digests.dedup();
    let mut found = Vec::new();
    for sha256 in digests {
        let is_there = blobs.exists(scope.org(), sha256).await?;
        found.push((sha256, is_there && blobs.is_sound(scope.org(), sha256).await?));
    }
    Ok(found)
}

fn damaged(found: &[(Sha256, bool)]) -> impl Iterator<Item = Sha256> {
    found.iter().filter(|(_, is_sound)| !is_sound).map(|(sha256, _)| *sha256)
}
