//! Putting reviews of requirements on record.

use crate::access::{Access, Includes, Read, ReviewObjectives, Scope};
use crate::assessments::{self, AssessmentId};
use crate::kernel::{
    Error, Result,
    audit::Entry,
    db::{Db, Tx},
    id::UserId,
};
use crate::organisations;
use crate::reviews::{
    model::{Event, NewReview, Review, ReviewId, Seen, There},
    store,
};
use sqlx::types::Json;

/// The reviews of a requirement, that of the latest day first.
pub async fn records(db: &Db, access: &Access<impl Includes<Read>>, there: There<'_>) -> Result<Vec<Review>> {
    store::of_requirement(&mut db.read().await?, access.scope(), there).await
}

/// Puts a review on record with how everything stands at this moment, and moves the day of the next one. `once` is the
/// form's key and where a second form with the same key is sent.
pub async fn record(
    db: &Db,
    access: &Access<ReviewObjectives>,
    assessment: AssessmentId,
    requirement: &str,
    new: NewReview,
    (once, location): (&str, &str),
) -> Result<Review> {
    let new = new.check(db.env().today())?;
    let scope = access.scope();
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    organisations::once(&mut tx, scope, once, location).await?;
    let there = There { assessment, requirement };
    let (review, entry) = record_in(&mut tx, scope, there, new, access.user()).await?;
    tx.commit(scope.org(), entry).await?;
    Ok(review)
}

/// The same inside of a unit of work, for a review that was checked. The line of the trail is the caller's to write.
pub async fn record_in(
    tx: &mut Tx,
    scope: Scope,
    there: There<'_>,
    new: NewReview,
    by: UserId,
) -> Result<(Review, Entry)> {
    let picture = assessments::look(tx, scope, there.assessment).await?;
    picture.assessment.open()?;
    let line = picture.line(there.requirement).ok_or(Error::NotFound)?;
    let found = store::found(tx, scope, there).await?;
    let proofs = store::proofs(tx, scope, there).await?;
    let review = Review {
        id: ReviewId(tx.env().new_id()),
        reviewed_on: new.reviewed_on,
        outcome: new.outcome,
        notes: new.notes,
        seen: Json(Seen::of(line, picture.standing()?, &found, &proofs)),
        by_name: tx.actor().name.clone(),
        created_at: tx.now(),
    };
    store::insert(tx, scope, there, &review, by).await?;
    // A review that is put on record late moves nothing back.
    if line.reviewed_on.is_none_or(|last| last < review.reviewed_on) {
        store::put_day(tx, scope, there, review.reviewed_on).await?;
    }
    let entry = Event::Reviewed(there, line.reviewed_on, &review).into();
    Ok((review, entry))
}
