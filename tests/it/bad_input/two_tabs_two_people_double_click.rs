//! 409 with both versions where two people differ; one effect where one form is sent twice.

use super::*;
use muster::sql;
use sqlx::{Connection, PgConnection, PgTransaction};
use std::time::Duration;

/// Where two people write, who comes too late, the version both saw, what the first and what the second wrote.
type Contest = (&'static str, Person, &'static str, Vec<(&'static str, &'static str)>, &'static str);

/// `NEW` stands where the two differ.
const NEW: &str = "NEW";

fn contests() -> Vec<Contest> {
    vec![
        ("/o/contoso/settings", ADMIN, "1", vec![("name", NEW), ("kind", "pdf")], "name"),
        (
            "/settings",
            ADMIN,
            "1",
            vec![("name", NEW), ("theme", "dark"), ("density", "roomy"), ("has_keys", "on")],
            "name",
        ),
        ("/o/contoso/assessments/:a/edit", LEAD, "1", vec![("title", NEW), ("lead", "")], "title"),
        (
            "/o/contoso/systems/:s",
            LEAD,
            "1",
            vec![("name", NEW), ("cage_codes", "1A2B3"), ("scope", "All")],
            "name",
        ),
        (
            "/o/contoso/catalogue/own/X.1/edit",
            LEAD,
            "1",
            vec![
                ("title", NEW),
                ("family", "Own"),
                ("statement", "Say it."),
                ("objectives", "a: it is said"),
            ],
            "title",
        ),
        (
            "/o/contoso/assessments/:a/requirements/3.1.2/edit",
            LEAD,
            "0",
            vec![("status", "implemented"), ("narrative", NEW), ("partial_case", ""), ("claim", "")],
            "narrative",
        ),
        (
            "/o/contoso/assessments/:a/work/3.1.2/a",
            LEAD,
            "0",
            vec![("result", "not_met"), ("finding", NEW)],
            "finding",
        ),
        (
            "/o/contoso/evidence/:e/edit",
            LEAD,
            "1",
            vec![
                ("title", NEW),
                ("kind", "document"),
                ("state", "final"),
                ("captured_on", "2026-02-01"),
                ("owner", ""),
            ],
            "title",
        ),
    ]
}

fn filled<'a>(fields: &[(&'a str, &'a str)], new: &'a str, version: &'a str) -> Vec<(&'a str, &'a str)> {
    let given = fields.iter().map(|(name, value)| (*name, if *value == NEW { new } else { value }));
    given.chain([("version", version)]).collect()
}

const FASTER: &str = "What the faster one wrote of it";
const SLOWER: &str = "What the slower one wrote of it";

