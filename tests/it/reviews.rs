//! Reviews: what a second person says about findings, when requirements are looked at again, and the record of it.

mod days;
mod four_eyes;
mod letters;
mod queue;
mod records;

use crate::support::*;
use muster::sql;
use uuid::Uuid;

/// Where an assessment's pages are.
fn at(assessment: Uuid, page: &str) -> String {
    format!("/o/contoso/assessments/{assessment}/{page}")
}

/// Somebody records a result for an objective.
async fn record(app: &TestApp, who: Person, assessment: Uuid, place: &str, result: &str, version: &str) {
    let form = [("result", result), ("finding", "What was seen on 2 March."), ("version", version)];
    app.post(who, &at(assessment, &format!("work/{place}")), &form).await.assert_status(303);
}

/// Makes somebody the owner of a requirement.
async fn give(app: &TestApp, assessment: Uuid, requirement: &str, owner: Person) {
    let page = at(assessment, &format!("requirements/{requirement}/owner"));
    app.post(LEAD, &page, &[("owner", &owner.id.to_string())]).await.assert_status(303);
}

/// An assessment in which Carl recorded two results for 3.1.1.
async fn recorded(app: &TestApp) -> Uuid {
    let id = app.an_assessment(2).await;
    give(app, id, "3.1.1", CONTRIBUTOR).await;
    record(app, CONTRIBUTOR, id, "3.1.1/a", "met", "0").await;
    record(app, CONTRIBUTOR, id, "3.1.1/b", "not_met", "0").await;
    id
}

/// What a reviewer sends about 3.1.1[a] and [b], seen in their first version.
fn about(choices: [&'static str; 2], reason: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("objective-0", "a"),
        ("version-0", "1"),
        ("review-0", "waiting"),
        ("result-0", "met"),
        ("finding-0", "What was seen on 2 March."),
        ("choice-0", choices[0]),
        ("objective-1", "b"),
        ("version-1", "1"),
        ("review-1", "waiting"),
        ("choice-1", choices[1]),
        ("reason-1", reason),
    ]
}

/// What stands about the review of an objective of 3.1.1.
async fn kept(app: &TestApp, assessment: Uuid, objective: &str) -> (String, String, Option<i64>) {
    let mut conn = app.db.read().await.unwrap();
    sql! {
        fetch_one, &mut conn,
        "select review, review_reason, reviewed_version from findings
         where org_id = $1 and assessment_id = $2 and requirement = '3.1.1' and objective = $3",
        CONTOSO.id, assessment, objective
    }
    .unwrap()
}

/// The actions of the trail that are about reviews of objectives.
async fn told(app: &TestApp) -> Vec<String> {
    app.trail(CONTOSO).await.into_iter().filter(|action| action.starts_with("objective.")).collect()
}
