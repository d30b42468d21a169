//! Going to something by typing its name.

use super::*;
use poem::http::Method;

/// Asks from a page, as a browser does: `header` tells which.
async fn typed(app: &TestApp, who: Person, q: &str, header: &str, page: &str) -> Answer {
    let page = format!("http://localhost:8080{page}");
    app.request(Some(who), Method::GET, &format!("/o/contoso/go?q={q}"), &[(header, &page)], vec![]).await
}

/// An assessment with a title of its own, a minute younger than all before.
async fn titled(app: &TestApp, level: i64, title: &str) -> Uuid {
    app.env.advance(TimeDelta::minutes(1));
    let id = app.an_assessment(level).await;
    let mut tx = app.db.begin(muster::kernel::audit::Actor::console()).await.unwrap();
    sql! {
        execute, &mut tx,
        "update assessments set title = $3 where org_id = $1 and id = $2",
        CONTOSO.id, id, title
    }
    .unwrap();
    tx.commit_chore(muster::kernel::db::Chore::Sweep).await.unwrap();
    id
}

/// Where Enter leads.
fn first(answer: &Answer) -> &str {
    let results = answer.body.split("data-results").nth(1).unwrap_or_default();
    let link = results.split("<li><a href=\"").nth(1).unwrap_or_default();
    link.split('"').next().unwrap_or_default()
}

fn requirement(assessment: Uuid) -> String {
    format!("/o/contoso/assessments/{assessment}/requirements/3.5.3")
}

/// The link that a key presses.
fn pressed<'a>(page: &'a Answer, key: &str) -> Option<&'a str> {
    let (before, _) = page.body.split_once(&format!("\" data-key=\"{key}\""))?;
    before.rsplit("href=\"").next()
}