both! {
    async fn the_slower_one_sees_both_versions_and_decides(app: TestApp) {
        let (app, furnished) = furnished(app).await;
        for (path, who, version, fields, name) in contests() {
            let path = at(path, &furnished);
            app.post(who, &path, &filled(&fields, FASTER, version)).await.assert_status_below(400);

            for way in WAYS {
                let late = way.post(&app, who, &path, &filled(&fields, SLOWER, version)).await;

                assert_eq!(late.status.as_u16(), 409, "{way:?} {path}\n{}", late.body);
                late.assert_contains(FASTER).assert_contains(SLOWER).assert_contains("role=\"alert\"");
                late.assert_contains(&format!("name=\"{name}\""));
                way.assert_form(&late, &path);
                assert_ne!(late.field("version").as_deref(), Some(version), "{path}: the new version is in the form");
            }
            let late = app.post(who, &path, &filled(&fields, SLOWER, version)).await;
            let now = late.field("version").unwrap();
            app.post(who, &path, &filled(&fields, SLOWER, &now)).await.assert_status_below(400);
        }
    }

    async fn a_double_click_on_what_makes_something_has_one_effect(app: TestApp) {
        let (app, furnished) = furnished(app).await;
        let own = [
            ("code", "Q.9"),
            ("family", "Own"),
            ("title", "T"),
            ("statement", "Say it."),
            ("objectives", "a: said"),
        ];
        let started = [
            ("title", "Autumn"),
            ("level", "2"),
            ("system", ""),
            ("name", "New net"),
            ("cage_codes", "1A2B3"),
            ("scope", ""),
        ];
        for (who, page, path, fields, action) in [
            (LEAD, "/o/contoso/catalogue/own/new", "/o/contoso/catalogue/own/new", &own[..], "requirement.created"),
            (LEAD, "/o/contoso/assessments/new", "/o/contoso/assessments", &started[..], "assessment.started"),
            (LEAD, "/o/contoso/assessments/:a/copy", "/o/contoso/assessments/:a/copy", &[("title", "Copy")][..],
                "assessment.started"),
        ] {
            let (page, path) = (at(page, &furnished), at(path, &furnished));
            let before = count(&app, action).await;
            let once = app.get(who, &page).await.field("once").unwrap_or_default();
            let fields = [fields, &[("once", once.as_str())]].concat();

            let (first, second) = tokio::join!(app.post(who, &path, &fields), app.post(who, &path, &fields));

            first.assert_status_below(400);
            second.assert_status_below(400);
            assert_eq!(first.location(), second.location(), "{path}");
            assert_eq!(count(&app, action).await, before + 1, "{path}: {:?}", app.trail(CONTOSO).await);
        }
    }

    async fn a_double_click_on_what_changes_something_has_one_effect(app: TestApp) {
        let (app, furnished) = furnished(app).await;
        for (path, who, version, fields, _) in contests() {
            let path = at(path, &furnished);
            let fields = filled(&fields, FASTER, version);
            let before = app.trail(CONTOSO).await.len();

            let (first, second) = tokio::join!(app.post(who, &path, &fields), app.post(who, &path, &fields));

            let statuses = [first.status.as_u16(), second.status.as_u16()];
            assert!(statuses.iter().all(|status| matches!(status, 200 | 303 | 409)), "{path}: {statuses:?}");
            assert!(statuses.iter().any(|status| *status != 409), "{path}: {statuses:?}");
            assert!(app.trail(CONTOSO).await.len() <= before + 1, "{path}: {:?}", app.trail(CONTOSO).await);
        }
    }

    async fn two_tabs_that_decide_the_same_objective_have_one_line(app: TestApp) {
        let path = objective(app.an_assessment(2).await, "3.1.1/a");
        let form = [("result", "met"), ("finding", "Seen."), ("version", "0")];

        let (one, other) = tokio::join!(app.post(LEAD, &path, &form), app.post_fragment(LEAD, &path, &form));

        one.assert_status_below(400);
        other.assert_status_below(400);
        assert_eq!(count(&app, "finding.decided").await, 1);
    }

    async fn a_form_that_was_carried_out_before_says_so_and_hides_no_undo(app: TestApp) {
        let id = app.an_assessment(2).await;
        let at = |page: &str| format!("/o/contoso/assessments/{id}/{page}");
        let mut browser = Browser::of(&app, LEAD).await;
        let carl = CONTRIBUTOR.id.to_string();
        let chosen = [("id", "3.1.1"), ("set", "owner"), ("owner", carl.as_str())];
        let once = browser.post(&at("bulk"), &chosen).await.field("once").unwrap();
        let form = [&chosen[..], &[("once", once.as_str())]].concat();
        let undo = at(&format!("bulk/owner/undo?at={}", app.env.now().timestamp_micros()));

        browser.post(&at("bulk/owner"), &form).await.assert_status(303);
        let twice = browser.post(&at("bulk/owner"), &form).await;
        let list = browser.get(twice.assert_status(303).location()).await;
        app.env.advance(chrono::TimeDelta::seconds(1));
        browser.post(&undo, &[]).await.assert_status(303);
        browser.get(twice.location()).await.assert_status(200);
        let back = browser.post(&at("bulk/owner"), &form).await;
        let scripted = browser.twin().post_fragment(&at("bulk/owner"), &form).await;

        list.assert_contains("Carl Contributor answers for one more requirement.").assert_contains(&undo);
        for late in [&back, &scripted] {
            assert_eq!(late.assert_status_below(400).location(), twice.location());
        }
        assert_eq!(back.told(), "This form had been carried out already. It was not carried out a second time.");
        browser.get(back.location()).await.assert_contains("It was not carried out a second time.");
        assert_eq!(count(&app, "implementation.assigned").await, 1);
    }
}

