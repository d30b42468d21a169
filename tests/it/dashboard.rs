//! The dashboard: the story of the score, what expires, what waits for whoever looks.

use crate::support::*;
use chrono::TimeDelta;
use muster::{
    kernel::{audit::Actor, db::Chore},
    sql,
};
use uuid::Uuid;

/// Where an assessment's pages are.
fn at(assessment: Uuid, page: &str) -> String {
    format!("/o/contoso/assessments/{assessment}/{page}")
}

/// Assesses an objective.
async fn assess(app: &TestApp, id: Uuid, place: &str, result: &str, version: &str) {
    let form = [("result", result), ("finding", "What was seen on 2 March."), ("version", version)];
    app.post(LEAD, &at(id, &format!("work/{place}")), &form).await.assert_status(303);
}

/// A task for somebody, due in some days.
async fn a_task(app: &TestApp, title: &str, who: Person, days: i64) {
    let due = (app.env.today() + TimeDelta::days(days)).to_string();
    let assignee = who.id.to_string();
    let form = [("title", title), ("due_on", due.as_str()), ("priority", "normal"), ("assignee", &assignee)];
    app.post(LEAD, "/o/contoso/tasks/new", &form).await.assert_status(303);
}

/// The kept changes of an assessment, the first first: what was done, the highest score before and after.
async fn kept(app: &TestApp, id: Uuid) -> Vec<(String, String, Option<i64>, Option<i64>)> {
    let mut conn = app.db.read().await.unwrap();
    sql! {
        fetch_all, &mut conn,
        "select action, requirement, best_before, best from score_points
         where org_id = $1 and assessment_id = $2 order by id",
        CONTOSO.id, id
    }
    .unwrap()
}

/// A piece of evidence of Contoso, out of date after some days.
async fn a_piece(app: &TestApp, title: &str, days: i64) -> Uuid {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let (id, now, until) = (app.env.new_id(), tx.now(), app.env.today() + TimeDelta::days(days));
    let sha256 = muster::kernel::hash::Sha256::of(title);
    sql! {
        execute, &mut tx,
        "insert into evidence (org_id, id, title, kind, state, valid_until, added_by, file_name, media_type, size_bytes,
            sha256, created_at)
         values ($1, $2, $3, 'artifact', 'final', $4, $5, 'a.txt', 'text/plain', 3, $6, $7)",
        CONTOSO.id, id, title, until, LEAD.id, sha256, now
    }
    .unwrap();
    tx.commit_chore(Chore::Sweep).await.unwrap();
    id
}

