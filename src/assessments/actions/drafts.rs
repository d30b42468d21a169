//! Keeping what is being typed.

use crate::access::{Access, EditFindings};
use crate::assessments::{
    model::{AssessmentId, Draft, Place},
    store,
};
use crate::kernel::{
    Result,
    db::{Chore, Db},
    env::Timestamp,
};

/// Keeps what somebody is typing where they could save it: theirs alone, so no version and no line in the trail.
/// What stands already need not be kept: none then, and what was kept before is dropped.
pub async fn keep_draft(
    db: &Db,
    access: &Access<EditFindings>,
    id: AssessmentId,
    place: &Place,
    draft: Draft,
) -> Result<Option<Timestamp>> {
    let (scope, user) = (access.scope(), access.user());
    let mut tx = access.begin(db).await?;
    let opened = store::open(&mut tx, scope, user, id, place).await?;
    opened.assessment.open()?;
    let standing = access.own(opened.finding)?;
    if draft.is_idle(&standing.judgement()) {
        store::drop_draft(&mut tx, scope, user, id, place).await?;
        tx.commit_chore(Chore::DropDraft).await?;
        return Ok(None);
    }
    let (now, draft) = (tx.now(), draft.kept_over(&standing.judgement()));
    store::keep_draft(&mut tx, scope, user, id, place, draft).await?;
    tx.commit_chore(Chore::KeepDraft).await?;
    Ok(Some(now))
}
