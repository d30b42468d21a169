//! When requirements are to be reviewed again, and how often.

use super::*;

const OWN: [(&str, &str); 5] = [
    ("code", "Q.1"),
    ("family", "Quality"),
    ("title", "Visitors sign in"),
    ("statement", "Visitors are recorded."),
    ("objectives", "a: visitors are listed"),
];

async fn interval(app: &TestApp, assessment: Uuid, requirement: &str) -> Option<Option<i64>> {
    let mut conn = app.db.read().await.unwrap();
    let found: Option<(Option<i64>,)> = sql! {
        fetch_optional, &mut conn,
        "select review_months from implementations
         where org_id = $1 and assessment_id = $2 and requirement = $3",
        CONTOSO.id, assessment, requirement
    }
    .unwrap();
    found.map(|(months,)| months)
}

/// The requirements that the page lists, in their order.
fn rows(page: &Answer) -> Vec<String> {
    let part =
        |row: &str| row.split("\">").nth(1).and_then(|rest| rest.split("</a>").next()).map(str::to_owned);
    page.body.split("class=\"id tight\"><a").skip(1).filter_map(part).collect()
}

both! {
    async fn many_get_an_interval_at_once_and_the_trail_has_each(app: TestApp) {
        let id = app.an_assessment(2).await;
        let page = at(id, "review-days");
        app.get(LEAD, &page).await.assert_status(200).assert_contains("2027-03-02").assert_contains("12 months");
        let form = [("id", "3.1.1"), ("id", "3.5.3"), ("set", "months"), ("months", "6")];

        let done = app.post(LEAD, &page, &form).await;

        assert_eq!(done.assert_status(303).location(), page);
        assert_eq!(interval(&app, id, "3.1.1").await, Some(Some(6)));
        assert_eq!(app.trail(CONTOSO).await, ["review.interval_set", "review.interval_set"]);
        let (_, subject, detail) = app.trail_entries(CONTOSO).await.remove(0);
        assert_eq!(subject, format!("requirement:{id}/3.1.1"));
        assert!(detail["before"]["review_months"].is_null());
        assert_eq!(detail["after"]["review_months"], 6);
        let shown = app.get(ASSESSOR, &page).await;
        assert_eq!(rows(&shown)[..3], ["3.1.1", "3.5.3", "3.1.2"], "what is due first comes first");
        assert!(!shown.assert_contains("2026-09-02").contains("name=\"set\""));
        app.post(LEAD, &page, &form).await.assert_status(303);
        assert_eq!(app.trail(CONTOSO).await.len(), 2, "nothing changed the second time");

        let usual = [("id", "3.1.1"), ("set", "usual"), ("months", "")];
        app.post_fragment(LEAD, &page, &usual).await.assert_status(204);
        assert_eq!(interval(&app, id, "3.1.1").await, Some(None));
        assert_eq!(interval(&app, id, "3.5.3").await, Some(Some(6)));
        assert_eq!(rows(&app.get(LEAD, &format!("{page}?per=all")).await).first().unwrap(), "3.5.3");
    }

    async fn the_usual_interval_moves_every_day_that_is_counted_by_it(app: TestApp) {
        let id = app.an_assessment(2).await;
        let page = at(id, "review-days");

        app.post(LEAD, &format!("{page}/usual"), &[("usual", "3")]).await.assert_status(303);
        app.get(LEAD, &page).await.assert_contains("2026-06-02").assert_contains("3 months");

        let (action, _, detail) = app.trail_entries(CONTOSO).await.remove(0);
        assert_eq!(action, "review.usual_interval_set");
        assert_eq!((&detail["before"]["review_months"], &detail["after"]["review_months"]), (&12.into(), &3.into()));
    }

    async fn what_is_no_interval_is_refused_at_its_field(app: TestApp) {
        let id = app.an_assessment(2).await;
        let page = at(id, "review-days");

        for months in ["37", "0"] {
            let wrong = [("id", "3.1.1"), ("set", "months"), ("months", months)];
            for answer in [app.post(LEAD, &page, &wrong).await, app.post_fragment(LEAD, &page, &wrong).await] {
                answer.assert_status(422).assert_contains("1 to 12 months");
                answer.assert_contains(&format!("value=\"{months}\""));
            }
        }
        let never = [("id", "3.1.1"), ("set", "never"), ("months", "6")];
        app.post(LEAD, &page, &never).await.assert_status(422).assert_contains("href=\"#field-set\"");
        app.post(LEAD, &page, &[("set", "usual")]).await.assert_status(422).assert_contains("at least one");
        app.post(LEAD, &page, &[("set", "usual"), ("id", "9.9.9")]).await.assert_status(404);
        for usual in ["often", "0"] {
            let answer = app.post(LEAD, &format!("{page}/usual"), &[("usual", usual)]).await;
            answer.assert_status(422).assert_contains(&format!("value=\"{usual}\"")).assert_contains("32 CFR 170.4");
        }
        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn only_leads_say_how_often_and_a_completed_assessment_stays(app: TestApp) {
        let id = app.an_assessment(2).await;
        let page = at(id, "review-days");
        let form = [("id", "3.1.1"), ("set", "months"), ("months", "3")];

        for who in [CONTRIBUTOR, ASSESSOR] {
            app.get(who, &page).await.assert_status(200);
            app.post(who, &page, &form).await.assert_status(403);
            app.post(who, &format!("{page}/usual"), &[("usual", "3")]).await.assert_status(403);
        }
        app.get(STRANGER, &page).await.assert_status(404);
        app.post(STRANGER, &page, &form).await.assert_status(404);
        app.store.behind_our_back("update assessments set completed_on = '2026-03-02'").await;
        something_else(&app).await;
        app.post(LEAD, &page, &form).await.assert_status(409);
        app.post(LEAD, &format!("{page}/usual"), &[("usual", "3")]).await.assert_status(409);
        app.get(LEAD, &page).await.assert_contains("completed and locked");
        assert!(interval(&app, id, "3.1.1").await.is_none());
    }

    async fn a_review_that_is_due_stands_in_the_calendar_and_is_reminded_of(app: TestApp) {
        let id = app.an_assessment(2).await;
        give(&app, id, "3.1.1", CONTRIBUTOR).await;
        let form = [("id", "3.1.1"), ("set", "months"), ("months", "1")];
        app.post(LEAD, &at(id, "review-days"), &form).await.assert_status(303);

        let april = app.get(CONTRIBUTOR, "/o/contoso/calendar/list?month=2026-04").await;
        april.assert_contains("2026-04-02").assert_contains("Review of a requirement").assert_contains("3.1.1");
        app.env.advance(chrono::TimeDelta::days(24));
        app.sign_in_again().await;
        app.get(LEAD, "/o/contoso/notices/preview").await.assert_contains("3.1.1, Machine shop network");
        app.env.advance(chrono::TimeDelta::days(10));
        app.sign_in_again().await;
        app.get(LEAD, &at(id, "review-days?show=overdue")).await.assert_contains("Overdue").assert_contains("3.1.1");
    }

    async fn what_nobody_wrote_about_is_due_as_well(app: TestApp) {
        let id = app.an_assessment(2).await;
        give(&app, id, "3.1.1", CONTRIBUTOR).await;
        app.post(LEAD, "/o/contoso/catalogue/own/new", &OWN).await.assert_status(303);
        let march = "/o/contoso/calendar/list?month=2027-03";

        let listed = app.get(LEAD, march).await;
        listed.assert_contains("110 requirements nobody answers for, Machine shop network");
        listed.assert_contains(&at(id, "review-days")).assert_contains("3.1.1, Machine shop network");
        let sooner = [("id", "Q.1"), ("set", "months"), ("months", "6")];
        app.post(LEAD, &at(id, "review-days"), &sooner).await.assert_status(303);
        app.get(LEAD, march).await.assert_contains("109 requirements nobody answers for");
        app.env.advance(chrono::TimeDelta::days(360));
        app.sign_in_again().await;
        app.get(LEAD, "/o/contoso/notices/preview").await.assert_contains("109 requirements nobody answers for");

        app.post(LEAD, &at(id, "review-days/usual"), &[("usual", "11")]).await.assert_status(303);
        app.get(LEAD, march).await.assert_contains("Nothing in this month");
    }

    async fn a_retired_requirement_is_reviewed_no_more(app: TestApp) {
        let id = app.an_assessment(2).await;
        app.post(LEAD, "/o/contoso/catalogue/own/new", &OWN).await.assert_status(303);
        give(&app, id, "Q.1", CONTRIBUTOR).await;
        let march = "/o/contoso/calendar/list?month=2027-03";
        app.get(LEAD, march).await.assert_contains("Q.1, Machine shop network");

        app.post(LEAD, "/o/contoso/catalogue/own/Q.1/retire", &[("version", "1")]).await.assert_status(303);

        assert!(!app.get(LEAD, march).await.assert_contains("110 requirements").contains("Q.1, Machine shop"));
    }

    async fn forms_lead_back_to_the_page_of_the_list_they_were_sent_from(app: TestApp) {
        let id = app.an_assessment(2).await;
        let page = at(id, "review-days");
        let second = app.get(LEAD, &format!("{page}?page=2")).await;
        let (query, row) = (second.field("query").unwrap(), rows(&second).remove(0));
        assert_eq!(query, "?page=2");

        for months in ["37", "6"] {
            let form = [("query", query.as_str()), ("id", &row), ("set", "months"), ("months", months)];
            let answer = app.post(LEAD, &page, &form).await;
            match months {
                "37" => assert!(answer.assert_status(422).contains("aria-selected=\"true\""), "{}", answer.body),
                _ => assert_eq!(answer.assert_status(303).location(), format!("{page}?page=2")),
            }
        }

        let usual = [("query", "?show=soon&page=2"), ("usual", "7")];
        let answer = app.post(LEAD, &format!("{page}/usual"), &usual).await;
        assert_eq!(answer.assert_status(303).location(), format!("{page}?show=soon&page=2"));
    }

    async fn what_was_completed_as_never_reviewed_is_reviewed_within_a_year_where_it_goes_on(app: TestApp) {
        let id = app.an_assessment(2).await;
        give(&app, id, "3.1.1", CONTRIBUTOR).await;
        let never = "update implementations set review_months = 0;
                     update assessments set review_months = 0, completed_on = '2026-03-02'";
        app.store.behind_our_back(never).await;
        something_else(&app).await;
        let page = at(id, "review-days");
        let locked = app.get(LEAD, &page).await;
        assert!(!locked.assert_contains("completed and locked").contains("0 month"));
        let requirement = app.get(LEAD, &at(id, "requirements/3.1.1")).await;
        assert!(!requirement.assert_contains("None: the assessment is completed").contains("0 month"));

        let copied = app.post(LEAD, &at(id, "copy"), &[("title", "The next one")]).await;
        app.post(LEAD, &at(id, "reopen"), &[("reason", "A firewall was replaced.")]).await.assert_status(303);

        assert_eq!(interval(&app, id, "3.1.1").await, Some(None));
        let (action, _, told) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!(action, "assessment.reopened");
        assert_eq!(told["before"], serde_json::json!({ "usual_review_months": 0, "requirements_never_due": 1 }));
        assert_eq!(told["after"], serde_json::json!({ "usual_review_months": 12, "requirements_never_due": 0 }));
        for open in [page, format!("{}/review-days", copied.assert_status(303).location())] {
            let shown = app.get(LEAD, &open).await;
            assert!(!shown.assert_contains("12 months").assert_contains("2027-03-02").contains("0 month"));
            app.post(LEAD, &format!("{open}/usual"), &[("usual", "6")]).await.assert_status(303);
            app.get(LEAD, &open).await.assert_contains("6 months").assert_contains("2026-09-02");
        }
    }

    async fn a_copy_keeps_the_intervals(app: TestApp) {
        let id = app.an_assessment(2).await;
        app.post(LEAD, &at(id, "review-days/usual"), &[("usual", "6")]).await.assert_status(303);
        app.post(LEAD, &at(id, "review-days"), &[("id", "3.1.1"), ("set", "months"), ("months", "9")]).await
            .assert_status(303);

        let copied = app.post(LEAD, &at(id, "copy"), &[("title", "The next one")]).await;

        let page = format!("{}/review-days?per=all", copied.assert_status(303).location());
        app.get(LEAD, &page).await.assert_contains("9 months").assert_contains("6 months");
    }
}