/// Long enough for everything else to have come as far as it can.
const MEANWHILE: Duration = Duration::from_millis(400);

/// Lets go of what `lock` holds once everything else had its time.
async fn later(lock: PgTransaction<'_>) {
    tokio::time::sleep(MEANWHILE).await;
    lock.rollback().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_many_and_changes_of_one_never_wait_for_each_other() {
    let Some(app) = TestApp::postgres().await else { return };
    let id = app.an_assessment(2).await;
    let at = |page: &str| format!("/o/contoso/assessments/{id}/{page}");
    let many = [
        ("id", "3.1.1"),
        ("id", "3.1.2"),
        ("set", "not_met"),
        ("finding", "Nothing of that is there."),
        ("expected", "8"),
    ];
    let one = [("result", "not_met"), ("finding", "There is no list of them."), ("version", "0")];
    let mut other = PgConnection::connect(&app.store.url).await.unwrap();
    let mut lock = other.begin().await.unwrap();
    sqlx::query("update chains set seq = seq").execute(&mut *lock).await.unwrap();
    let (first, second, together) = (at("work/3.1.1/a"), at("work/3.1.2/b"), at("bulk/result"));

    let (first, second, together, ()) = tokio::join!(
        app.post(LEAD, &first, &one),
        app.post(ADMIN, &second, &one),
        app.post(LEAD, &together, &many),
        later(lock)
    );

    // Whoever came later is told so.
    let answers = [first, second, together].map(|answer| answer.status.as_u16());
    assert!(answers.iter().all(|status| [303, 409].contains(status)), "{answers:?}");
    let mut conn = app.db.read().await.unwrap();
    let mut story: Vec<(Option<i64>, Option<i64>)> = sql! {
        fetch_all, &mut conn,
        "select best_before, best from score_points where org_id = $1", CONTOSO.id
    }
    .unwrap();
    // Each takes points away, so that the highest came first.
    story.sort_by_key(|(before, _)| std::cmp::Reverse(*before));
    assert_eq!(story.first().map(|(before, _)| *before), Some(Some(110)));
    assert!(
        story.windows(2).all(|pair| pair[0].1 == pair[1].0),
        "each begins where the last ended: {story:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_is_slow_does_not_outlive_what_was_saved_after_it() {
    let Some(app) = TestApp::postgres().await else { return };
    let path = objective(app.an_assessment(2).await, "3.1.1/a");
    let draft = format!("{path}/draft");
    let whole = [("result", "met"), ("finding", "Half, and the rest."), ("version", "0")];
    let half = [("result", "met"), ("finding", "Half"), ("version", "0")];
    let mut other = PgConnection::connect(&app.store.url).await.unwrap();
    let mut lock = other.begin().await.unwrap();
    sqlx::query("lock table drafts in share mode").execute(&mut *lock).await.unwrap();
    let save = async {
        tokio::time::sleep(MEANWHILE / 4).await;
        app.post(LEAD, &path, &whole).await
    };

    let (kept, saved, ()) = tokio::join!(app.post(LEAD, &draft, &half), save, later(lock));

    assert_eq!((kept.status.as_u16(), saved.status.as_u16()), (204, 303));
    let page = app.get(LEAD, &path).await;
    assert!(!page.contains("Draft of"), "{}", page.body);
}
