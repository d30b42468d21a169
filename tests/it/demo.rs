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
        list.assert_contains("321 of 321").assert_contains("Final Level 1 (Self)").assert_contains("Dana Whitfield");
        let home = app.get(ADMIN, "/o/contoso").await;
        let overview = app.get(ADMIN, home.location()).await;
        overview.assert_contains("Lee Ortega").assert_contains("Renew evidence");
        overview.assert_contains("1 requirement of your own");
        let actions = trail(&app, org).await;
        for action in ["organisation.created", "evidence.added", "evidence.linked", "evidence.version_added",
                       "evidence.accepted", "evidence.returned", "finding.decided", "implementation.written",
                       "poam.entered", "poam.submitted", "poam.closed", "claim.recorded", "claim.reviewed",
                       "task.done", "task.confirmed", "task.reopened", "task.repeated", "task.commented",
                       "objective.accepted", "objective.returned", "requirement.reviewed",
                       "request.asked", "request.submitted", "request.accepted", "request.returned",
                       "plan.saved", "notices.sent", "assessment.completed"] {
            assert!(actions.iter().any(|known| known == action), "{action}");
        }
        assert_eq!(actions.last().unwrap(), "demonstration.loaded");
    }

    async fn evidence_is_asked_for_and_stands_in_every_state(app: TestApp) {
        move_out(&app).await;
        loaded(&app).await;
        join(&app, org(&app).await).await;
        let page = async |view: &str| app.get(ADMIN, &format!("/o/contoso/requests?view={view}")).await;

        let open = page("open").await;
        for said in ["Overdue", "Requested", "Returned", "Rosa Roe, Ironbridge Shredding"] {
            open.assert_contains(said);
        }
        page("submitted").await.assert_contains("Review of what is published");
        page("accepted").await.assert_contains("Badges and keys");
        let scope = muster::access::Scope::of_the_program(org(&app).await);
        assert_eq!(muster::requests::renew_due(&app.db, scope).await.unwrap(), 0, "nothing runs out today");
    }

    async fn every_page_says_the_same_score_and_what_stands_in_the_way(app: TestApp) {
        move_out(&app).await;
        loaded(&app).await;
        let org = org(&app).await;
        join(&app, org).await;
        let home = app.get(ADMIN, "/o/contoso").await.location().to_owned();
        let page = async |name: &str| app.get(ADMIN, &format!("{home}{name}")).await;

        let overview = page("").await;
        overview.assert_contains("<dd>87 <span>of 110</span></dd>").assert_contains("No CMMC Status");
        let blocks = overview.body.split("What blocks us").nth(1).unwrap().split("</table>").next().unwrap();
        assert_eq!(blocks.matches("<tr>").count(), 1 + 3, "the score itself, and two requirements: {blocks}");
        for named in ["The score of 87 is below 88", ">3.5.3<", ">3.11.2<"] {
            assert!(blocks.contains(named), "{named}");
        }
        page("/score").await.assert_contains("87").assert_contains("3.11.2");
        page("/dashboard").await.assert_contains("/score\">87</a> <span>of 110</span>").assert_contains("86 &rarr;");
        page("/plans").await.assert_contains("Keys first");
        page("").await.assert_contains("returned 1, changed since 1");
        page("/reviews?state=changed").await.assert_contains("3.1.22[e]");
        page("/reviews/3.1.1/record").await.assert_contains("panel was looked at").assert_contains("has no gap");
        let both = page("/plans?fix=3.5.3&fix=3.11.2").await;
        both.assert_contains("97 <span>of 110</span>").assert_contains("Conditional Level 2 (Self)");
        page("/plans?fix=3.5.3").await.assert_contains("92 <span>of 110</span>");
        page("/poams").await.assert_contains("11 on the POA&amp;M, 1 overdue");
        page("/poams/new?requirement=3.5.3").await.assert_status(200);
    }

    async fn three_months_lie_behind_it_and_the_chain_holds(app: TestApp) {
        move_out(&app).await;
        loaded(&app).await;
        let org = org(&app).await;
        let scope = muster::access::Scope::of_the_program(org);
        let mut conn = app.db.read().await.unwrap();
        let lines: Vec<(chrono::DateTime<chrono::Utc>, String)> = sql! {
            fetch_all, &mut conn, "select at, actor_name from audit_log where org_id = $1 order by seq", org
        }
        .unwrap();
        let points: Vec<(chrono::DateTime<chrono::Utc>,)> =
            sql! { fetch_all, &mut conn, "select at from score_points where org_id = $1 order by id", org }.unwrap();
        drop(conn);

        assert!(lines.is_sorted_by_key(|(at, _)| *at) && points.is_sorted());
        let (first, last) = (lines[0].0, lines.last().unwrap().0);
        assert_eq!(last, app.env.now());
        assert!((95..=105).contains(&(last - first).num_days()), "{first} to {last}");
        let people: std::collections::BTreeSet<_> = lines.iter().map(|(_, name)| name.as_str()).collect();
        assert!(people.len() >= 7, "{people:?}");
        assert!(points.len() > 300, "{}", points.len());
        let verdict = muster::trail::verify(&app.db, scope).await.unwrap();
        assert!(matches!(verdict, muster::trail::Verdict::Whole { .. }), "{verdict:?}");
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
