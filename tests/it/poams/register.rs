//! The register of an assessment's items, and its file.

use super::*;

both! {
    async fn items_are_found_by_state_requirement_and_person(app: TestApp) {
        let id = app.an_assessment(2).await;
        many(&app, id, &[("3.1.3", 10, "open"), ("3.1.4", -1, "submitted"), ("3.2.3", 20, "closed"),
                         ("3.4.4", 5, "withdrawn")]).await;
        let count = |query: &'static str| {
            let (app, page) = (&app, at(id, &format!("poams?{query}")));
            async move { app.get(ASSESSOR, &page).await.body.matches("<th scope=\"row\"").count() }
        };

        assert_eq!(count("").await, 4);
        assert_eq!((count("state=active").await, count("state=overdue").await), (2, 1));
        assert_eq!((count("state=closed").await, count("state=withdrawn").await), (1, 1));
        assert_eq!((count("requirement=3.1.3").await, count("requirement=3.1.4").await), (1, 1));
        let carl = format!("poams?responsible={}", CONTRIBUTOR.id);
        app.get(LEAD, &at(id, &carl)).await.assert_contains("1 to 4 of 4 items");
        let lena = format!("poams?responsible={}", LEAD.id);
        app.get(LEAD, &at(id, &lena)).await.assert_contains("Nothing fits");
        let part = app.get_fragment(LEAD, &at(id, "poams?state=open")).await;
        part.assert_contains("id=\"results\"").assert_contains("1 item");
        assert!(!part.contains("<h1"));
    }

    async fn rows_are_sorted_both_ways_and_cut_into_pages(app: TestApp) {
        let id = app.an_assessment(2).await;
        let items: Vec<_> = (0..60).map(|n| (if n % 2 == 0 { "3.1.10" } else { "3.1.9" }, n, "open")).collect();
        many(&app, id, &items).await;

        let first = app.get(LEAD, &at(id, "poams")).await;
        first.assert_contains("1 to 50 of 60 items").assert_contains("page=2");
        first.assert_contains("aria-sort=\"ascending\"");
        app.get(LEAD, &at(id, "poams?page=2")).await.assert_contains("51 to 60 of 60 items");
        app.get(LEAD, &at(id, "poams?per=all")).await.assert_contains("1 to 60 of 60 items");
        let by_due = app.get(LEAD, &at(id, "poams?sort=-due&per=all")).await;
        assert!(by_due.body.find("2026-04-30") < by_due.body.find("2026-03-02<"), "{}", by_due.body);
        let in_order = app.get(LEAD, &at(id, "poams?sort=requirement&per=all")).await;
        let place = |code: &str| in_order.body.find(&format!(">{code}</a></th>"));
        assert!(place("3.1.9") < place("3.1.10"), "catalogue order, not that of letters");
    }

    async fn the_file_has_every_milestone_and_no_formula(app: TestApp) {
        let (id, _) = an_item(&app, CONTRIBUTOR).await;
        many(&app, id, &[("3.1.4", 30, "closed")]).await;

        let file = app.get(ASSESSOR, &at(id, "poams.csv?state=active")).await;
        let all = app.get(ASSESSOR, &at(id, "poams.csv")).await;

        file.assert_status(200).assert_contains("2026-04-01 The filter is on");
        file.assert_contains("AC.L2-3.1.3").assert_contains(",1200,Carl Contributor,2026-05-01,");
        assert!(!file.contains("cmd|calc"));
        all.assert_contains("'=cmd|calc").assert_contains("id,requirement,cmmc_id,title,state,weakness,root_cause");
        assert!(file.header("content-disposition").contains("poam%2D2026%2D03%2D02%2Ecsv"));
        app.get(STRANGER, &at(id, "poams.csv")).await.assert_status(404);
    }

    async fn the_clock_says_how_many_days_are_left_and_when_it_is_over(app: TestApp) {
        let (id, page) = an_item(&app, CONTRIBUTOR).await;
        assert!(!app.get(LEAD, &at(id, "poams")).await.contains("days left"));
        complete(&app, id, "Conditional Level 2 (Self)").await;

        app.get(LEAD, &at(id, "poams")).await.assert_contains("180 days left").assert_contains("2026-08-29");
        app.env.advance(chrono::TimeDelta::days(180));
        app.sign_in_again().await;
        app.get(LEAD, &page).await.assert_contains("0 days left").assert_contains("Overdue");
        app.env.advance(chrono::TimeDelta::days(1));
        app.sign_in_again().await;
        app.get(LEAD, &page).await.assert_contains("The time is over.");
    }

    async fn a_final_status_has_no_clock(app: TestApp) {
        let (id, _) = an_item(&app, CONTRIBUTOR).await;
        complete(&app, id, "Final Level 2 (Self)").await;

        assert!(!app.get(LEAD, &at(id, "poams")).await.contains("days left"));
    }

    async fn the_pages_ask_the_database_little(app: TestApp) {
        let (id, page) = an_item(&app, CONTRIBUTOR).await;
        for path in [at(id, "poams"), at(id, "poams.csv"), page.clone(), format!("{page}/edit")] {
            let asked = app.statements_of(|| app.get(LEAD, &path)).await;
            assert!(asked <= 6, "{path}: {asked}");
        }
    }
}
