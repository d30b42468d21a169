//! The milestones of an item.

use super::*;

/// The milestones' words in order, with the day each was done on.
async fn steps(app: &TestApp) -> Vec<(String, Option<chrono::NaiveDate>)> {
    let mut conn = app.db.read().await.unwrap();
    sql! {
        fetch_all, &mut conn,
        "select words, done_on from poam_milestones where org_id = $1 order by place", CONTOSO.id
    }
    .unwrap()
}

async fn words(app: &TestApp) -> Vec<String> {
    steps(app).await.into_iter().map(|(words, _)| words).collect()
}

/// The page of the milestone with these words.
async fn step(app: &TestApp, page: &str, words: &str) -> String {
    let mut conn = app.db.read().await.unwrap();
    let (id,): (Uuid,) =
        sql! { fetch_one, &mut conn, "select id from poam_milestones where words = $1", words }.unwrap();
    format!("{page}/milestones/{id}")
}

async fn add(app: &TestApp, page: &str, words: &str, due_on: &str) -> Answer {
    let form = [("milestone_words", words), ("milestone_due_on", due_on)];
    app.post(CONTRIBUTOR, &format!("{page}/milestones"), &form).await
}

both! {
    async fn milestones_are_added_moved_ticked_and_removed(app: TestApp) {
        let (_, page) = an_item(&app, CONTRIBUTOR).await;
        let added = add(&app, &page, "The rules are written", "2026-03-20").await;
        assert_eq!(added.assert_status(303).location(), format!("{page}#milestones"));
        add(&app, &page, "The log is kept", "2026-04-20").await.assert_status(303);
        add(&app, &page, "The log is kept", "2026-04-20").await.assert_status(303);
        assert_eq!(words(&app).await, ["The filter is on", "The rules are written", "The log is kept"]);

        let rules = step(&app, &page, "The rules are written").await;
        let up = app.post(CONTRIBUTOR, &format!("{rules}/change"), &[("do", "up")]).await;
        up.assert_status(303);
        assert_eq!(words(&app).await, ["The rules are written", "The filter is on", "The log is kept"]);
        app.post(CONTRIBUTOR, &format!("{rules}/change"), &[("do", "up")]).await.assert_status(303);
        app.post(CONTRIBUTOR, &format!("{rules}/change"), &[("do", "down")]).await.assert_status(303);
        assert_eq!(words(&app).await, ["The filter is on", "The rules are written", "The log is kept"]);

        let ticked = app.post_fragment(CONTRIBUTOR, &format!("{rules}/change"), &[("do", "done")]).await;
        ticked.assert_status(200).assert_contains("id=\"poam\"").assert_contains("1 of 3 done");
        assert_eq!(steps(&app).await[1].1, Some(app.env.today()));
        app.post(CONTRIBUTOR, &format!("{rules}/change"), &[("do", "not_done")]).await.assert_status(303);
        assert_eq!(steps(&app).await[1].1, None);

        app.post(CONTRIBUTOR, &format!("{rules}/change"), &[("do", "remove")]).await.assert_status(303);
        assert_eq!(words(&app).await, ["The filter is on", "The log is kept"]);
        app.post(CONTRIBUTOR, &format!("{rules}/change"), &[("do", "remove")]).await.assert_status(404);
        let added = ["poam.entered", "poam.milestone_added", "poam.milestone_added", "poam.milestone_added"];
        let then = ["poam.milestone_moved", "poam.milestone_moved", "poam.milestone_changed",
                    "poam.milestone_changed", "poam.milestone_removed"];
        assert_eq!(told(&app).await, [&added[..], &then].concat());
    }

    async fn a_milestone_is_changed_and_two_people_at_once_see_both(app: TestApp) {
        let (_, page) = an_item(&app, CONTRIBUTOR).await;
        let it = step(&app, &page, "The filter is on").await;
        app.get(CONTRIBUTOR, &it).await.assert_status(200).assert_contains("value=\"The filter is on\"");
        let form = |words: &'static str| {
            [("version", "1"), ("milestone_words", words), ("milestone_due_on", "2026-04-02"),
             ("milestone_done_on", "2026-03-01")]
        };

        app.post(CONTRIBUTOR, &it, &form("The filter is on for all")).await.assert_status(303);
        app.post(CONTRIBUTOR, &it, &form("The filter is on for all")).await.assert_status(303);
        for late in [
            app.post(LEAD, &it, &form("The filter works")).await,
            app.post_fragment(LEAD, &it, &form("The filter works")).await,
        ] {
            late.assert_status(409).assert_contains("The filter is on for all");
            late.assert_contains("value=\"The filter works\"");
            assert_eq!(late.field("version").as_deref(), Some("2"));
        }
        assert_eq!(words(&app).await, ["The filter is on for all"]);
        assert_eq!(steps(&app).await[0].1, "2026-03-01".parse().ok());
    }

    async fn a_bad_milestone_comes_back_with_its_problems(app: TestApp) {
        let (_, page) = an_item(&app, CONTRIBUTOR).await;
        let bad = [
            ("", "2026-04-01", "Say what is done by then"),
            ("The log is kept", "", "Enter the day by which"),
            ("The log is kept", "soon", "Enter a date like"),
            ("The log is kept", "2026-03-01", "still to come"),
            ("The log is kept", "2026-05-02", "due on 2026-05-01"),
        ];
        for (words, due_on, problem) in bad {
            let form = [("milestone_words", words), ("milestone_due_on", due_on)];
            let path = format!("{page}/milestones");
            for refused in
                [app.post(CONTRIBUTOR, &path, &form).await, app.post_fragment(CONTRIBUTOR, &path, &form).await]
            {
                refused.assert_status(422).assert_contains(problem);
                refused.assert_contains(&format!("value=\"{words}\""));
            }
        }
        let it = step(&app, &page, "The filter is on").await;
        let future = [("version", "1"), ("milestone_words", "x"), ("milestone_due_on", "2026-04-01"),
                      ("milestone_done_on", "2026-03-03")];
        app.post(CONTRIBUTOR, &it, &future).await.assert_status(422).assert_contains("a day that has come");
        app.post(CONTRIBUTOR, &format!("{it}/change"), &[("do", "dance")]).await.assert_status(400);
        assert_eq!(words(&app).await, ["The filter is on"]);
    }

    async fn nobody_elses_milestones_are_touched(app: TestApp) {
        let (_, page) = an_item(&app, CONTRIBUTOR).await;
        let it = step(&app, &page, "The filter is on").await;
        for (who, status) in [(OTHER_CONTRIBUTOR, 403), (ASSESSOR, 403), (STRANGER, 404)] {
            app.get(who, &it).await.assert_status(status);
            app.post(who, &it, &[("milestone_words", "Mine")]).await.assert_status(status);
            for what in ["done", "up", "remove"] {
                app.post(who, &format!("{it}/change"), &[("do", what)]).await.assert_status(status);
            }
        }
        assert_eq!(steps(&app).await, [("The filter is on".to_owned(), None)]);
    }

    async fn work_goes_on_after_the_assessment_is_completed(app: TestApp) {
        let (id, page) = an_item(&app, CONTRIBUTOR).await;
        complete(&app, id, "Conditional Level 2 (Self)").await;

        let it = step(&app, &page, "The filter is on").await;
        app.post(CONTRIBUTOR, &format!("{it}/change"), &[("do", "done")]).await.assert_status(303);
        add(&app, &page, "The log is kept", "2026-04-20").await.assert_status(303);

        assert_eq!(words(&app).await.len(), 2);
    }
}
