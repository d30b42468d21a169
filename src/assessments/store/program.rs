//! Statements for what the program itself writes, where nothing was before.

use crate::access::Scope;
use crate::assessments::model::{AssessmentId, Finding, Implementation};
use crate::kernel::{Result, db::Tx};

/// Adds a finding.
pub async fn put_finding(tx: &mut Tx, scope: Scope, id: AssessmentId, finding: &Finding) -> Result<()> {
    let f = finding;
    sql! {
        execute, tx,
        "insert into findings (org_id, assessment_id, requirement, objective, result, is_examined,
            is_interviewed, is_tested, finding, is_to_confirm, version, updated_by, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        scope.org(), id, &f.requirement, &f.objective, f.result, f.is_examined, f.is_interviewed, f.is_tested,
        &f.finding, f.is_to_confirm, f.version, f.updated_by, f.updated_at
    }
    .map(drop)
}

/// Adds what is said about a requirement.
pub async fn put_implementation(
    tx: &mut Tx,
    scope: Scope,
    id: AssessmentId,
    written: &Implementation,
) -> Result<()> {
    let w = written;
    sql! {
        execute, tx,
        "insert into implementations (org_id, assessment_id, requirement, owner_id, status, narrative,
            review_months, reviewed_on, partial_case, claim, version, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        scope.org(), id, &w.requirement, w.owner_id, w.status, &w.narrative, w.review_months, w.reviewed_on,
        w.partial_case, &w.claim, w.version, w.updated_at
    }
    .map(drop)
}
