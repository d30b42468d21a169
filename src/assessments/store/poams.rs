//! What an assessment has to know of the POA&M, and what a new one takes over of the one it is copied from.

use crate::access::Scope;
use crate::assessments::model::AssessmentId;
use crate::kernel::{Result, db::Tx};

/// Whether an item of the requirement is open on the POA&M.
pub async fn is_on_poam(tx: &mut Tx, scope: Scope, id: AssessmentId, requirement: &str) -> Result<bool> {
    let (items,): (i64,) = sql! {
        fetch_one, tx,
        "select count(*) from poams
         where org_id = $1 and assessment_id = $2 and requirement = $3 and state in ('open', 'submitted')",
        scope.org(), id, requirement
    }?;
    Ok(items > 0)
}

/// Copies what is not closed, under the same ids and open again, with its milestones and its evidence.
pub async fn copy_poams(tx: &mut Tx, scope: Scope, from: AssessmentId, to: AssessmentId) -> Result<()> {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into poams (org_id, assessment_id, id, requirement, weakness, root_cause, resources, cost_usd,
            responsible_id, due_on, state, version, created_by, created_at, updated_at)
         select org_id, $3, id, requirement, weakness, root_cause, resources, cost_usd, responsible_id, due_on,
            'open', 1, created_by, created_at, $4
         from poams where org_id = $1 and assessment_id = $2 and state in ('open', 'submitted')",
        scope.org(), from, to, now
    }?;
    sql! {
        execute, tx,
        "insert into poam_milestones (org_id, assessment_id, poam_id, id, place, words, due_on, done_on)
         select m.org_id, n.assessment_id, m.poam_id, m.id, m.place, m.words, m.due_on, m.done_on
         from poam_milestones m
         join poams n on n.org_id = m.org_id and n.assessment_id = $3 and n.id = m.poam_id
         where m.org_id = $1 and m.assessment_id = $2",
        scope.org(), from, to
    }?;
    sql! {
        execute, tx,
        "insert into poam_evidence (org_id, assessment_id, poam_id, evidence_id, created_at)
         select e.org_id, n.assessment_id, e.poam_id, e.evidence_id, e.created_at
         from poam_evidence e
         join poams n on n.org_id = e.org_id and n.assessment_id = $3 and n.id = e.poam_id
         where e.org_id = $1 and e.assessment_id = $2",
        scope.org(), from, to
    }
    .map(drop)
}
