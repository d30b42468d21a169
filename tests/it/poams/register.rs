//! The register of an assessment's items, and its file.

use super::*;

/// The items of a page, by their addresses.
fn hrefs(body: &str) -> Vec<String> {
    let rows = body.split("<th scope=\"row\"").skip(1);
    rows.filter_map(|row| row.split("href=\"").nth(1)?.split('"').next().map(str::to_owned)).collect()
}

/// The query of the page after this one, if there is one.
fn next(body: &str) -> Option<String> {
    let link = body.split("rel=\"next\"").nth(1)?;
    let href = link.split("href=\"").nth(1)?.split('"').next()?;
    href.split_once('?').map(|(_, query)| format!("?{}", query.replace("&amp;", "&")))
}

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
        assert_eq!(app.get(LEAD, &at(id, &carl)).await.body.matches("<th scope=\"row\"").count(), 4);
        let lena = format!("poams?responsible={}", LEAD.id);
        app.get(LEAD, &at(id, &lena)).await.assert_contains("Nothing fits");
        let part = app.get_fragment(LEAD, &at(id, "poams?state=open")).await;
        part.assert_contains("id=\"results\"").assert_contains("1 item");
        assert!(!part.contains("<h1"));
    }

    async fn rows_are_sorted_both_ways_and_turned_page_by_page(app: TestApp) {
        let id = app.an_assessment(2).await;
        let items: Vec<_> = (0..120).map(|n| (if n % 2 == 0 { "3.1.10" } else { "3.1.9" }, n / 2, "open")).collect();
        many(&app, id, &items).await;

        for sort in ["", "-due", "requirement", "-requirement", "state", "-responsible"] {
            let (mut query, mut seen) = (format!("?sort={sort}"), Vec::new());
            for rows in [50, 50, 20] {
                let page = app.get(LEAD, &at(id, &format!("poams{query}"))).await;
                let found = hrefs(&page.body);
                assert_eq!(found.len(), rows, "{sort}: {query}");
                seen.extend(found);
                query = next(&page.body).unwrap_or_default();
            }
            assert!(query.is_empty(), "{sort}: the third page is the last");
            let all = seen.len();
            seen.sort();
            seen.dedup();
            assert_eq!((all, seen.len()), (120, 120), "{sort}: each item once");
        }
        let first = app.get(LEAD, &at(id, "poams")).await;
        first.assert_contains("aria-sort=\"ascending\"").assert_contains("120 on the POA&amp;M");
        let by_due = app.get(LEAD, &at(id, "poams?sort=-due")).await;
        let (late, early) = (by_due.body.find("2026-04-30"), by_due.body.find("2026-04-20<"));
        assert!(late.is_some() && early.is_some() && late < early, "{late:?} {early:?}\n{}", by_due.body);
        let in_order = app.get(LEAD, &at(id, "poams?sort=requirement")).await;
        assert!(in_order.contains(">3.1.9</a></th>") && !in_order.contains(">3.1.10</a></th>"), "not that of letters");
        app.get(LEAD, &at(id, "poams?after=nonsense&sort=nonsense")).await.assert_status(200);
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

    async fn a_copy_stands_under_the_clock_and_stops_it_when_it_is_completed(app: TestApp) {
        let (id, page) = an_item(&app, CONTRIBUTOR).await;
        complete(&app, id, "Conditional Level 2 (Self)").await;
        app.env.advance(chrono::TimeDelta::days(30));
        app.sign_in_again().await;
        let made = app.post(LEAD, &at(id, "copy"), &[("title", "The close-out")]).await;
        let copy: Uuid = made.assert_status(303).location().rsplit('/').next().unwrap().parse().unwrap();

        app.get(LEAD, &at(copy, "poams")).await.assert_contains("150 days left").assert_contains("2026-08-29");
        let late = with(form(LEAD), "due_on", "2026-08-30");
        app.post(LEAD, &at(copy, "poams/new"), &sent(&late)).await.assert_status(422)
            .assert_contains("ends on 2026-08-29");
        complete(&app, copy, "Final Level 2 (Self)").await;

        for there in [&at(id, "poams"), &page] {
            let shown = app.get(LEAD, there).await;
            shown.assert_contains("Closed out.").assert_contains("The close-out").assert_contains("2026-03-02");
            assert!(!shown.contains("days left") && !shown.contains("is over"));
        }
        assert!(!app.get(LEAD, &at(copy, "poams")).await.contains("days left"));
        let refused = app.post(LEAD, &at(id, "reopen"), &[("reason", "A finding was wrong.")]).await;
        refused.assert_status(409).assert_contains("Reopen that one first");
        app.post(LEAD, &at(copy, "reopen"), &[("reason", "A finding was wrong.")]).await.assert_status(303);
        complete(&app, copy, "No CMMC Status").await;
        app.get(LEAD, &at(id, "poams")).await.assert_contains("The close-out failed.");
        app.post(LEAD, &at(copy, "reopen"), &[("reason", "A finding was wrong.")]).await.assert_status(303);
        app.post(LEAD, &at(id, "reopen"), &[("reason", "A finding was wrong.")]).await.assert_status(303);
    }

    async fn only_what_was_on_the_poam_can_be_closed(app: TestApp) {
        let id = app.an_assessment(3).await;
        complete(&app, id, "Conditional Level 3 (DIBCAC)").await;

        let empty = app.get(LEAD, &at(id, "poams")).await;

        empty.assert_contains("180 days left.");
        assert!(!empty.contains("Every item is closed"));
        many(&app, id, &[("3.1.4", 30, "closed")]).await;
        app.get(LEAD, &at(id, "poams")).await.assert_contains("Every item is closed.");
    }

    async fn a_final_status_has_no_clock(app: TestApp) {
        let (id, _) = an_item(&app, CONTRIBUTOR).await;
        complete(&app, id, "Final Level 2 (Self)").await;

        assert!(!app.get(LEAD, &at(id, "poams")).await.contains("days left"));
    }

    async fn a_page_costs_the_same_however_many_items_there_are(app: TestApp) {
        let (id, _) = an_item(&app, CONTRIBUTOR).await;
        for page in ["poams", "poams?sort=-requirement"] {
            let path = at(id, page);
            let few = app.statements_of(|| app.get(LEAD, &path)).await;
            let items: Vec<_> = (0..300).map(|n| ("3.1.4", n % 90, "open")).collect();
            many(&app, id, &items).await;

            let many = app.statements_of(|| app.get(LEAD, &path)).await;

            assert!(many <= few.max(6), "{page}: {few}, then {many}");
        }
    }

    async fn the_pages_ask_the_database_little(app: TestApp) {
        let (id, page) = an_item(&app, CONTRIBUTOR).await;
        for path in [at(id, "poams"), at(id, "poams.csv"), page.clone(), format!("{page}/edit")] {
            let asked = app.statements_of(|| app.get(LEAD, &path)).await;
            assert!(asked <= 6, "{path}: {asked}");
        }
    }
}
