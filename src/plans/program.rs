//! Plans that the program itself keeps, for the demonstration.

use super::{
    model::{Event, Fixes, Plan, PlanId},
    store,
};
use crate::access::Scope;
use crate::assessments::Picture;
use crate::kernel::{Result, db::Tx, id::UserId, text::Line};
use sqlx::types::Json;

/// Keeps a plan that fixes these requirements of an assessment.
pub async fn save_in(
    tx: &mut Tx,
    scope: Scope,
    picture: &Picture,
    (title, fixes): (Line, &[String]),
    by: UserId,
) -> Result<()> {
    let is_known = |id: &str| picture.line(id).is_some();
    let plan = Plan {
        id: PlanId(tx.env().new_id()),
        assessment_id: picture.assessment.id,
        title,
        fixes: Json(Fixes::of(fixes.iter().map(String::as_str), is_known)),
        version: 1,
        author_id: by,
        author: tx.actor().name.clone(),
        updated_at: tx.now(),
    };
    store::insert(tx, scope, &plan).await?;
    tx.record(scope.org(), Event::Saved(&plan)).await
}
