//! Which objectives a piece of evidence serves: what the assessments ask and do in their own units of work.

use super::{
    model::{Candidate, Cited, Coverage, Event, EvidenceId, Linked, Offer, Target, completed},
    store::{
        links::{self as store, Destination},
        offers,
    },
};
use crate::access::Scope;
use crate::catalogue::builtin;
use crate::kernel::{
    Error, Result,
    audit::Entry,
    db::{Conn, Tx},
    env::Day,
    id::UserId,
    text,
};
use uuid::Uuid;

/// The title of the open assessment that `target` is an objective of. `NotFound` if there is no such objective,
/// `Conflict` if the assessment is completed.
pub async fn destination(conn: &mut Conn, scope: Scope, target: Target<'_>) -> Result<String> {
    let found = store::assessment(conn, scope, target.assessment).await?.ok_or(Error::NotFound)?;
    match (found.has_objective(conn, scope, target).await?, found.completed_at) {
        (false, _) => Err(Error::NotFound),
        (true, Some(_)) => Err(completed()),
        (true, None) => Ok(found.title),
    }
}

/// An assessment that evidence may be brought to. `NotFound` if there is none, `Conflict` if it is completed.
pub async fn open_assessment(conn: &mut Conn, scope: Scope, assessment: Uuid) -> Result<Destination> {
    let found = store::assessment(conn, scope, assessment).await?.ok_or(Error::NotFound)?;
    if found.completed_at.is_some() { Err(completed()) } else { Ok(found) }
}

impl Destination {
    /// Whether `target` is one of its objectives. A statement only where the organisation wrote the requirement itself.
    pub async fn has_objective(&self, conn: &mut Conn, scope: Scope, target: Target<'_>) -> Result<bool> {
        match builtin::requirement(target.requirement) {
            Some(it) => {
                Ok(i64::from(it.level.number()) == self.level && it.objective(target.objective).is_some())
            }
            None => store::is_own_objective(conn, scope, target).await,
        }
    }
}

/// The evidence of one objective, by title. One statement.
pub async fn linked_to(conn: &mut Conn, scope: Scope, target: Target<'_>, today: Day) -> Result<Vec<Linked>> {
    store::linked_to(conn, scope, target, today).await
}

/// What serves an objective, then what could: what its siblings have, and what `person` linked last in the
/// assessment or added lately, the latest first; at most 100. One statement.
pub async fn beside(
    conn: &mut Conn,
    scope: Scope,
    target: Target<'_>,
    person: UserId,
    today: Day,
) -> Result<Vec<Offer>> {
    offers::beside(conn, scope, target, person, today).await
}

/// Evidence to choose from for one objective: first what serves its siblings, then the newest; at most 100.
/// `search` is looked for in title, description and file name. One statement.
pub async fn candidates(
    conn: &mut Conn,
    scope: Scope,
    target: Target<'_>,
    search: &str,
    today: Day,
) -> Result<Vec<Candidate>> {
    store::candidates(conn, scope, target, &text::like(search), today).await
}

/// Every use of evidence in an assessment, by requirement and objective. One statement.
pub async fn of_assessment(
    conn: &mut Conn,
    scope: Scope,
    assessment: Uuid,
    today: Day,
) -> Result<Vec<Cited>> {
    store::of_assessment(conn, scope, assessment, today).await
}

/// How much evidence each objective of an assessment has; an objective without any is left out. One statement.
pub async fn coverage(conn: &mut Conn, scope: Scope, assessment: Uuid) -> Result<Vec<Coverage>> {
    store::coverage(conn, scope, assessment).await
}

/// Lets evidence serve an objective. Gives the line for the trail, or none if it did so already.
/// `NotFound` if either is missing, `Conflict` if the assessment is completed. A scope that reaches only one's
/// own links only to requirements one owns (`Forbidden`).
pub async fn link_in(
    tx: &mut Tx,
    scope: Scope,
    evidence: EvidenceId,
    target: Target<'_>,
) -> Result<Option<Entry>> {
    Ok(link_all_in(tx, scope, evidence, &[target]).await?.pop())
}

/// The same for many objectives of one assessment, which is looked at once.
pub async fn link_all_in(
    tx: &mut Tx,
    scope: Scope,
    evidence: EvidenceId,
    targets: &[Target<'_>],
) -> Result<Vec<Entry>> {
    let Some(first) = targets.first() else { return Ok(Vec::new()) };
    hold_open(tx, scope, first.assessment).await?;
    for target in targets {
        own_requirement(tx, scope, *target).await?;
    }
    link_held_in(tx, scope, evidence, targets).await
}

/// The same where the assessment is held already, and where whose the requirements are does not matter.
pub(super) async fn link_held_in(
    tx: &mut Tx,
    scope: Scope,
    evidence: EvidenceId,
    targets: &[Target<'_>],
) -> Result<Vec<Entry>> {
    if !store::hold_evidence(tx, scope, evidence).await? {
        return Err(Error::NotFound);
    }
    let mut entries = Vec::new();
    for target in targets {
        if store::link(tx, scope, evidence, *target).await? {
            entries.push(Event::Linked(evidence, *target).into());
        }
    }
    Ok(entries)
}

/// Refuses as `link_in` does.
pub async fn unlink_in(
    tx: &mut Tx,
    scope: Scope,
    evidence: EvidenceId,
    target: Target<'_>,
) -> Result<Option<Entry>> {
    hold_open(tx, scope, target.assessment).await?;
    own_requirement(tx, scope, target).await?;
    let was_there = store::unlink(tx, scope, evidence, target).await?;
    Ok(was_there.then(|| Event::Unlinked(evidence, target).into()))
}

/// Lets the evidence of one assessment serve the same objectives of another. Gives the number of links made.
pub async fn copy_links_in(tx: &mut Tx, scope: Scope, from: Uuid, to: Uuid) -> Result<u64> {
    store::copy(tx, scope, from, to).await
}

/// Fixes the evidence of an assessment that is being completed. Call it before the score is taken: from then
/// on none of it can be removed.
pub async fn freeze_in(tx: &mut Tx, scope: Scope, assessment: Uuid) -> Result<u64> {
    store::freeze(tx, scope, assessment).await
}

/// Notes on all that a completed assessment stands on, and on the evidence of closed items of its POA&M, until when it
/// is kept. Call it when the assessment has that day, and when an item is closed.
pub async fn keep_in(tx: &mut Tx, scope: Scope, assessment: Uuid) -> Result<u64> {
    store::keep(tx, scope, assessment).await
}

/// Lets go of the evidence of an assessment that is being reopened. What the law wants kept cannot be removed all the
/// same.
pub async fn unfreeze_in(tx: &mut Tx, scope: Scope, assessment: Uuid) -> Result<u64> {
    store::unfreeze(tx, scope, assessment).await
}

/// Fails unless the assessment is there and open, and keeps it so until this unit of work ends.
pub async fn hold_open(tx: &mut Tx, scope: Scope, assessment: Uuid) -> Result<()> {
    if store::hold_assessment(tx, scope, assessment).await? {
        return Ok(());
    }
    match store::assessment(tx, scope, assessment).await? {
        Some(_) => Err(completed()),
        None => Err(Error::NotFound),
    }
}

async fn own_requirement(tx: &mut Tx, scope: Scope, target: Target<'_>) -> Result<()> {
    let Some(owner) = scope.owner() else { return Ok(()) };
    match store::owns_requirement(tx, scope, target, owner).await? {
        true => Ok(()),
        false => Err(Error::Forbidden(
            "This requirement belongs to somebody else. Its owner or a compliance lead can choose its \
             evidence."
                .into(),
        )),
    }
}
