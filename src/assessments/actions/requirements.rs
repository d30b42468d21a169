//! Looking at one requirement.

use crate::access::{Access, EditImplementations, Includes, Read};
use crate::assessments::{
    model::{AssessmentId, Finding},
    store::{self, OpenedRequirement},
};
use crate::kernel::{Result, db::Db};

/// Opens one requirement.
pub async fn open_requirement(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    id: AssessmentId,
    requirement: &str,
) -> Result<OpenedRequirement> {
    store::open_requirement(&mut db.read().await?, access.scope(), id, requirement).await
}

/// What was found for each of its objectives.
pub async fn findings_of(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    id: AssessmentId,
    requirement: &str,
) -> Result<Vec<Finding>> {
    store::of_requirement(&mut db.read().await?, access.scope(), id, requirement).await
}

/// Fails with words unless the requirement is open and the caller's to change.
pub async fn prove_own(
    db: &Db,
    access: &Access<EditImplementations>,
    id: AssessmentId,
    requirement: &str,
) -> Result<()> {
    let opened = open_requirement(db, access, id, requirement).await?;
    opened.assessment.open()?;
    access.own(opened.implementation).map(drop)
}