both! {
    async fn a_change_names_the_evidence_it_stood_on(app: TestApp) {
        let id = app.an_assessment(2).await;
        let (keys, screen) = (a_piece(&app, "Keys handed out", 40).await, a_piece(&app, "Settings page", 40).await);
        let decide = async |links: &[Uuid], result: &str, version: &str| {
            let links: Vec<String> = links.iter().map(Uuid::to_string).collect();
            let mut form = vec![("result", result), ("finding", "What was seen on 2 March."), ("version", version)];
            form.extend(links.iter().map(|link| ("link", link.as_str())));
            app.post(LEAD, &at(id, "work/3.5.4/a"), &form).await.assert_status(303);
            app.env.advance(TimeDelta::minutes(5));
        };
        decide(&[], "not_met", "0").await;
        decide(&[keys], "met", "1").await;
        decide(&[screen], "not_met", "2").await;

        let page = app.get(ASSESSOR, &at(id, "dashboard")).await;

        let rows: Vec<_> =
            page.body.split("3.5.4[a]</a>").skip(1).map(|row| row.split("</tr>").next().unwrap()).collect();
        assert_eq!(rows.len(), 3, "{}", page.body);
        assert!(rows[0].contains("and 1 more"), "{}", rows[0]);
        let first = format!(", on <a href=\"/o/contoso/evidence/{keys}\">Keys handed out</a>");
        assert!(rows[1].contains(&first) && !rows[1].contains("more"), "{}", rows[1]);
        assert!(!rows[2].contains("/evidence/"), "there was none yet: {}", rows[2]);
    }

    async fn what_goes_out_of_date_is_counted_as_the_forecast_counts_it(app: TestApp) {
        let id = app.an_assessment(2).await;
        for (title, days) in [("Old", -1), ("Soon", 20), ("Later", 21), ("In summer", 120), ("In two years", 800)] {
            a_piece(&app, title, days).await;
        }

        let page = app.get(ASSESSOR, &at(id, "dashboard")).await;

        let told = |on: &str, total: i64| format!("evidence/forecast{on}\">{total}</a>");
        for (on, total) in [("", 1), ("?on=2026-04-01", 3), ("?on=2026-07-01", 4), ("?on=2027-03-01", 4)] {
            page.assert_contains(&told(on, total));
            let forecast = app.get(ASSESSOR, &format!("/o/contoso/evidence/forecast{on}")).await;
            assert_eq!(forecast.body.matches("<th scope=\"row\" class=\"grow\">").count(), total as usize, "{on}");
        }
        assert!(!page.contains("?on=2026-05-01"), "a month in which nothing changes has no row");
    }

    async fn each_change_of_the_score_is_told_with_what_and_who(app: TestApp) {
        let id = app.an_assessment(2).await;
        assess(&app, id, "3.1.1/a", "not_met", "0").await;
        app.env.advance(TimeDelta::minutes(5));
        assess(&app, id, "3.1.1/a", "met", "1").await;

        let page = app.get(ASSESSOR, &at(id, "dashboard")).await;

        page.assert_status(200).assert_contains("-203 to 110 &rarr;").assert_contains("-203 to 105");
        page.assert_contains("work/3.1.1/a\">3.1.1[a]</a>").assert_contains("NOT MET").assert_contains("Lena Lead");
        page.assert_contains("<polyline class=\"chart__best\"").assert_contains("319");
        assert!(!page.contains("style="), "geometry is in attributes");
        let told = |what: &str| (what.to_owned(), "3.1.1".to_owned());
        let story: Vec<_> = kept(&app, id).await.into_iter().map(|(a, r, b, c)| ((a, r), b, c)).collect();
        assert_eq!(story, [
            (told("finding.decided"), Some(110), Some(105)), (told("finding.decided"), Some(105), Some(110)),
        ]);
    }

    async fn what_changes_nothing_leaves_no_point(app: TestApp) {
        let id = app.an_assessment(2).await;
        assess(&app, id, "3.1.1/a", "not_met", "0").await;
        let form = [("result", "not_met"), ("finding", "Other words for the same."), ("version", "1")];

        app.post(LEAD, &at(id, "work/3.1.1/a"), &form).await.assert_status(303);

        assert_eq!(kept(&app, id).await.len(), 1);
    }

    async fn taking_back_and_lighter_cases_are_told_too(app: TestApp) {
        let id = app.an_assessment(2).await;
        assess(&app, id, "3.13.11/a", "not_met", "0").await;
        app.env.advance(TimeDelta::seconds(1));
        let partial = [("version", "0"), ("partial_case", "encryption_not_fips")];
        app.post(LEAD, &at(id, "requirements/3.13.11/edit"), &partial).await.assert_status(303);
        app.env.advance(TimeDelta::seconds(1));
        app.post(LEAD, &at(id, "work/3.13.11/a/undo"), &[]).await.assert_status(303);

        let story = kept(&app, id).await;

        let told: Vec<_> = story.iter().map(|(action, _, before, after)| (action.as_str(), *before, *after)).collect();
        assert_eq!(told, [
            ("finding.decided", Some(110), Some(105)), ("implementation.written", Some(105), Some(107)),
            ("finding.undone", Some(107), Some(110)),
        ]);
    }

    async fn many_results_at_once_are_one_change(app: TestApp) {
        let id = app.an_assessment(2).await;
        let form = [("id", "3.1.16"), ("set", "not_met"), ("finding", "Nobody has begun with it."), ("expected", "2")];

        app.post(LEAD, &at(id, "bulk/result"), &form).await.assert_status(303);

        let told = ("findings.decided".to_owned(), "3.1.16".to_owned(), Some(110), Some(105));
        assert_eq!(kept(&app, id).await, [told]);
    }

    async fn everybody_sees_their_own_tasks_and_nobody_elses(app: TestApp) {
        let id = app.an_assessment(2).await;
        a_task(&app, "Sweep the shop", LEAD, 3).await;
        a_task(&app, "Count the badges", CONTRIBUTOR, 40).await;
        app.leaves_jobs();

        for _ in 0..2 {
            let lead = app.get(LEAD, &at(id, "dashboard")).await;
            lead.assert_contains("Sweep the shop").assert_contains("tasks/mine#week\">1</a>");
            assert!(!lead.contains("Count the badges"));
            let carl = app.get(CONTRIBUTOR, &at(id, "dashboard")).await;
            carl.assert_contains("Count the badges").assert_contains("tasks/mine#later\">1</a>");
            assert!(!carl.contains("Sweep the shop"));
            app.get(ASSESSOR, &at(id, "dashboard")).await.assert_contains("No task waits for you.");
        }
    }

    async fn the_trail_is_for_those_who_may_read_it(app: TestApp) {
        let id = app.an_assessment(2).await;
        assess(&app, id, "3.1.1/a", "not_met", "0").await;

        app.get(LEAD, &at(id, "dashboard")).await.assert_contains("Lately in the organisation")
            .assert_contains("finding decided");
        assert!(!app.get(CONTRIBUTOR, &at(id, "dashboard")).await.contains("Lately in the organisation"));
        app.get(STRANGER, &at(id, "dashboard")).await.assert_status(404);
    }

    async fn what_is_due_on_the_poam_is_drawn_and_told(app: TestApp) {
        let id = app.an_assessment(2).await;
        assess(&app, id, "3.1.3/a", "not_met", "0").await;
        let due = (app.env.today() + TimeDelta::days(60)).to_string();
        let form = [
            ("requirement", "3.1.3"), ("seen", "3.1.3"), ("confirmed", "yes"), ("due_on", due.as_str()),
            ("weakness", "Drawings can leave by private mail."), ("root_cause", "Nobody switched the filter on."),
            ("responsible", &LEAD.id.to_string()),
        ];
        app.post(LEAD, &at(id, "poams/new"), &form).await.assert_status(303);

        let page = app.get(ASSESSOR, &at(id, "dashboard")).await;

        page.assert_contains("60 days").assert_contains("bar__poam").assert_contains(&format!("<time>{due}</time>"));
        page.assert_contains("-202 to 110 by");
    }

    async fn level_1_has_a_dashboard_without_numbers(app: TestApp) {
        let id = app.an_assessment(1).await;

        let page = app.get(LEAD, &at(id, "dashboard")).await;

        page.assert_status(200).assert_contains("Objectives without a result");
        page.assert_contains("By rule-pack-2026-11-21.");
        assert!(!page.contains("chart__worst") && !page.contains("On the POA&amp;M"));
    }

    async fn it_costs_the_same_with_many_rows(app: TestApp) {
        let id = app.an_assessment(2).await;
        let page = at(id, "dashboard");
        something_else(&app).await;
        let few = app.statements_of(|| app.get(LEAD, &page)).await;
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        let now = tx.now();
        for n in 0..500_i64 {
            sql! {
                execute, &mut tx,
                "insert into score_points (org_id, assessment_id, id, at, by_id, by_name, action, requirement,
                    objective, result, best_before, worst_before, best, worst, status, unassessed)
                 values ($1, $2, $3, $4, $5, 'Lena Lead', 'finding.decided', '3.1.1', 'a', 'met', $6, -203, $7, -203,
                    'Incomplete', $8)",
                CONTOSO.id, id, app.env.new_id(), now, LEAD.id, n % 110, (n + 1) % 110, 320 - n % 320
            }
            .unwrap();
        }
        tx.commit_chore(Chore::Sweep).await.unwrap();
        something_else(&app).await;

        let many = app.statements_of(|| app.get(LEAD, &page)).await;

        assert_eq!((few, many), (6, 6));
        app.get(LEAD, &page).await.assert_contains("All 500 changes");
    }
}
