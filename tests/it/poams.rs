//! The POA&M: what the law allows on it, who plans and changes it, its milestones, its clock and its end.

mod changing;
mod closing;
mod entering;
mod milestones;
mod register;
mod tasks;

use crate::support::*;
use muster::{
    kernel::{
        audit::{Actor, Entry},
        db::Chore,
    },
    sql,
};
use uuid::Uuid;

/// Where an assessment's pages are.
fn at(assessment: Uuid, page: &str) -> String {
    format!("/o/contoso/assessments/{assessment}/{page}")
}

/// Assesses an objective for the first time.
async fn assess(app: &TestApp, assessment: Uuid, place: &str, result: &str) {
    let form = [("result", result), ("finding", "What was seen on 2 March."), ("version", "0")];
    app.post(LEAD, &at(assessment, &format!("work/{place}")), &form).await.assert_status(303);
}

/// Makes somebody the owner of a requirement.
async fn give(app: &TestApp, assessment: Uuid, requirement: &str, owner: Person) {
    let page = at(assessment, &format!("requirements/{requirement}/owner"));
    app.post(LEAD, &page, &[("owner", &owner.id.to_string())]).await.assert_status(303);
}

/// A form that enters 3.1.3, due in two months, and says it was looked at.
fn form(responsible: Person) -> Vec<(&'static str, String)> {
    let text = |text: &str| text.to_owned();
    vec![
        ("requirement", text("3.1.3")),
        ("weakness", text("Drawings can leave by private mail.")),
        ("root_cause", text("Nobody switched the filter on.")),
        ("responsible", responsible.id.to_string()),
        ("due_on", text("2026-05-01")),
        ("resources", text("Lee, two days")),
        ("cost", text("$1,200")),
        ("milestone_words", text("The filter is on")),
        ("milestone_due_on", text("2026-04-01")),
        ("confirmed", text("yes")),
        ("seen", text("3.1.3")),
    ]
}

/// The same with one field otherwise.
fn with(mut form: Vec<(&'static str, String)>, name: &str, value: &str) -> Vec<(&'static str, String)> {
    for field in &mut form {
        if field.0 == name {
            value.clone_into(&mut field.1);
        }
    }
    form
}

/// The fields as they are sent.
fn sent<'a>(form: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    form.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// An assessment in which 3.1.3 is NOT MET and on the POA&M: the page of its item.
async fn an_item(app: &TestApp, responsible: Person) -> (Uuid, String) {
    let id = app.an_assessment(2).await;
    assess(app, id, "3.1.3/a", "not_met").await;
    give(app, id, "3.1.3", responsible).await;
    let entered = app.post(LEAD, &at(id, "poams/new"), &sent(&form(responsible))).await;
    (id, entered.assert_status(303).location().to_owned())
}

/// The actions of the trail that are about the POA&M.
async fn told(app: &TestApp) -> Vec<String> {
    app.trail(CONTOSO).await.into_iter().filter(|action| action.starts_with("poam.")).collect()
}

/// How far an item is, what version, and when it is due.
async fn kept(app: &TestApp, page: &str) -> (String, i64, chrono::NaiveDate) {
    let id: Uuid = page.rsplit('/').next().unwrap().parse().unwrap();
    let mut conn = app.db.read().await.unwrap();
    sql! {
        fetch_one, &mut conn,
        "select state, version, due_on from poams where org_id = $1 and id = $2", CONTOSO.id, id
    }
    .unwrap()
}

/// Completes the assessment today with a status, as the lead would.
async fn complete(app: &TestApp, assessment: Uuid, status: &str) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let (now, today) = (tx.now(), app.env.today());
    let result = serde_json::json!({
        "pack": { "name": "test", "as_of": "2026-01-01", "sources": [] }, "maximum": 110, "needed": 88,
        "score": 109, "best": null, "worst": null, "status": status, "status_at_best": status,
        "eligibility": "conditional", "reasons": [], "blocking": [], "hurdles": [], "rows": [],
    });
    sql! {
        execute, &mut tx,
        "update assessments set completed_on = $3, completed_at = $4, completed_name = 'Lena Lead', result = $5
         where org_id = $1 and id = $2",
        CONTOSO.id, assessment, today, now, sqlx::types::Json(result)
    }
    .unwrap();
    let entry = Entry { action: "test.prepared", subject: "test:1".into(), detail: serde_json::json!({}) };
    tx.commit(CONTOSO.id, entry).await.unwrap();
}

/// A piece of evidence of Carl's.
async fn a_file(app: &TestApp, title: &str, state: &str) -> Uuid {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let (now, id) = (tx.now(), app.env.new_id());
    sql! {
        execute, &mut tx,
        "insert into evidence (org_id, id, title, kind, state, owner_id, added_by, file_name, media_type, size_bytes,
            sha256, created_at)
         values ($1, $2, $3, 'artifact', $4, $5, $5, 'log.txt', 'text/plain', 9, $6, $7)",
        CONTOSO.id, id, title, state, CONTRIBUTOR.id, muster::kernel::hash::Sha256::of(title), now
    }
    .unwrap();
    tx.commit_chore(Chore::Sweep).await.unwrap();
    id
}

/// Enters many items by hand: requirement, days until they are due, state.
async fn many(app: &TestApp, assessment: Uuid, items: &[(&str, i64, &str)]) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let (now, today) = (tx.now(), app.env.today());
    for (requirement, days, state) in items {
        sql! {
            execute, &mut tx,
            "insert into poams (org_id, assessment_id, id, requirement, weakness, root_cause, responsible_id, due_on,
                state, created_at, updated_at)
             values ($1, $2, $3, $4, '=cmd|calc', 'Nobody did it.', $5, $6, $7, $8, $8)",
            CONTOSO.id, assessment, app.env.new_id(), *requirement, CONTRIBUTOR.id,
            today + chrono::TimeDelta::days(*days), *state, now
        }
        .unwrap();
    }
    tx.commit_chore(Chore::Sweep).await.unwrap();
}
