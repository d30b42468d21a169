//! Operational plans of action and enduring exceptions: recording, reviewing, ending them.

use super::{Written, history};
use crate::access::{Access, EditImplementations};
use crate::assessments::{
    model::{AssessmentId, Cause, Claim, Event, Review, picture::Picture},
    store,
};
use crate::kernel::{Error, Result, db::Db, text::Line};

/// Fails with words unless `claim` can be recorded for `requirement` now.
pub fn may_claim(
    db: &Db,
    access: &Access<EditImplementations>,
    picture: &Picture,
    requirement: &str,
    claim: &Claim,
) -> Result<()> {
    let line = picture.line(requirement).ok_or(Error::NotFound)?;
    picture.assessment.open()?;
    access.own(super::implementations::Theirs { owner: line.owner.as_ref().map(|owner| owner.id) })?;
    line.may_claim(claim)?;
    claim.check(db.env().today(), line.claim.as_ref())
}

/// Records or changes an operational plan of action or an exception over `version`. Reviews that took place are
/// kept. Writing again what already stands has no effect.
pub async fn claim(
    db: &Db,
    access: &Access<EditImplementations>,
    picture: &Picture,
    requirement: &str,
    version: i64,
    claim: Claim,
) -> Result<Written> {
    may_claim(db, access, picture, requirement, &claim)?;
    let (scope, id) = (access.scope(), picture.assessment.id);
    let mut tx = access.begin(db).await?;
    store::get(&mut tx, scope, id).await?.open()?;
    let before = access.own(store::implementation(&mut tx, scope, id, requirement).await?)?;
    let claim = with_reviews(claim, before.claim.as_ref().map(|kept| &kept.0));
    if before.claim.as_ref().map(|kept| &kept.0) == Some(&claim) {
        return Ok(Written::Saved);
    }
    if before.version != version {
        return Ok(Written::Overtaken(Box::new(before.into_inner())));
    }
    let was = history::look(&mut tx, scope, id).await?;
    let (then, now) = (before.clone(), tx.now());
    let after = before.map(|said| said.claimed(Some(claim), now));
    store::save_claim(&mut tx, scope, id, &after).await?;
    history::keep_since(&mut tx, scope, &was, claimed("claim.recorded", requirement)).await?;
    tx.commit(scope.org(), Event::Claimed(id, &then, &after, "")).await?;
    Ok(Written::Saved)
}

fn claimed<'a>(action: &'static str, requirement: &'a str) -> Cause<'a> {
    Cause { action, requirement, objective: "", result: "" }
}

fn with_reviews(claim: Claim, before: Option<&Claim>) -> Claim {
    match (claim, before) {
        (
            Claim::TemporaryDeficiency { note, fix, origin, review_on, reviews: _ },
            Some(Claim::TemporaryDeficiency { reviews, .. }),
        ) => Claim::TemporaryDeficiency { note, fix, origin, review_on, reviews: reviews.clone() },
        (claim, _) => claim,
    }
}

/// Ends the claim of a requirement, with the reason: it is fixed, or it was none.
pub async fn end_claim(
    db: &Db,
    access: &Access<EditImplementations>,
    id: AssessmentId,
    requirement: &str,
    why: &Line,
) -> Result<()> {
    let scope = access.scope();
    let mut tx = access.begin(db).await?;
    store::get(&mut tx, scope, id).await?.open()?;
    let before = access.own(store::implementation(&mut tx, scope, id, requirement).await?)?;
    if before.claim.is_none() {
        return Ok(());
    }
    let was = history::look(&mut tx, scope, id).await?;
    let (then, now) = (before.clone(), tx.now());
    let after = before.map(|said| said.claimed(None, now));
    store::save_claim(&mut tx, scope, id, &after).await?;
    history::keep_since(&mut tx, scope, &was, claimed("claim.ended", requirement)).await?;
    tx.commit(scope.org(), Event::Claimed(id, &then, &after, why.as_str())).await
}

/// Records a review of an operational plan of action. Reviews go on after the assessment is completed; the result
/// that was kept with it stays as it is.
pub async fn review(
    db: &Db,
    access: &Access<EditImplementations>,
    id: AssessmentId,
    requirement: &str,
    review: Review,
) -> Result<()> {
    let scope = access.scope();
    let mut tx = access.begin(db).await?;
    store::get(&mut tx, scope, id).await?;
    let before = access.own(store::implementation(&mut tx, scope, id, requirement).await?)?;
    let kept = before.claim.as_ref().map(|kept| kept.0.clone()).ok_or_else(nothing_to_review)?;
    if let Claim::TemporaryDeficiency { reviews, .. } = &kept
        && reviews.last() == Some(&review)
    {
        return Ok(());
    }
    let was = history::look(&mut tx, scope, id).await?;
    let now = tx.now();
    let claim = kept.reviewed(review.clone(), now.date_naive())?;
    if claim.holds() && store::is_on_poam(&mut tx, scope, id, requirement).await? {
        return Err(on_both());
    }
    let after = before.map(|said| said.claimed(Some(claim), now));
    store::save_review(&mut tx, scope, id, &after).await?;
    history::keep_since(&mut tx, scope, &was, claimed("claim.reviewed", requirement)).await?;
    tx.commit(scope.org(), Event::ClaimReviewed(id, &after, &review)).await
}

fn on_both() -> Error {
    Error::Conflict(
        "An item of this requirement is open on the POA&M, so a plan cannot make it count as met. End the plan, or \
         withdraw the item, then record the review."
            .into(),
    )
}

/// What to say where there is no plan.
pub fn nothing_to_review() -> Error {
    Error::Conflict(
        "There is no operational plan of action for this requirement, so there is nothing to review.".into(),
    )
}
