//! Assessments as a whole: starting, where they stand, the sheet, completing and reopening.

mod completing;
mod lasting;
mod managing;
mod retention;
mod standing;

use crate::support::*;
use muster::{
    catalogue::builtin::{Level, requirements},
    kernel::{audit::Actor, audit::Entry, db::Tx, hash::Sha256},
    sql,
};
use uuid::Uuid;

/// `…/assessments/<id>/<page>`
fn at(assessment: Uuid, page: &str) -> String {
    format!("/o/contoso/assessments/{assessment}{page}")
}

/// Assesses every objective of a level as met, with one piece of evidence in final form behind all of them.
async fn meet_all(app: &TestApp, assessment: Uuid, level: i64) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let (evidence, now) = (app.env.new_id(), tx.now());
    sql! {
        execute, &mut tx,
        "insert into evidence (org_id, id, title, kind, state, added_by, file_name, media_type, size_bytes,
            sha256, created_at)
         values ($1, $2, 'Everything', 'artifact', 'final', $3, 'all.txt', 'text/plain', 3, $4, $5)",
        CONTOSO.id, evidence, LEAD.id, Sha256::of(evidence), now
    }
    .unwrap();
    for requirement in requirements(Level::numbered(level).unwrap()) {
        for objective in &requirement.objectives {
            let (code, letter) = (requirement.id.to_owned(), objective.key.to_owned());
            decide(&mut tx, assessment, (&code, &letter), "met").await;
            sql! {
                execute, &mut tx,
                "insert into evidence_links (org_id, evidence_id, assessment_id, requirement, objective, created_at)
                 values ($1, $2, $3, $4, $5, $6)",
                CONTOSO.id, evidence, assessment, &code, &letter, now
            }
            .unwrap();
        }
    }
    commit(tx).await;
}

async fn decide(tx: &mut Tx, assessment: Uuid, (requirement, objective): (&str, &str), result: &str) {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into findings (org_id, assessment_id, requirement, objective, result, finding, updated_by,
            updated_at)
         values ($1, $2, $3, $4, $5, 'Looked at it.', $6, $7)
         on conflict (org_id, assessment_id, requirement, objective) do update set result = excluded.result",
        CONTOSO.id, assessment, requirement, objective, result, LEAD.id, now
    }
    .unwrap();
}

/// Commits with a line in the trail, as every change does: pages notice only what the trail tells.
async fn commit(tx: Tx) {
    let entry = Entry { action: "test.prepared", subject: "test:1".into(), detail: serde_json::json!({}) };
    tx.commit(CONTOSO.id, entry).await.unwrap();
}

/// Sets single results: `("3.1.1", "a", "not_met")`.
async fn set(app: &TestApp, assessment: Uuid, results: &[(&str, &str, &str)]) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    for (requirement, objective, result) in results {
        decide(&mut tx, assessment, (requirement, objective), result).await;
    }
    commit(tx).await;
}

/// Takes the evidence of one objective away.
async fn unlink(app: &TestApp, assessment: Uuid, requirement: &str, objective: &str) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    sql! {
        execute, &mut tx,
        "delete from evidence_links
         where org_id = $1 and assessment_id = $2 and requirement = $3 and objective = $4",
        CONTOSO.id, assessment, requirement, objective
    }
    .unwrap();
    commit(tx).await;
}

/// A copy for the close-out, in which everything is met and confirmed.
async fn copied_and_met(app: &TestApp, first: Uuid) -> Uuid {
    let copy = app.post(LEAD, &at(first, "/copy"), &[("title", "Close-out")]).await.location().to_owned();
    let copy: Uuid = copy.rsplit('/').next().unwrap().parse().unwrap();
    meet_all(app, copy, 2).await;
    app.store.behind_our_back("update findings set is_to_confirm = false").await;
    commit(app.db.begin(Actor::console()).await.unwrap()).await;
    copy
}

/// Puts a requirement on the POA&M.
async fn plan(app: &TestApp, assessment: Uuid, requirement: &str) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let now = tx.now();
    sql! {
        execute, &mut tx,
        "insert into implementations (org_id, assessment_id, requirement, owner_id, updated_at)
         values ($1, $2, $3, $4, $5)",
        CONTOSO.id, assessment, requirement, CONTRIBUTOR.id, now
    }
    .unwrap();
    sql! {
        execute, &mut tx,
        "insert into poams (org_id, assessment_id, id, requirement, weakness, root_cause, responsible_id, due_on,
            created_at, updated_at)
         values ($1, $2, $3, $4, 'It is not met.', 'Nobody did it.', $5, $6, $7, $7)",
        CONTOSO.id, assessment, app.env.new_id(), requirement, CONTRIBUTOR.id, app.env.today(), now
    }
    .unwrap();
    commit(tx).await;
}

/// The actions of the trail that are not the preparation of a test.
async fn trail(app: &TestApp) -> Vec<String> {
    app.trail(CONTOSO).await.into_iter().filter(|action| action != "test.prepared").collect()
}
