//! Whoever changes something of a person and whoever changes something of an organisation stand in one line: none of
//! them ever waits for somebody who waits for them. On SQLite all who write do anyway.

use crate::support::*;
use sqlx::{Connection, PgConnection};
use std::time::Duration;

/// Long enough for a request to come as far as it can.
const MEANWHILE: Duration = Duration::from_millis(400);

/// How both requests end where others hold all trails: the first waits already when the second comes.
async fn in_turn(
    app: &TestApp,
    first: impl Future<Output = Answer>,
    second: impl Future<Output = Answer>,
) -> [u16; 2] {
    let mut other = PgConnection::connect(&app.store.url).await.unwrap();
    let mut lock = other.begin().await.unwrap();
    sqlx::query("update chains set seq = seq").execute(&mut *lock).await.unwrap();
    let second = async {
        tokio::time::sleep(MEANWHILE).await;
        second.await
    };
    let later = async {
        tokio::time::sleep(MEANWHILE * 2).await;
        lock.rollback().await.unwrap();
    };
    let (first, second, ()) = tokio::join!(first, second, later);
    [first.status.as_u16(), second.status.as_u16()]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_changes_and_a_person_who_signs_out_everywhere() {
    let Some(app) = TestApp::postgres().await else { return };
    let role = format!("/o/contoso/people/{}/role", LEAD.id);
    let fields = [("role", "assessor"), ("version", "1")];

    let all = "/account/security/sessions/all";

    let answers = in_turn(&app, app.post(ADMIN, &role, &fields), app.post(LEAD, all, &[])).await;

    assert_eq!(answers, [303, 303]);
    assert_eq!(app.trail(CONTOSO).await, ["member.role_changed", "sessions.revoked"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_is_taken_back_and_accepted() {
    let Some(app) = TestApp::postgres().await else { return };
    let invite = [("name", "Sam"), ("email", STRANGER.email), ("role", "assessor")];
    let shown = app.post(ADMIN, "/o/contoso/people/invitations", &invite).await;
    app.run_jobs().await;
    let link = shown.field("link").unwrap().replace("http://localhost:8080", "");
    let page = app.get(ADMIN, "/o/contoso/people").await;
    let end = page.body.find("/revoke\"").expect("there is an open invitation");
    let revoke = page.body[..end].rsplit('"').next().unwrap().to_owned() + "/revoke";

    let answers = in_turn(&app, app.post(ADMIN, &revoke, &[]), app.post(STRANGER, &link, &[])).await;

    assert_eq!(answers, [303, 404]);
    assert_eq!(app.trail(CONTOSO).await, ["invitation.created", "invitation.revoked"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_of_two_organisations_who_sign_the_same_person_out() {
    let Some(app) = TestApp::postgres().await else { return };
    let (org, user) = (FABRIKAM.id, LEAD.id);
    let joins = format!(
        "insert into members (org_id, user_id, role, created_at) values ('{org}', '{user}', 'lead', now())"
    );
    app.store.behind_our_back(&joins).await;
    let end = |org: &str| format!("/o/{org}/people/{user}/sessions/end");
    let (here, there) = (end("contoso"), end("fabrikam"));

    let answers = in_turn(&app, app.post(ADMIN, &here, &[]), app.post(STRANGER, &there, &[])).await;

    app.run_jobs().await;
    assert_eq!(answers, [303, 303]);
    for company in COMPANIES {
        assert_eq!(app.trail(company).await, ["sessions.revoked"; 2], "{company:?}");
    }
}
