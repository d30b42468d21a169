//! A second person accepts what was found, or returns it.

use super::*;

both! {
    async fn a_lead_accepts_one_objective_and_returns_another(app: TestApp) {
        let id = recorded(&app).await;
        let page = at(id, "reviews/3.1.1");
        let seen = app.get(LEAD, &page).await;
        seen.assert_status(200).assert_contains("What was seen on 2 March.").assert_contains("Carl Contributor");
        assert_eq!(seen.field("version-0").as_deref(), Some("1"));

        let done = app.post(LEAD, &page, &about(["accept", "return"], "Which list was it?")).await;

        assert_eq!(done.assert_status(303).location(), at(id, "reviews"));
        app.leaves_jobs();
        assert_eq!(kept(&app, id, "a").await, ("accepted".into(), String::new(), Some(1)));
        assert_eq!(kept(&app, id, "b").await, ("returned".into(), "Which list was it?".into(), Some(1)));
        assert_eq!(told(&app).await, ["objective.accepted", "objective.returned"]);
        let (_, subject, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!(subject, format!("finding:{id}/3.1.1/b"));
        assert_eq!((&detail["before"]["review"], &detail["after"]["review"]), (&"".into(), &"returned".into()));
        assert_eq!(detail["after"]["reason"], "Which list was it?");
        app.get(ASSESSOR, &page).await.assert_contains("Which list was it?").assert_contains("Accepted by Lena Lead");
    }

    async fn a_script_is_sent_to_the_next_requirement(app: TestApp) {
        let id = recorded(&app).await;
        record(&app, ADMIN, id, "3.5.3/a", "met", "0").await;

        let form = [about(["", ""], ""), vec![("do", "all")]].concat();
        let done = app.post_fragment(LEAD, &at(id, "reviews/3.1.1"), &form).await;

        assert_eq!(done.assert_status(204).location(), at(id, "reviews/3.5.3"));
        assert_eq!((kept(&app, id, "a").await.0, kept(&app, id, "b").await.0), ("accepted".into(), "accepted".into()));
    }

    async fn nobody_reviews_what_they_recorded(app: TestApp) {
        let id = app.an_assessment(2).await;
        record(&app, LEAD, id, "3.1.1/a", "met", "0").await;
        record(&app, ADMIN, id, "3.1.1/b", "met", "0").await;
        let page = at(id, "reviews/3.1.1");

        let own = app.get(LEAD, &page).await;
        let refused = app.post(LEAD, &page, &about(["accept", "accept"], "")).await;

        own.assert_contains("somebody else has to review it");
        refused.assert_status(403).assert_contains("You recorded the result of 3.1.1[a] yourself");
        assert!(told(&app).await.is_empty());
        assert_eq!(kept(&app, id, "b").await.0, "", "all or nothing");
        app.post(ADMIN, &page, &about(["accept", ""], "")).await.assert_status(303);
        assert_eq!(kept(&app, id, "a").await.0, "accepted");
    }

    async fn what_one_recorded_oneself_leaves_the_rest_to_decide(app: TestApp) {
        let id = app.an_assessment(2).await;
        record(&app, LEAD, id, "3.1.1/a", "met", "0").await;
        record(&app, ADMIN, id, "3.1.1/b", "met", "0").await;
        let page = at(id, "reviews/3.1.1");
        let seen = app.get(LEAD, &page).await;
        assert_eq!((seen.field("objective-0"), seen.field("objective-1").as_deref()), (None, Some("b")));
        let offered: Vec<_> = about(["", "accept"], "").into_iter().filter(|(name, _)| name.ends_with("-1")).collect();

        app.post(LEAD, &page, &offered).await.assert_status(303);

        assert_eq!((kept(&app, id, "a").await.0, kept(&app, id, "b").await.0), (String::new(), "accepted".into()));
    }

    async fn what_the_program_recorded_is_reviewed_by_anybody_who_may(app: TestApp) {
        let id = recorded(&app).await;
        app.store.behind_our_back("update findings set updated_by = null").await;

        app.post(LEAD, &at(id, "reviews/3.1.1"), &about(["accept", "accept"], "")).await.assert_status(303);

        assert_eq!(kept(&app, id, "a").await.0, "accepted");
    }

    async fn mistakes_are_told_and_nothing_typed_is_lost(app: TestApp) {
        let id = recorded(&app).await;
        let page = at(id, "reviews/3.1.1");

        for answer in [
            app.post(LEAD, &page, &about(["accept", "return"], "")).await,
            app.post_fragment(LEAD, &page, &about(["accept", "return"], "")).await,
        ] {
            answer.assert_status(422).assert_contains("Say why it comes back");
            assert_eq!(answer.body.matches("value=\"accept\" checked").count()
                + answer.body.matches("value=\"accept\"\n    checked").count(), 1, "{}", answer.body);
        }
        let reason = app.post(LEAD, &page, &about(["", "accept"], "Which list?")).await;
        reason.assert_status(422).assert_contains("You wrote a reason").assert_contains("value=\"Which list?\"");
        app.post(LEAD, &page, &about(["", ""], "")).await.assert_status(422).assert_contains("at least one");
        app.post(LEAD, &page, &[]).await.assert_status(422);
        assert!(told(&app).await.is_empty());
    }

    async fn what_changed_while_somebody_looked_is_shown_beside_what_they_saw(app: TestApp) {
        let id = recorded(&app).await;
        let page = at(id, "reviews/3.1.1");
        let late = [("result", "not_met"), ("finding", "Two accounts were left over."), ("version", "1")];
        app.post(CONTRIBUTOR, &at(id, "work/3.1.1/a"), &late).await.assert_status(303);

        let form = about(["accept", "accept"], "");
        for answer in [app.post(LEAD, &page, &form).await, app.post_fragment(LEAD, &page, &form).await] {
            answer.assert_status(409).assert_contains("What you saw").assert_contains("What was seen on 2 March.");
            answer.assert_contains("What stands there now").assert_contains("Two accounts were left over.");
            assert_eq!(answer.field("version-0").as_deref(), Some("2"));
        }
        assert!(told(&app).await.is_empty());
        assert_eq!((kept(&app, id, "a").await.0, kept(&app, id, "b").await.0), (String::new(), String::new()));
    }

    async fn what_somebody_else_said_meanwhile_is_not_written_over(app: TestApp) {
        let id = recorded(&app).await;
        let page = at(id, "reviews/3.1.1");
        app.post(ADMIN, &page, &about(["", "accept"], "")).await.assert_status(303);

        let form = about(["accept", "return"], "Which list was it?");
        for answer in [app.post(LEAD, &page, &form).await, app.post_fragment(LEAD, &page, &form).await] {
            answer.assert_status(409).assert_contains("What you saw").assert_contains("What stands there now");
            answer.assert_contains("Which list was it?");
            assert_eq!(answer.field("review-1").as_deref(), Some("accepted"));
        }

        assert_eq!((kept(&app, id, "a").await.0, kept(&app, id, "b").await.0), (String::new(), "accepted".into()));
        let now = [&form[..6], &[("objective-1", "b"), ("version-1", "1"), ("review-1", "accepted"),
            ("choice-1", "return"), ("reason-1", "Which list was it?")]].concat();
        app.post(LEAD, &page, &now).await.assert_status(303);
        assert_eq!(kept(&app, id, "b").await.0, "returned");
        app.leaves_jobs();
    }

    async fn what_is_left_is_not_said_to_be_done(app: TestApp) {
        let id = recorded(&app).await;
        let page = at(id, "reviews/3.1.1");

        let first = app.post(LEAD, &page, &about(["accept", ""], "")).await;
        let second = app.post(LEAD, &page, &about(["", "accept"], "")[6..]).await;

        assert_eq!(first.told(), "3.1.1: 1 accepted. What you left still waits.");
        assert_eq!(second.told(), "3.1.1: 1 accepted. Nothing else waits for you.");
    }

    async fn a_double_click_has_one_effect(app: TestApp) {
        let id = recorded(&app).await;
        let page = at(id, "reviews/3.1.1");

        for _ in 0..2 {
            app.post(LEAD, &page, &about(["accept", ""], "")).await.assert_status(303);
        }

        assert_eq!(told(&app).await, ["objective.accepted"]);
    }

    async fn only_leads_review_and_everybody_here_reads(app: TestApp) {
        let id = recorded(&app).await;
        let page = at(id, "reviews/3.1.1");

        for who in [CONTRIBUTOR, ASSESSOR] {
            let seen = app.get(who, &page).await;
            assert!(!seen.assert_status(200).contains("name=\"choice-0\""), "{who:?}");
            app.post(who, &page, &about(["accept", ""], "")).await.assert_status(403);
        }
        app.get(STRANGER, &page).await.assert_status(404);
        app.post(STRANGER, &page, &about(["accept", ""], "")).await.assert_status(404);
        app.get(LEAD, &at(id, "reviews/9.9.9")).await.assert_status(404);
        app.post(LEAD, &at(id, "reviews/9.9.9"), &about(["accept", ""], "")).await.assert_status(404);
        assert!(told(&app).await.is_empty());
    }

    async fn a_completed_assessment_is_not_reviewed(app: TestApp) {
        let id = recorded(&app).await;
        app.store.behind_our_back("update assessments set completed_on = '2026-03-02'").await;
        something_else(&app).await;
        let page = at(id, "reviews/3.1.1");

        let seen = app.get(LEAD, &page).await;
        let refused = app.post(LEAD, &page, &about(["accept", ""], "")).await;

        assert!(!seen.assert_contains("completed and locked").contains("name=\"choice-0\""));
        refused.assert_status(409).assert_contains("was completed on 2026-03-02");
        assert_eq!(kept(&app, id, "a").await.0, "");
    }

    async fn what_is_not_assessed_or_only_copied_is_not_reviewed(app: TestApp) {
        let id = recorded(&app).await;
        app.store.behind_our_back("update findings set is_to_confirm = true where objective = 'a'").await;
        app.store.behind_our_back("update findings set result = '' where objective = 'b'").await;
        let page = at(id, "reviews/3.1.1");
        let about = |objective, choice| [("objective-0", objective), ("version-0", "1"), ("choice-0", choice)];

        app.post(LEAD, &page, &about("a", "accept")).await
            .assert_status(422).assert_contains("comes from an earlier assessment");
        app.post(LEAD, &page, &about("b", "accept")).await.assert_status(422).assert_contains("has no result");

        assert!(told(&app).await.is_empty());
    }

    async fn the_score_does_not_depend_on_it(app: TestApp) {
        let id = recorded(&app).await;
        let before = app.get(LEAD, &at(id, "score.json")).await;

        app.post(LEAD, &at(id, "reviews/3.1.1"), &about(["return", "accept"], "")).await.assert_status(422);
        let form = [("objective-0", "a"), ("version-0", "1"), ("review-0", "waiting"), ("choice-0", "return"),
            ("reason-0", "Which list?")];
        app.post(LEAD, &at(id, "reviews/3.1.1"), &form).await.assert_status(303);

        assert_eq!(app.get(LEAD, &at(id, "score.json")).await.body, before.body);
        app.leaves_jobs();
    }
}
