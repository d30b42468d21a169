//! Saying how often requirements are reviewed.

use crate::access::{Access, ReviewObjectives};
use crate::assessments::{self, AssessmentId};
use crate::kernel::{Error, Result, audit::Entry, db::Db};
use crate::reviews::{
    model::{Event, There},
    store,
};
use std::collections::BTreeSet;

/// The most requirements that are changed together.
const MANY_MAX: usize = 1000;

/// Gives requirements an interval of their own, or the usual one; those that have it already are left alone. Gives
/// back how many changed.
pub async fn set_own(
    db: &Db,
    access: &Access<ReviewObjectives>,
    assessment: AssessmentId,
    requirements: &[String],
    months: Option<i64>,
) -> Result<usize> {
    if requirements.is_empty() {
        return Err(Error::invalid("id", "Select at least one requirement."));
    }
    if requirements.len() > MANY_MAX {
        return Err(Error::invalid("id", format!("Select at most {MANY_MAX} requirements at once.")));
    }
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let picture = assessments::look(&mut tx, access.scope(), assessment).await?;
    picture.assessment.open()?;
    let mut entries: Vec<Entry> = Vec::new();
    for requirement in requirements.iter().collect::<BTreeSet<_>>() {
        let before = picture.line(requirement).ok_or(Error::NotFound)?.interval.own;
        if before != months {
            let there = There { assessment, requirement };
            store::set_own(&mut tx, access.scope(), there, months).await?;
            entries.push(Event::IntervalSet(there, before, months).into());
        }
    }
    let changed = entries.len();
    let Some(last) = entries.pop() else { return Ok(0) };
    tx.record_all(access.scope().org(), entries).await?;
    tx.commit(access.scope().org(), last).await?;
    Ok(changed)
}

/// Changes the usual interval of an assessment.
pub async fn set_usual(
    db: &Db,
    access: &Access<ReviewObjectives>,
    assessment: AssessmentId,
    months: i64,
) -> Result<()> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let picture = assessments::look(&mut tx, access.scope(), assessment).await?;
    picture.assessment.open()?;
    if picture.usual_interval() == months {
        return Ok(());
    }
    let change = (picture.usual_interval(), months);
    store::set_usual(&mut tx, access.scope(), assessment, change).await?;
    tx.commit(access.scope().org(), Event::UsualSet(assessment, change.0, change.1)).await
}
