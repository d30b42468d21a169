//! What the program itself writes into assessments, for the demonstration: inside one unit of work and with
//! the same lines in the trail as if people had done it.

mod work;

pub use super::actions::On;
pub use super::model::{
    AssessmentId, Claim, Completion, Judgement, Mark, NewAssessment, NewSystem, Origin, PartialCase, Place,
    Practice, Review, Status, SystemId, Terms, cage_codes,
};
pub use work::{Piece, Work};

use super::{
    actions,
    model::{Assessment, Before, Event, Finding, Implementation, picture::Picture},
    store,
};
use crate::access::Scope;
use crate::kernel::{Result, db::Tx, id::UserId};

/// What is said about one requirement.
pub struct Answer<'a> {
    /// Its id.
    pub requirement: &'a str,
    /// Who answers for it and assessed it, with their name.
    pub owner: (UserId, &'a str),
    /// How it is met.
    pub practice: Practice,
    /// Objectives and what was found.
    pub findings: Vec<(String, Judgement)>,
}

/// Describes a system.
pub async fn describe_in(tx: &mut Tx, scope: Scope, new: NewSystem) -> Result<SystemId> {
    Ok(actions::add_system_in(tx, scope, new).await?.id)
}

/// Starts an assessment.
pub async fn start_in(tx: &mut Tx, scope: Scope, on: On, new: NewAssessment) -> Result<Assessment> {
    let id = AssessmentId(tx.env().new_id());
    let started = actions::start_in(tx, scope, id, on, new).await?;
    tx.record(scope.org(), Event::Started(&started)).await?;
    Ok(started)
}

/// Writes what is said about a requirement that nobody has said anything about.
pub async fn answer_in(tx: &mut Tx, scope: Scope, id: AssessmentId, answer: Answer<'_>) -> Result<()> {
    let (org, now) = (scope.org(), tx.now());
    let (owner, name) = answer.owner;
    let blank = Implementation::blank(answer.requirement, now);
    let written = Implementation {
        owner_id: Some(owner),
        ..blank.clone().written(answer.practice.check(now.date_naive())?, now)
    };
    store::put_implementation(tx, scope, id, &written).await?;
    tx.record(org, Event::Assigned(id, answer.requirement, None, Some((owner, name)))).await?;
    tx.record(org, Event::Written(id, &blank, &written)).await?;
    for (objective, judgement) in answer.findings {
        let place = Place { requirement: answer.requirement.to_owned(), objective };
        let finding = Finding::blank(&place, Some(owner)).decided(judgement.check()?, owner, now);
        store::put_finding(tx, scope, id, &finding).await?;
        let before = Before::default();
        tx.record(org, Event::Decided(id, &place, before, finding.judgement())).await?;
    }
    Ok(())
}

/// Completes an assessment with the result that it has now.
pub async fn complete_in(
    tx: &mut Tx,
    scope: Scope,
    id: AssessmentId,
    completion: Completion,
    by: UserId,
) -> Result<()> {
    let assessment = store::get(tx, scope, id).await?;
    let rows = store::rows(tx, scope, id).await?;
    let picture = Picture::of(assessment, rows);
    let result = picture.standing()?;
    let told = actions::lock_in(tx, scope, &picture.assessment, &completion, (by, result)).await?;
    tx.record(scope.org(), told).await
}
