//! Whether the bytes of evidence are still what they were: asked for by a person, by night, and at a download.

use super::super::{
    model::{Event, Evidence, EvidenceId, Fixed},
    store::{frozen as store, links},
};
use crate::access::{Access, Includes, Read, ReviewEvidence, Scope};
use crate::blobs::Blobs;
use crate::kernel::{
    Error, Result,
    audit::{self, Actor},
    db::{Chore, Db},
    hash::Sha256,
};
use chrono::TimeDelta;
use uuid::Uuid;

/// Frozen bytes are compared again after so long.
const NIGHTLY: TimeDelta = TimeDelta::hours(24);
/// So many are noted together.
const STEP: usize = 200;

/// What is fixed of an assessment, all of it, some thousand pieces a statement. `NotFound` if there is no such
/// assessment.
pub async fn frozen(db: &Db, access: &Access<impl Includes<Read>>, assessment: Uuid) -> Result<Fixed> {
    let (mut conn, scope) = (db.read().await?, access.scope());
    let found = links::assessment(&mut conn, scope, assessment).await?.ok_or(Error::NotFound)?;
    let mut fixed = Fixed {
        title: found.title,
        completed_at: found.completed_at,
        kept_until: found.kept_until,
        files: Vec::new(),
        closures: Vec::new(),
    };
    let mut after = (String::new(), EvidenceId(Uuid::nil()));
    loop {
        let some = store::of_assessment(&mut conn, scope, assessment, (&after.0, after.1)).await?;
        let is_all = some.len() < usize::from(store::ROWS);
        if let Some(last) = some.last() {
            after = (last.file_name.clone(), last.id);
        }
        fixed.closures.extend(some.iter().filter(|it| it.is_closure).cloned());
        fixed.files.extend(some.into_iter().filter(|it| it.is_part));
        if is_all {
            return Ok(fixed);
        }
    }
}

/// Compares all stored bytes of what is fixed of an assessment with their digests. Gives how many there were and how
/// many are damaged or gone.
pub async fn verify(
    db: &Db,
    blobs: &Blobs,
    access: &Access<ReviewEvidence>,
    assessment: Uuid,
) -> Result<(usize, usize)> {
    let fixed = frozen(db, access, assessment).await?;
    if fixed.completed_at.is_none() && fixed.closures.is_empty() {
        return Err(Error::Conflict(
            "This assessment is not completed, so nothing of it is frozen yet.".into(),
        ));
    }
    let digests = fixed.all().filter(|file| file.place.is_empty()).map(|file| file.sha256);
    let found = compare(blobs, access.scope(), digests.collect()).await?;
    let scope = access.scope();
    for some in found.chunks(STEP) {
        note_all(db, scope, Actor::program(), some).await?;
    }
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let damaged: Vec<Sha256> = damaged(&found).collect();
    let counts = (found.len(), damaged.len());
    tx.commit(scope.org(), Event::Verified { assessment, files: counts.0, damaged: &damaged }).await?;
    Ok(counts)
}

/// Compares what nobody compared for a day, and again what was damaged, all of it, some at a time. Damage that was not
/// known leaves a line in the trail. What cannot be read just now is left for the next time. Gives how many files were
/// compared. What another node compared meanwhile is passed over.
pub async fn verify_due(db: &Db, blobs: &Blobs, scope: Scope) -> Result<usize> {
    let before = db.env().now() - NIGHTLY;
    let (mut count, mut after) = (0, None);
    loop {
        let due = store::due(&mut db.read().await?, scope, before, after).await?;
        let Some(last) = due.last() else { return Ok(count) };
        after = Some(*last);
        let (mut found, mut unread) = (Vec::new(), None);
        for sha256 in &due {
            match is_sound(blobs, scope, *sha256).await {
                Ok(is_sound) => found.push((*sha256, is_sound)),
                Err(error) => unread = Some(error),
            }
        }
        if let Some(error) = unread {
            let files = due.len() - found.len();
            tracing::warn!(org = %scope.org(), files, %error, "kept files could not be compared");
        }
        note_all(db, scope, Actor::program(), &found).await?;
        count += found.len();
    }
}

/// Notes what was found of some files. Damage is new to one node only: the trail is held while it is looked up.
async fn note_all(db: &Db, scope: Scope, actor: Actor, found: &[(Sha256, bool)]) -> Result<()> {
    let mut tx = db.begin(actor).await?;
    if damaged(found).next().is_some() {
        audit::hold_chain(&mut tx, scope.org()).await?;
    }
    for (sha256, is_sound) in found {
        if !is_sound && !store::is_known_damaged(&mut tx, scope, *sha256).await? {
            tx.record(scope.org(), Event::Damaged(*sha256)).await?;
        }
        store::note(&mut tx, scope, *sha256, *is_sound).await?;
    }
    tx.commit_chore(Chore::CompareFiles).await
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
    note_all(db, scope, actor, &found).await?;
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
        found.push((sha256, is_sound(blobs, scope, sha256).await?));
    }
    Ok(found)
}

async fn is_sound(blobs: &Blobs, scope: Scope, sha256: Sha256) -> Result<bool> {
    Ok(blobs.exists(scope.org(), sha256).await? && blobs.is_sound(scope.org(), sha256).await?)
}

fn damaged(found: &[(Sha256, bool)]) -> impl Iterator<Item = Sha256> {
    found.iter().filter(|(_, is_sound)| !is_sound).map(|(sha256, _)| *sha256)
}
