//! Where what waits, changed, came back or was accepted is found.

use super::*;

/// The objectives that a page of the queue lists.
fn rows(page: &Answer) -> Vec<String> {
    let part =
        |row: &str| row.split("\">").nth(1).and_then(|rest| rest.split("</a>").next()).map(str::to_owned);
    page.body.split("class=\"id tight\"><a").skip(1).filter_map(part).collect()
}

async fn decide(app: &TestApp, id: Uuid, objective: &str, version: &str, choice: &str) {
    let place = if objective == "a" { 0 } else { 1 };
    let review = app.get(LEAD, &at(id, "reviews/3.1.1")).await.field(&format!("review-{place}")).unwrap();
    let form = [
        ("objective-0", objective),
        ("version-0", version),
        ("review-0", review.as_str()),
        ("choice-0", choice),
        ("reason-0", if choice == "return" { "Which list was it?" } else { "" }),
    ];
    app.post(LEAD, &at(id, "reviews/3.1.1"), &form).await.assert_status(303);
    app.leaves_jobs();
}

both! {
    async fn an_objective_wanders_through_the_queue(app: TestApp) {
        let id = recorded(&app).await;
        let state = |state: &str| at(id, &format!("reviews?state={state}"));
        assert_eq!(rows(&app.get(LEAD, &at(id, "reviews")).await), ["3.1.1[a]", "3.1.1[b]"]);

        decide(&app, id, "a", "1", "accept").await;
        decide(&app, id, "b", "1", "return").await;
        let waiting = app.get(LEAD, &at(id, "reviews")).await;
        waiting.assert_contains("Nothing waits").assert_contains("Accepted (1)").assert_contains("Returned (1)");
        assert_eq!(rows(&app.get(ASSESSOR, &state("accepted")).await), ["3.1.1[a]"]);
        assert_eq!(rows(&app.get_fragment(ASSESSOR, &state("returned")).await), ["3.1.1[b]"]);

        record(&app, CONTRIBUTOR, id, "3.1.1/a", "not_met", "1").await;
        record(&app, CONTRIBUTOR, id, "3.1.1/b", "met", "1").await;
        assert_eq!(rows(&app.get(LEAD, &state("changed")).await), ["3.1.1[a]"]);
        assert_eq!(rows(&app.get(LEAD, &state("waiting")).await), ["3.1.1[b]"]);
        app.get(LEAD, &at(id, "reviews/3.1.1")).await.assert_contains("returned an earlier version");
        // What another process kept says the same as what this one remembers.
        something_else(&app).await;
        assert_eq!(rows(&app.get(LEAD, &state("changed")).await), ["3.1.1[a]"]);

        decide(&app, id, "a", "2", "accept").await;
        assert_eq!(rows(&app.get(LEAD, &state("accepted")).await), ["3.1.1[a]"]);
    }

    async fn overview_list_and_requirement_say_how_far_it_is(app: TestApp) {
        let id = recorded(&app).await;
        app.get(LEAD, at(id, "").trim_end_matches('/')).await.assert_contains("Review 2 objectives");
        decide(&app, id, "a", "1", "accept").await;
        decide(&app, id, "b", "1", "return").await;

        let overview = app.get(LEAD, at(id, "").trim_end_matches('/')).await;
        overview.assert_contains("Accepted 1 of 320").assert_contains("Look again at 1 returned objective");
        assert!(!overview.contains("Review 2 objectives"));
        let listed = |state: &str| at(id, &format!("requirements?review={state}"));
        app.get(LEAD, &listed("returned")).await.assert_contains("1 of 110 requirements").assert_contains("3.1.1");
        app.get(LEAD, &listed("accepted")).await.assert_contains("Nothing matches");
        let requirement = app.get(CONTRIBUTOR, &at(id, "requirements/3.1.1")).await;
        requirement.assert_contains("Which list was it?").assert_contains("Returned");
        let work = app.get(CONTRIBUTOR, &at(id, "work/3.1.1/b")).await;
        work.assert_contains("Which list was it?").assert_contains("Returned (1)");
        let next = app.get(CONTRIBUTOR, &at(id, "work?queue=returned")).await;
        assert!(next.assert_status(303).location().contains("work/3.1.1/b"));
    }

    async fn what_came_back_stands_in_the_work_of_whom_it_concerns(app: TestApp) {
        let id = recorded(&app).await;
        decide(&app, id, "b", "1", "return").await;
        let mine = "/o/contoso/tasks/mine";

        app.get(CONTRIBUTOR, mine).await.assert_contains("Returned to you").assert_contains("Which list was it?");
        assert!(!app.get(OTHER_CONTRIBUTOR, mine).await.contains("Returned to you"));

        record(&app, CONTRIBUTOR, id, "3.1.1/b", "met", "1").await;
        assert!(!app.get(CONTRIBUTOR, mine).await.contains("Returned to you"));
    }

    async fn a_contributor_sees_their_own_and_an_assessor_everything(app: TestApp) {
        let id = recorded(&app).await;
        record(&app, LEAD, id, "3.5.3/a", "met", "0").await;
        let queue = at(id, "reviews");

        assert_eq!(rows(&app.get(CONTRIBUTOR, &queue).await), ["3.1.1[a]", "3.1.1[b]"]);
        assert!(rows(&app.get(OTHER_CONTRIBUTOR, &queue).await).is_empty());
        assert_eq!(rows(&app.get(ASSESSOR, &queue).await).len(), 3);
        app.get(STRANGER, &queue).await.assert_status(404);
    }

    async fn a_long_queue_is_turned_by_its_last_row(app: TestApp) {
        let id = app.an_assessment(2).await;
        let rest: Vec<_> = ["3.1.1", "3.1.2", "3.1.3", "3.1.5", "3.1.20", "3.1.22", "3.2.1", "3.2.2", "3.3.1", "3.3.2",
            "3.4.1", "3.4.2", "3.5.3", "3.5.7"].map(|it| ("id", it)).into();
        let all = [rest, vec![("set", "met"), ("confirmed", "yes")]].concat();
        let preview = app.post(ADMIN, &at(id, "bulk"), &all).await;
        let mut sent = all.clone();
        let of = |name: &str| preview.field(name).unwrap_or_default();
        let (once, expected, result) = (of("once"), of("expected"), of("result"));
        sent.extend([("once", once.as_str()), ("expected", expected.as_str()), ("result", result.as_str())]);
        app.post(ADMIN, &at(id, "bulk/result"), &sent).await.assert_status(303);

        let first = app.get(LEAD, &at(id, "reviews")).await;
        let next = first.body.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
        let second = app.get(LEAD, &next.replace("&amp;", "&")).await;

        assert_eq!(rows(&first).len(), 50);
        assert!(!rows(&second).is_empty() && rows(&second).iter().all(|row| !rows(&first).contains(row)));
        second.assert_contains("From the beginning");
    }
}
