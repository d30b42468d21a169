//! Looking at what was found, accepting it, returning it.

use crate::access::{Access, Includes, Read, ReviewObjectives};
use crate::assessments::Picture;
use crate::kernel::{Error, Result, audit::Entry, db::Db};
use crate::reviews::{
    actions::tell,
    model::{Choice, Decision, Event, Found, Proof, Returned, There, name},
    store,
};

/// How an attempt to decide ended.
pub enum Decided {
    /// It is saved: so many were accepted, and so many returned.
    Saved {
        /// Accepted.
        accepted: usize,
        /// Returned.
        returned: usize,
    },
    /// What was seen stands there no more; nothing was saved.
    Overtaken,
}

/// What was found for the objectives of a requirement, and the evidence beside it.
pub async fn found(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    there: There<'_>,
) -> Result<(Vec<Found>, Vec<Proof>)> {
    let mut conn = db.read().await?;
    let found = store::found(&mut conn, access.scope(), there).await?;
    Ok((found, store::proofs(&mut conn, access.scope(), there).await?))
}

/// What was returned to the caller.
pub async fn returned_to(db: &Db, access: &Access<impl Includes<Read>>) -> Result<Vec<Returned>> {
    store::returned_to(&mut db.read().await?, access.scope(), access.user()).await
}

/// Saves what the caller decided about objectives of one requirement: all of it, or nothing, and tells whoever recorded
/// what is returned. Saying again what stands there already has no effect.
pub async fn decide(
    db: &Db,
    access: &Access<ReviewObjectives>,
    picture: &Picture,
    requirement: &str,
    choices: &[Choice],
) -> Result<Decided> {
    picture.assessment.open()?;
    let (scope, user) = (access.scope(), access.user());
    let there = There { assessment: picture.assessment.id, requirement };
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let found = store::found(&mut tx, scope, there).await?;
    let of = |choice: &Choice| found.iter().find(|one| one.objective == choice.objective);
    if !choices.iter().all(|choice| of(choice).is_some_and(|one| one.is_as_seen(choice))) {
        return Ok(Decided::Overtaken);
    }
    let (mut entries, mut returned): (Vec<Entry>, Vec<tell::Back<'_>>) = Default::default();
    for choice in choices {
        let standing = of(choice).ok_or(Error::NotFound)?;
        if standing.says(&choice.decision) {
            continue;
        }
        standing.reviewable(user, &name(requirement, &choice.objective))?;
        store::decide(&mut tx, scope, there, (standing, &choice.decision), user).await?;
        entries.push(Event::Decided(there, standing, &choice.decision).into());
        if let Decision::Return(why) = &choice.decision {
            returned.push((standing, why));
        }
    }
    tell::returned_in(&mut tx, scope, there, &returned).await?;
    let accepted = choices.iter().filter(|choice| choice.decision == Decision::Accept).count();
    let saved = Decided::Saved { accepted, returned: choices.len() - accepted };
    let Some(last) = entries.pop() else { return Ok(saved) };
    tx.record_all(scope.org(), entries).await?;
    tx.commit(scope.org(), last).await?;
    Ok(saved)
}
