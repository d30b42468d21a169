//! What if: what planned fixes come to, the cheapest ways, and plans that are kept and compared.

mod bench;
mod keeping;

use crate::support::*;
use muster::{
    kernel::{audit::Actor, db::Chore},
    sql,
};
use uuid::Uuid;

/// Where an assessment's pages are.
fn at(assessment: Uuid, page: &str) -> String {
    format!("/o/contoso/assessments/{assessment}/{page}")
}

/// An assessment with everything MET by evidence, but for these requirements, whose first objective is NOT MET.
async fn but_for(app: &TestApp, not_met: &[&str]) -> Uuid {
    let id = app.an_assessment(2).await;
    let evidence = app.env.new_id();
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let now = tx.now();
    sql! {
        execute, &mut tx,
        "insert into evidence (org_id, id, title, kind, state, owner_id, added_by, file_name, media_type, size_bytes,
            sha256, created_at)
         values ($1, $2, 'Binder', 'artifact', 'final', $3, $3, 'binder.txt', 'text/plain', 9, $4, $5)",
        CONTOSO.id, evidence, LEAD.id, muster::kernel::hash::Sha256::of("binder"), now
    }
    .unwrap();
    for requirement in muster::catalogue::builtin::requirements(muster::catalogue::builtin::Level::Two) {
        for (n, objective) in requirement.objectives.iter().enumerate() {
            let result = if n == 0 && not_met.contains(&requirement.id) { "not_met" } else { "met" };
            sql! {
                execute, &mut tx,
                "insert into findings (org_id, assessment_id, requirement, objective, result, updated_by, updated_at)
                 values ($1, $2, $3, $4, $5, $6, $7)",
                CONTOSO.id, id, requirement.id, objective.key, result, LEAD.id, now
            }
            .unwrap();
            sql! {
                execute, &mut tx,
                "insert into evidence_links
                    (org_id, evidence_id, assessment_id, requirement, objective, created_by, created_at)
                 values ($1, $2, $3, $4, $5, $6, $7)",
                CONTOSO.id, evidence, id, requirement.id, objective.key, LEAD.id, now
            }
            .unwrap();
        }
    }
    tx.commit_chore(Chore::Sweep).await.unwrap();
    id
}

/// Keeps a plan of the lead's: its page.
async fn a_plan(app: &TestApp, id: Uuid, title: &str, fixes: &[&str]) -> String {
    let form: Vec<_> = [("title", title)].into_iter().chain(fixes.iter().map(|fix| ("fix", *fix))).collect();
    app.post(LEAD, &at(id, "plans"), &form).await.assert_status(303).location().to_owned()
}

/// The actions of the trail that are about plans.
async fn told(app: &TestApp) -> Vec<String> {
    app.trail(CONTOSO).await.into_iter().filter(|action| action.starts_with("plan.")).collect()
}
