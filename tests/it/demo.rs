//! The demonstration, loaded as `muster demo` does it.

use crate::support::*;
use muster::{
    blobs::Blobs,
    demo::{self, Demonstration},
    kernel::{audit::Actor, db::Chore, id::OrgId},
    sql,
};

/// An empty program, as on the first start.
async fn loaded(app: &TestApp) -> Demonstration {
    demo::load(&app.db, &Blobs::open(app.dir().join("demo-blobs")).unwrap()).await.unwrap()
}

/// The tests' own Contoso makes room for the demonstration's.
async fn move_out(app: &TestApp) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    sql! { execute, &mut tx, "update organisations set slug = 'contoso-of-the-tests' where id = $1", CONTOSO.id }
        .unwrap();
    tx.commit_chore(Chore::Sweep).await.unwrap();
}

async fn org(app: &TestApp) -> OrgId {
    let mut conn = app.db.read().await.unwrap();
    let (id,): (OrgId,) =
        sql! { fetch_one, &mut conn, "select id from organisations where slug = 'contoso'" }.unwrap();
    id
}

async fn trail(app: &TestApp, org: OrgId) -> Vec<String> {
    let mut conn = app.db.read().await.unwrap();
    let rows: Vec<(String,)> =
        sql! { fetch_all, &mut conn, "select action from audit_log where org_id = $1 order by seq", org }
            .unwrap();
    rows.into_iter().map(|(action,)| action).collect()
}

/// Lets the tests' administrator see the demonstration.
async fn join(app: &TestApp, org: OrgId) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let now = tx.now();
    sql! {
        execute, &mut tx,
        "insert into members (org_id, user_id, role, created_at) values ($1, $2, 'admin', $3)",
        org, ADMIN.id, now
    }
    .unwrap();
    tx.commit_chore(Chore::Sweep).await.unwrap();
}

both! {
    async fn it_shows_a_company_at_work(app: TestApp) {
        move_out(&app).await;

        let made = loaded(&app).await;

        assert!(made.is_new && made.slug.as_str() == "contoso" && made.email.as_str() == "dana@contoso.example");
        let org = org(&app).await;
        join(&app, org).await;
        let list = app.get(ADMIN, "/o/contoso/assessments").await;
        list.assert_contains("215 of 321").assert_contains("Final Level 1 (Self)");
        list.assert_contains("Dana Whitfield");
        let home = app.get(ADMIN, "/o/contoso").await;
        let overview = app.get(ADMIN, home.location()).await;
        overview.assert_contains("There is no score yet").assert_contains("3.5.3").assert_contains("Lee Ortega");
        overview.assert_contains("/work?queue=provisional").assert_contains("Renew evidence");
        overview.assert_contains("1 requirement of your own");
        let actions = trail(&app, org).await;
        for action in ["organisation.created", "evidence.added", "evidence.linked", "finding.decided",
                       "implementation.written", "poam.entered", "assessment.completed"] {
            assert!(actions.iter().any(|known| known == action), "{action}");
        }
        assert_eq!(actions.last().unwrap(), "demonstration.loaded");
    }

    async fn a_second_time_keeps_what_is_there(app: TestApp) {
        move_out(&app).await;
        loaded(&app).await;
        let before = trail(&app, org(&app).await).await.len();

        let again = loaded(&app).await;

        assert!(!again.is_new);
        assert_eq!(trail(&app, org(&app).await).await.len(), before);
    }
}
