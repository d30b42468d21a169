//! The list of requirements, changes of many at once, and the page of one.

mod bulk;
mod bulk_owners;
mod claims;
mod list;
mod own;
mod practice;
mod show;

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

/// Makes somebody the owner of a requirement.
async fn give(app: &TestApp, assessment: Uuid, requirement: &str, owner: Person) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let now = tx.now();
    sql! {
        execute, &mut tx,
        "insert into implementations (org_id, assessment_id, requirement, owner_id, updated_at)
         values ($1, $2, $3, $4, $5)",
        CONTOSO.id, assessment, requirement, owner.id, now
    }
    .unwrap();
    tx.commit_chore(Chore::Sweep).await.unwrap();
}

/// Assesses an objective for the first time.
async fn assess(app: &TestApp, assessment: Uuid, place: &str, result: &str) {
    let form = [("result", result), ("finding", "What was seen on 2 March."), ("version", "0")];
    app.post(LEAD, &at(assessment, &format!("work/{place}")), &form).await.assert_status(303);
}

/// Gives Contoso requirements of its own, each with two objectives, and a publication with one text.
async fn own_requirements(app: &TestApp, count: i64) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let (now, catalogue) = (tx.now(), app.env.new_id());
    sql! {
        execute, &mut tx,
        "insert into catalogues (org_id, id, catalogue_key, title, source, imported_at)
         values ($1, $2, 'own', 'Our own requirements', 'Contoso', $3)",
        CONTOSO.id, catalogue, now
    }
    .unwrap();
    tx.commit_chore(Chore::Sweep).await.unwrap();
    more_own_requirements(app, 1, count).await;
}

/// More of them, by their numbers.
async fn more_own_requirements(app: &TestApp, first: i64, last: i64) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let now = tx.now();
    let (catalogue,): (Uuid,) = sql! {
        fetch_one, &mut tx,
        "select id from catalogues where org_id = $1 and catalogue_key = 'own'", CONTOSO.id
    }
    .unwrap();
    for number in first..=last {
        let (id, code) = (app.env.new_id(), format!("ACME-{number}"));
        sql! {
            execute, &mut tx,
            "insert into requirements
                (org_id, id, catalogue_id, code, family, title, statement, place, created_at)
             values ($1, $2, $3, $4, 'Shop floor', 'Badges at the gate', 'Everybody wears a badge.', $5, $6)",
            CONTOSO.id, id, catalogue, code, number, now
        }
        .unwrap();
        for (place, letter) in [(1_i64, "a"), (2, "b")] {
            sql! {
                execute, &mut tx,
                "insert into objectives (org_id, requirement_id, letter, statement, place)
                 values ($1, $2, $3, 'Badges are worn where people can see them.', $4)",
                CONTOSO.id, id, letter, place
            }
            .unwrap();
        }
    }
    tx.commit_chore(Chore::Sweep).await.unwrap();
}

/// Imports a publication's text of one requirement with one objective.
async fn official_text(app: &TestApp, code: &str) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let (now, catalogue, id) = (tx.now(), app.env.new_id(), app.env.new_id());
    sql! {
        execute, &mut tx,
        "insert into catalogues (org_id, id, catalogue_key, title, source, imported_at)
         values ($1, $2, $3, 'The publication', 'file.csv', $4)",
        CONTOSO.id, catalogue, code, now
    }
    .unwrap();
    sql! {
        execute, &mut tx,
        "insert into requirements
            (org_id, id, catalogue_id, code, family, title, statement, guidance, place, created_at)
         values ($1, $2, $3, $4, 'AC', 'Title', $5, 'Why it matters.', 1, $6)",
        CONTOSO.id, id, catalogue, code, format!("What the publication says about {code}."), now
    }
    .unwrap();
    sql! {
        execute, &mut tx,
        "insert into objectives (org_id, requirement_id, letter, statement, place)
         values ($1, $2, 'a', 'What the publication determines.', 1)",
        CONTOSO.id, id
    }
    .unwrap();
    tx.commit_chore(Chore::Sweep).await.unwrap();
}

/// Completes the assessment.
async fn lock(app: &TestApp, assessment: Uuid) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let (now, today) = (tx.now(), app.env.today());
    sql! {
        execute, &mut tx,
        "update assessments set completed_on = $3, completed_at = $4, completed_name = 'Lena Lead'
         where org_id = $1 and id = $2",
        CONTOSO.id, assessment, today, now
    }
    .unwrap();
    let entry =
        Entry { action: "assessment.completed", subject: "test".into(), detail: serde_json::json!({}) };
    tx.commit(CONTOSO.id, entry).await.unwrap();
}
