//! Keeping the story of a score, in the unit of work of each change.
//!
//! A point is written with the change and not found out later: what evidence was final on a day, and which rules were
//! read, cannot be asked afterwards. It costs one row where the numbers changed and nothing where they did not.
//! Evidence that changes by itself shows as the gap between one point and the next.

use crate::access::{Access, Includes, Read, Scope};
use crate::assessments::{
    model::{AssessmentId, Cause, Ends, Point, picture::Picture},
    store,
};
use crate::kernel::{
    Result,
    db::{Db, Tx},
};

/// The assessment as it stands in this unit of work.
pub async fn look(tx: &mut Tx, scope: Scope, id: AssessmentId) -> Result<Picture> {
    let assessment = store::get(tx, scope, id).await?;
    let rows = store::rows(tx, scope, id).await?;
    Ok(Picture::of(assessment, rows))
}

/// Keeps what a change did, if it did anything to where the assessment stands.
pub(super) async fn keep(
    tx: &mut Tx,
    scope: Scope,
    (before, after): (&Picture, &Picture),
    cause: Cause<'_>,
) -> Result<()> {
    let (then, now) = (Ends::of(before)?, Ends::of(after)?);
    if then == now {
        return Ok(());
    }
    store::add_point(tx, scope, after.assessment.id, (&then, &now), &cause).await
}

/// The same, looking at what stands now.
pub(super) async fn keep_since(tx: &mut Tx, scope: Scope, before: &Picture, cause: Cause<'_>) -> Result<()> {
    let after = look(tx, scope, before.assessment.id).await?;
    keep(tx, scope, (before, &after), cause).await
}

/// How the assessment came to stand where it stands, the latest change first.
pub async fn points(db: &Db, access: &Access<impl Includes<Read>>, id: AssessmentId) -> Result<Vec<Point>> {
    store::points(&mut db.read().await?, access.scope(), id).await
}
