//! Ticking fixes, and the ways that are worked out.

use super::*;
use chrono::TimeDelta;

/// A task about a requirement, due in some days.
async fn a_task(app: &TestApp, requirement: &str, days: i64) {
    let due = (app.env.today() + TimeDelta::days(days)).to_string();
    let form = [("title", "Fix it"), ("about", requirement), ("due_on", &due), ("priority", "normal")];
    app.post(LEAD, "/o/contoso/tasks/new", &form).await.assert_status(303);
}

both! {
    async fn ticks_in_the_address_give_score_status_and_the_day_it_becomes_true(app: TestApp) {
        let id = but_for(&app, &["3.1.1", "3.1.3", "3.5.3"]).await;
        a_task(&app, "3.1.1", 10).await;
        a_task(&app, "3.5.3", 20).await;
        let day = |days| (app.env.today() + TimeDelta::days(days)).to_string();

        for page in [
            app.get(ASSESSOR, &at(id, "plans?shown=1&fix=3.1.1&fix=3.5.3")).await,
            app.get_fragment(ASSESSOR, &at(id, "plans?shown=1&fix=3.1.1&fix=3.5.3")).await,
        ] {
            page.assert_status(200).assert_contains("<dt>Score now</dt><dd>99 <span>");
            page.assert_contains("<dt>Score then</dt><dd>109 <span>");
            page.assert_contains("<strong>Conditional Level 2 (Self)</strong>");
            page.assert_contains(&format!("True on <time>{}</time>", day(20)));
            page.assert_contains(&format!("<th scope=\"row\" class=\"tight\">{}</th>", day(10)));
            page.assert_contains("counted as if it stood there");
            assert!(!page.contains("save-form"), "an assessor changes nothing");
        }
        let page = app.get(LEAD, &at(id, "plans?shown=1&fix=3.1.1&fix=3.5.3")).await;
        page.assert_contains("id=\"fix-3.1.1\"\n            aria-label=\"Fix 3.1.1\" checked");
        assert!(!page.contains("aria-label=\"Fix 3.1.3\" checked"));
    }

    async fn a_fix_without_a_day_leaves_the_day_open(app: TestApp) {
        let id = but_for(&app, &["3.1.1", "3.1.3"]).await;
        a_task(&app, "3.1.1", 10).await;

        let page = app.get(LEAD, &at(id, "plans?fix=3.1.1&fix=3.1.3")).await;

        page.assert_contains("No day yet: nothing is due for 3.1.3.");
        page.assert_contains("<strong>Final Level 2 (Self)</strong>");
    }

    async fn an_item_of_the_poam_gives_its_day_too(app: TestApp) {
        let id = but_for(&app, &["3.1.3"]).await;
        let due = (app.env.today() + TimeDelta::days(60)).to_string();
        let form = [
            ("requirement", "3.1.3"), ("seen", "3.1.3"), ("confirmed", "yes"), ("due_on", due.as_str()),
            ("weakness", "Drawings can leave by private mail."), ("root_cause", "Nobody switched the filter on."),
            ("responsible", &LEAD.id.to_string()),
        ];
        app.post(LEAD, &at(id, "poams/new"), &form).await.assert_status(303);

        let page = app.get(LEAD, &at(id, "plans?fix=3.1.3")).await;

        page.assert_contains(&format!("True on <time>{due}</time>"));
    }

    async fn the_cheapest_ways_are_links_that_tick_them(app: TestApp) {
        let id = but_for(&app, &["3.1.1", "3.1.3", "3.1.20"]).await;

        let page = app.get(LEAD, &at(id, "plans")).await;

        page.assert_contains("fewest fixes and least");
        page.assert_contains("plans?shown=1&amp;fix=3.1.1&amp;fix=3.1.20\"");
        page.assert_contains("2 requirements may not stay on a POA&amp;M");
        let way = app.get(LEAD, &at(id, "plans?shown=1&fix=3.1.1&fix=3.1.20")).await;
        way.assert_contains("<strong>Conditional Level 2 (Self)</strong>");
    }

    async fn what_is_no_requirement_is_not_ticked(app: TestApp) {
        let id = but_for(&app, &["3.1.1"]).await;

        let page = app.get(LEAD, &at(id, "plans?fix=9.9.9&fix=%3Cscript%3E")).await;

        page.assert_status(200).assert_contains("<dt>Fixes</dt><dd>0</dd>");
    }

    async fn levels_1_and_3_and_a_finished_one_say_what_holds_for_them(app: TestApp) {
        let (one, three) = (app.an_assessment(1).await, app.an_assessment(3).await);

        app.get(LEAD, &at(one, "plans")).await.assert_status(200).assert_contains("<dt>Met now</dt><dd>0</dd>");
        app.get(LEAD, &at(three, "plans")).await.assert_contains("Fixes alone do not reach a status");
        let done = but_for(&app, &[]).await;
        app.get(LEAD, &at(done, "plans")).await.assert_contains("Nothing is left to fix");
    }

    async fn level_1_has_no_points_anywhere(app: TestApp) {
        let (one, two) = (app.an_assessment(1).await, app.an_assessment(2).await);
        let mut plans = Vec::new();
        for (title, fix) in [("Doors first", "PE.L1-b.1.viii"), ("Accounts first", "AC.L1-b.1.i")] {
            let page = a_plan(&app, one, title, &[fix]).await;
            plans.push(page.rsplit('/').next().unwrap().to_owned());
        }
        let compared = format!("plans/compare?one={}&other={}", plans[0], plans[1]);

        for page in ["plans", compared.as_str(), ""] {
            let page = app.get(LEAD, at(one, page).trim_end_matches('/')).await;
            page.assert_status(200).assert_contains("AC.L1-b.1.i");
            assert!(!page.contains(">Points<"), "{}", page.body);
        }
        let page = app.get(LEAD, &at(two, "plans")).await;
        page.assert_contains(">Points<").assert_contains("By rule-pack-2026-11-21.");
    }

    async fn the_bench_costs_the_same_with_many_things_due(app: TestApp) {
        let id = app.an_assessment(2).await;
        let page = at(id, "plans");
        app.get(LEAD, &page).await;
        something_else(&app).await;
        let few = app.statements_of(|| app.get(LEAD, &page)).await;
        for n in 0..12 {
            a_task(&app, "3.1.1", n + 1).await;
            a_plan(&app, id, &format!("Plan {n}"), &["3.1.1"]).await;
        }
        something_else(&app).await;

        let many = app.statements_of(|| app.get(LEAD, &page)).await;

        assert_eq!((few, many), (5, 5));
    }
}
