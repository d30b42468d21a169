//! What people do with plans.

use super::{
    model::{Dues, Event, NewPlan, Plan, PlanId},
    store,
};
use crate::access::{Access, EditPoams, Includes, Read};
use crate::assessments::{AssessmentId, Picture};
use crate::kernel::{Error, Result, db::Db};
use crate::organisations;
use sqlx::types::Json;

/// The most plans of one assessment.
const PLANS_MAX: usize = 100;

/// What came of an attempt to write.
pub enum Written {
    /// It is saved.
    Saved,
    /// Somebody else was faster: this is what stands.
    Overtaken(Box<Plan>),
}

/// The key of a form that is carried out once, and where the assessment's plans are.
pub struct Once<'a> {
    /// The key in the form.
    pub key: &'a str,
    /// The address of the plans.
    pub at: &'a str,
}

/// The kept plans of an assessment, and the days that are set for its requirements.
pub async fn kept(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    assessment: AssessmentId,
) -> Result<(Vec<Plan>, Dues)> {
    let mut conn = db.read().await?;
    let plans = store::list(&mut conn, access.scope(), assessment).await?;
    let dues = store::dues(&mut conn, access.scope(), assessment).await?;
    Ok((plans, Dues::of(dues)))
}

/// Keeps a plan.
pub async fn save(
    db: &Db,
    access: &Access<EditPoams>,
    picture: &Picture,
    new: NewPlan,
    once: Once<'_>,
) -> Result<Plan> {
    picture.assessment.open()?;
    let (scope, assessment) = (access.scope(), picture.assessment.id);
    let mut tx = access.begin(db).await?;
    let id = PlanId(tx.env().new_id());
    organisations::once(&mut tx, scope, once.key, &format!("{}/{id}", once.at)).await?;
    if store::list(&mut tx, scope, assessment).await?.len() >= PLANS_MAX {
        let text = "There are 100 plans already. Remove one that nobody needs, then save this one.";
        return Err(Error::invalid("title", text));
    }
    let plan = Plan {
        id,
        assessment_id: assessment,
        title: new.title,
        fixes: Json(new.fixes),
        version: 1,
        author_id: access.user(),
        author: access.actor().name,
        updated_at: tx.now(),
    };
    store::insert(&mut tx, scope, &plan).await?;
    tx.commit(scope.org(), Event::Saved(&plan)).await?;
    Ok(plan)
}

/// Writes a plan over `version`. Writing again what already stands has no effect.
pub async fn change(
    db: &Db,
    access: &Access<EditPoams>,
    picture: &Picture,
    (id, version): (PlanId, i64),
    new: NewPlan,
) -> Result<Written> {
    picture.assessment.open()?;
    let scope = access.scope();
    let mut tx = access.begin(db).await?;
    let before = access.own(store::get(&mut tx, scope, picture.assessment.id, id).await?)?;
    if before.says(&new) {
        return Ok(Written::Saved);
    }
    if before.version != version {
        return Ok(Written::Overtaken(Box::new(before.into_inner())));
    }
    let said = NewPlan { title: before.title.clone(), fixes: before.fixes.0.clone() };
    let now = tx.now();
    let after = before.map(|plan| plan.saying(new, now));
    store::update(&mut tx, scope, &after).await?;
    tx.commit(scope.org(), Event::Changed(&said, &after)).await?;
    Ok(Written::Saved)
}

/// Throws a plan away; the trail keeps what it said.
pub async fn remove(
    db: &Db,
    access: &Access<EditPoams>,
    assessment: AssessmentId,
    id: PlanId,
) -> Result<Plan> {
    let scope = access.scope();
    let mut tx = access.begin(db).await?;
    let plan = access.own(store::get(&mut tx, scope, assessment, id).await?)?;
    store::remove(&mut tx, scope, &plan).await?;
    tx.commit(scope.org(), Event::Removed(&plan)).await?;
    Ok(plan.into_inner())
}
