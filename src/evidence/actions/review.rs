//! Accepting and returning evidence, and one change of many pieces.

use super::{
    super::{
        model::{Change, Event, Evidence, EvidenceId, Item, Why},
        store::items,
    },
    asked,
};
use crate::access::{Access, EditEvidence, Includes, ReviewEvidence, RightName};
use crate::accounts;
use crate::kernel::{
    Error, Result,
    audit::Entry,
    db::{Conn, Db},
    env::Timestamp,
};

/// The most pieces that are changed together.
const MANY_MAX: usize = 200;

/// Accepts one piece, or returns it with a reason, over the version that was seen.
pub async fn review(
    db: &Db,
    access: &Access<ReviewEvidence>,
    id: EvidenceId,
    change: &Change,
    seen: i64,
) -> Result<Evidence> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let scope = access.scope();
    let item = items::get(&mut tx, scope, id).await?;
    if item.evidence.version != seen {
        return Err(Error::Conflict(
            "Somebody else changed this evidence meanwhile. Look at it again.".into(),
        ));
    }
    let by = (access.user(), tx.now());
    let after = change
        .of(&item.evidence, item.is_frozen, by, db.env().today())
        .map_err(|why| Error::Conflict(why.text().into()))?;
    let after = access.own(item.evidence.clone())?.map(|_| after);
    items::update(&mut tx, scope, &after).await?;
    asked::follow(&mut tx, scope, &item.evidence, &after).await?;
    tx.commit(scope.org(), Event::Reviewed { before: &item.evidence, after: &after }).await?;
    Ok(after.into_inner())
}

/// What one change of many pieces would do.
pub struct Plan {
    /// Those that would change: as they are, and as they would be.
    pub steps: Vec<(Evidence, Evidence)>,
    /// Those that stay as they are, and why.
    pub left: Vec<(Evidence, Why)>,
}

/// What `change` would do with the pieces that were picked. One statement each, two hundred at most.
pub async fn plan<R: Includes<EditEvidence>>(
    db: &Db,
    access: &Access<R>,
    picked: &[EvidenceId],
    change: &Change,
) -> Result<Plan> {
    let now = db.env().now();
    plan_in(&mut db.read().await?, access, picked, (change, now)).await
}

async fn plan_in<R: Includes<EditEvidence>>(
    conn: &mut Conn,
    access: &Access<R>,
    picked: &[EvidenceId],
    (change, now): (&Change, Timestamp),
) -> Result<Plan> {
    if picked.is_empty() {
        return Err(Error::invalid(
            "form",
            "Tick at least one row in the list, then say what to do with it.",
        ));
    }
    if picked.len() > MANY_MAX {
        return Err(Error::invalid("form", format!("Tick at most {MANY_MAX} rows at once.")));
    }
    let mut plan = Plan { steps: Vec::new(), left: Vec::new() };
    for id in picked {
        let Item { evidence, is_frozen, .. } = match items::get(conn, access.scope(), *id).await {
            Err(Error::NotFound) => continue,
            found => found?,
        };
        if access.own(evidence.clone()).is_err() {
            plan.left.push((evidence, Why::NotYours));
            continue;
        }
        match change.of(&evidence, is_frozen, (access.user(), now), now.date_naive()) {
            Ok(after) => plan.steps.push((evidence, after)),
            Err(why) => plan.left.push((evidence, why)),
        }
    }
    Ok(plan)
}

/// Does it, all or nothing, if it is still what the preview showed: `expected` pieces. None if it is not.
pub async fn change_many<R: Includes<EditEvidence> + 'static>(
    db: &Db,
    access: &Access<R>,
    picked: &[EvidenceId],
    change: &Change,
    expected: usize,
) -> Result<Option<usize>> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let (scope, now) = (access.scope(), tx.now());
    if let Change::Owner(Some(who)) = change {
        let holders = accounts::colleagues_with(&mut tx, scope, RightName::EditEvidence).await?;
        if !holders.iter().any(|holder| holder.id == *who) {
            return Err(Error::invalid("owner", "Choose somebody from the list."));
        }
    }
    let plan = plan_in(&mut tx, access, picked, (change, now)).await?;
    if plan.steps.len() != expected {
        return Ok(None);
    }
    let mut entries: Vec<Entry> = Vec::new();
    for (before, after) in plan.steps {
        let proved = access.own(before.clone())?.map(|_| after);
        items::update(&mut tx, scope, &proved).await?;
        asked::follow(&mut tx, scope, &before, &proved).await?;
        entries.push(match change.is_verdict() {
            true => Event::Reviewed { before: &before, after: &proved }.into(),
            false => Event::Changed { before: &before, after: &proved }.into(),
        });
    }
    let Some(last) = entries.pop() else { return Ok(Some(0)) };
    tx.record_all(scope.org(), entries).await?;
    tx.commit(scope.org(), last).await?;
    Ok(Some(expected))
}
