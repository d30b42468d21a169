//! Reviews that the program itself writes, for the demonstration: inside one unit of work and with the same lines in
//! the trail as if people had done it. No letter is sent.

pub use super::model::{NewReview, Outcome, There};

use super::{
    actions,
    model::{Decision, Event},
    store,
};
use crate::access::Scope;
use crate::kernel::{Result, db::Tx, id::UserId, text::Paragraph};
use std::collections::BTreeMap;

/// Accepts what `by` can review of a requirement, but for the objectives that come back with a reason.
pub async fn look_in(
    tx: &mut Tx,
    scope: Scope,
    there: There<'_>,
    returned: &BTreeMap<&str, Paragraph>,
    by: UserId,
) -> Result<()> {
    for found in store::found(tx, scope, there).await? {
        if found.hindrance(by).is_some() {
            continue;
        }
        let why = returned.get(found.objective.as_str()).cloned();
        let decision = why.map_or(Decision::Accept, Decision::Return);
        store::decide(tx, scope, there, (&found, &decision), by).await?;
        tx.record(scope.org(), Event::Decided(there, &found, &decision)).await?;
    }
    Ok(())
}

/// Puts a review on record.
pub async fn record_in(
    tx: &mut Tx,
    scope: Scope,
    there: There<'_>,
    new: NewReview,
    by: UserId,
) -> Result<()> {
    let new = new.check(tx.now().date_naive())?;
    let (_, entry) = actions::record_in(tx, scope, there, new, by).await?;
    tx.record(scope.org(), entry).await
}