both! {
    async fn the_workbench_leads_to_the_history_of_its_requirement_and_of_no_other(app: TestApp) {
        let id = app.an_assessment(2).await;
        let mut proof = String::new();
        for place in ["3.1.10/a", "3.1.1/a", "3.1.1/b"] {
            proof = a_row(&app, place, "final").await.to_string();
            let met = [("version", "0"), ("result", "met"), ("go", "stay"), ("link", &proof)];
            app.post(LEAD, &work(id, place), &met).await.assert_status(303);
        }

        let page = app.get(ASSESSOR, &work(id, "3.1.1/a")).await;
        let history = app.get(ASSESSOR, pressed(&page, "history").unwrap()).await;

        history.assert_status(200).assert_contains("/3.1.1/a").assert_contains("/3.1.1/b");
        assert_eq!(history.body.matches("<summary>Evidence linked").count(), 2, "{}", history.body);
        assert!(!history.contains("3.1.10"), "{}", history.body);
        app.post(LEAD, &format!("/o/contoso/evidence/{proof}/remove"), &[]).await.assert_status(303);
        let later = app.get(ASSESSOR, pressed(&page, "history").unwrap()).await;
        assert_eq!(later.body.matches("<summary>Evidence unlinked").count(), 1, "{}", later.body);
        assert_eq!(pressed(&app.get(CONTRIBUTOR, &work(id, "3.1.1/a")).await, "history"), None);
    }

    async fn what_is_not_met_and_may_go_on_the_poam_is_put_there_with_a_key(app: TestApp) {
        let id = app.an_assessment(2).await;
        let not = [("version", "0"), ("result", "not_met"), ("finding", "Nobody has a list."), ("go", "stay")];
        // 3.1.20 may never go there (32 CFR 170.21(a)(2)(iii)(A)), 3.1.3 counts one point.
        for place in ["3.1.20/a", "3.1.3/a"] {
            assert_eq!(pressed(&app.get(LEAD, &work(id, place)).await, "poam"), None);
            app.post(LEAD, &work(id, place), &not).await.assert_status(303);
        }

        let page = app.get(LEAD, &work(id, "3.1.3/b")).await;

        let form = app.get(LEAD, pressed(&page, "poam").unwrap()).await;
        form.assert_status(200).assert_contains("3.1.3");
        assert_eq!(pressed(&app.get(LEAD, &work(id, "3.1.20/a")).await, "poam"), None);
        assert_eq!(pressed(&app.get(ASSESSOR, &work(id, "3.1.3/b")).await, "poam"), None);
        app.store.behind_our_back(
            "insert into poams (org_id, assessment_id, id, requirement, weakness, root_cause, due_on, state, created_at,
                                updated_at)
             select org_id, id, id, '3.1.3', 'None', 'None', '2026-06-02', 'open', created_at, created_at
             from assessments").await;
        something_else(&app).await;
        let there = app.get(LEAD, &work(id, "3.1.3/b")).await;
        let register = app.get(LEAD, pressed(&there, "poam").unwrap()).await;
        register.assert_status(200).assert_contains("3.1.3");
        assert!(!register.contains("name=\"weakness\""), "it is there already: {}", register.body);
    }

    async fn a_requirement_is_found_in_the_assessment_that_one_is_in(app: TestApp) {
        let (older, newer) = (titled(&app, 2, "Older plant").await, titled(&app, 2, "Newer plant").await);
        let _basic = titled(&app, 1, "Basic plant").await;

        for (id, title) in [(older, "Older plant"), (newer, "Newer plant")] {
            let list = format!("/o/contoso/assessments/{id}/requirements?family=IA");
            for (header, page) in [("referer", work(id, "3.1.1/a")), ("hx-current-url", list)] {
                let found = typed(&app, LEAD, "3.5.3", header, &page).await;
                assert_eq!(first(found.assert_status(200)), requirement(id), "{header} {page}");
                found.assert_contains(&format!("3.5.3 Multifactor Authentication · {title}, "));
            }
            let objective = typed(&app, LEAD, "3.5.3+c", "referer", &work(id, "3.1.1/a")).await;
            assert_eq!(first(&objective), work(id, "3.5.3/c"));
        }
    }

    async fn the_next_search_of_the_page_stays_in_the_assessment(app: TestApp) {
        let older = titled(&app, 2, "Older plant").await;
        titled(&app, 2, "Newer plant").await;

        let page = typed(&app, LEAD, "", "referer", &work(older, "3.1.1/a")).await;

        let kept = page.field("assessment").unwrap();
        let at = format!("/o/contoso/go?assessment={kept}");
        let again = app.get(LEAD, &format!("{at}&q=3.5.3")).await;
        assert_eq!(first(&again), requirement(older));
        assert_eq!(first(&typed(&app, LEAD, "3.5.3", "referer", &at).await), requirement(older));
    }

    async fn from_anywhere_else_it_is_the_newest_open_assessment(app: TestApp) {
        let older = titled(&app, 2, "Older plant").await;
        let newer = titled(&app, 2, "Newer plant").await;

        let nowhere = Uuid::from_u128(7);
        let pages = ["/o/contoso/evidence".to_owned(), format!("/o/contoso/assessments/{nowhere}/work"),
                     format!("/o/fabrikam/assessments/{older}"), format!("/o/contoso/assessments/new?x={older}")];
        for page in pages {
            let found = typed(&app, LEAD, "3.5.3", "referer", &page).await;
            assert_eq!(first(found.assert_status(200)), requirement(newer), "{page}");
        }
        assert_eq!(first(&app.get(LEAD, "/o/contoso/go?q=3.5.3").await), requirement(newer));
    }

    async fn an_assessment_is_found_by_its_title(app: TestApp) {
        let older = titled(&app, 2, "Older plant").await;
        titled(&app, 2, "Newer plant").await;

        let found = app.get(LEAD, "/o/contoso/go?q=older").await;

        assert_eq!(first(&found), format!("/o/contoso/assessments/{older}"));
        found.assert_contains("Assessment: Older plant, Machine shop network");
    }

    async fn going_somewhere_asks_no_more_questions_of_many_assessments(app: TestApp) {
        let older = titled(&app, 2, "Older plant").await;
        let page = format!("http://localhost:8080{}", work(older, "3.1.1/a"));
        let from = [("referer", page.as_str())];
        let ask = || app.request(Some(LEAD), Method::GET, "/o/contoso/go?q=spring", &from, vec![]);
        app.get(LEAD, "/o/contoso/people").await.assert_status(200);
        let few = app.statements_of(ask).await;
        for _ in 0..20 {
            app.an_assessment(2).await;
        }

        something_else(&app).await;
        let many = app.statements_of(ask).await;

        assert!(few <= 6 && many == few, "{few} then {many}");
    }

    async fn whoever_only_reads_is_led_to_no_form_that_refuses_them(app: TestApp) {
        let id = app.an_assessment(2).await;
        give(&app, id, "3.1.2", OTHER_CONTRIBUTOR).await;
        let (add, choose) = ("href=\"/o/contoso/evidence/new\"", work(id, "3.1.2/a/evidence"));

        assert!(!app.get(ASSESSOR, "/o/contoso/go").await.contains(add));
        app.get(CONTRIBUTOR, "/o/contoso/go").await.assert_contains(add);

        let refused = app.get(ASSESSOR, &choose).await;
        refused.assert_status(403).assert_contains("Your role here is Assessor. It does not include: Assess");
        assert!(!refused.contains("Add a file"));
        let others = app.get(CONTRIBUTOR, &choose).await;
        others.assert_status(403).assert_contains("its requirement has another owner");
        for who in [LEAD, OTHER_CONTRIBUTOR] {
            app.get(who, &choose).await.assert_status(200).assert_contains("Add a file");
        }
    }
}
