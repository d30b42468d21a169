//! Changing one's own password.

use crate::support::*;
use chrono::TimeDelta;

const NEW: &str = "eleven quiet milling machines";

both! {
    async fn a_new_password_wants_the_old_one_and_ends_the_other_sessions(app: TestApp) {
        let mut here = Browser::of(&app, LEAD).await;
        let mut elsewhere = Browser::of(&app, LEAD).await;
        here.get("/settings/password").await.assert_status(200);

        let done = here.post("/settings/password", &[("current_password", PASSWORD), ("new_password", NEW)]).await;

        assert_eq!(done.assert_status(303).location(), "/settings");
        here.get("/settings").await.assert_status(200).assert_contains("Your password is changed");
        assert!(elsewhere.get("/settings").await.location().starts_with("/signin"));
        Browser::new(&app).sign_in(LEAD).await.assert_status(422);
        app.env.advance(TimeDelta::seconds(1));
        let mut again = Browser::new(&app);
        again.get("/signin").await;
        again.post("/signin", &[("email", LEAD.email), ("password", NEW)]).await.assert_status(303);
        assert!(app.trail(CONTOSO).await.contains(&"password.changed".to_owned()));
        let letters = app.letters().await;
        assert_eq!((letters.len(), letters[0].to.as_str()), (1, LEAD.email));
        assert!(!letters[0].text.contains(NEW));
    }

    async fn a_wrong_old_password_changes_nothing_and_is_noted(app: TestApp) {
        let fields = [("current_password", "correct horse battery stable"), ("new_password", NEW)];

        let answer = app.post(LEAD, "/settings/password", &fields).await;

        answer.assert_status(422).assert_contains("That is not your password.");
        assert_eq!(app.trail(CONTOSO).await, ["password.change_refused"]);
        app.env.advance(TimeDelta::seconds(1));
        Browser::of(&app, LEAD).await;
    }

    async fn a_short_new_password_says_how_long_it_has_to_be(app: TestApp) {
        let fields = [("current_password", PASSWORD), ("new_password", "fourteen chars")];

        let answer = app.post_fragment(LEAD, "/settings/password", &fields).await;

        answer.assert_status(422).assert_contains("Use 15 characters or more; these are 14.");
        assert_eq!(answer.header("hx-retarget"), "#password-form");
        assert!(!answer.contains("fourteen chars") && app.trail(CONTOSO).await.is_empty());
    }

    async fn a_stolen_password_and_the_organisations_name_are_refused_with_the_reason(app: TestApp) {
        for (bad, reason) in [
            ("1qaz2wsx3edc4rfv", "on a list of stolen ones"),
            ("1QAZ2WSX3EDC4RFV", "on a list of stolen ones"),
            ("Contoso Machine Works 26", "little more than a name"),
        ] {
            let fields = [("current_password", PASSWORD), ("new_password", bad)];

            let answer = app.post(LEAD, "/settings/password", &fields).await;

            answer.assert_status(422).assert_contains(reason);
            assert!(!answer.contains(bad));
        }
        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn none_of_the_last_passwords_comes_back_where_the_organisation_says_so(app: TestApp) {
        app.leaves_jobs();
        app.rule("password_history = 3").await;
        let names = ["eleven quiet milling machines", "twelve loud drilling benches", "thirteen old brass gauges"];
        let mut now = PASSWORD;
        let change = async |now, new| {
            app.sign_in_again().await;
            app.env.advance(chrono::TimeDelta::minutes(5));
            app.post(LEAD, "/settings/password", &[("current_password", now), ("new_password", new)]).await
        };

        change(now, PASSWORD).await.assert_status(422).assert_contains("none of the last 3");
        for new in names {
            change(now, new).await.assert_status(303);
            now = new;
        }

        for old in names {
            change(now, old).await.assert_status(422).assert_contains("You had this password before");
        }
        change(now, PASSWORD).await.assert_status(303);
        assert_eq!(contents(&app.db).await["former_passwords"].len(), 2, "no more is kept than is needed");
    }

    async fn a_new_password_differs_as_much_as_the_organisation_says(app: TestApp) {
        app.leaves_jobs();
        app.rule("password_changed_characters = 4").await;
        let near = [("current_password", PASSWORD), ("new_password", "correct horse battery stapler!")];
        let far = [("current_password", PASSWORD), ("new_password", "correct mouse battery staples!")];

        let refused = app.post(LEAD, "/settings/password", &near).await;
        let done = app.post(LEAD, "/settings/password", &far).await;

        refused.assert_status(422).assert_contains("wants 4 characters or more to differ");
        done.assert_status(303);
    }

    async fn a_short_password_will_do_where_a_second_factor_is_demanded(app: TestApp) {
        app.leaves_jobs();
        let fields = [("current_password", PASSWORD), ("new_password", "v9!kTq2z")];
        app.post(LEAD, "/settings/password", &fields).await.assert_status(422);
        app.rule("second_factor_roles = 'admin lead'").await;

        app.post(LEAD, "/settings/password", &fields).await.assert_status(303);
    }

    async fn the_strength_is_advice_on_the_answer(app: TestApp) {
        let fields = [("current_password", "not this one at all"), ("new_password", NEW)];

        let answer = app.post(LEAD, "/settings/password", &fields).await;

        answer.assert_status(422).assert_contains("this would be <strong>very hard to guess</strong>");
        assert!(!answer.contains(NEW));
    }

    async fn while_one_types_the_advice_comes_as_a_fragment_that_leaves_nothing_behind(app: TestApp) {
        let at = "/signin/strength";
        let mut visitor = Browser::new(&app);
        visitor.get("/signin").await;

        let short = visitor.post_fragment(at, &[("password", "Contoso 1"), ("organisation", "Contoso")]).await;
        let good = visitor.post_fragment(at, &[("password", NEW)]).await;
        let nothing = visitor.post_fragment(at, &[("password", "")]).await;

        short.assert_status(200).assert_contains("easy to guess").assert_contains("these are 9.");
        assert!(!short.contains("<h1>") && !short.contains("Contoso 1"));
        good.assert_status(200).assert_contains("very hard to guess");
        assert!(!good.contains("will not do"));
        assert_eq!(nothing.assert_status(200).body.trim(), "");
        visitor.csrf = String::new();
        visitor.post_fragment(at, &[("password", NEW)]).await.assert_status(403);
        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn advice_has_a_limit_of_its_own_that_uses_up_no_tries(app: TestApp) {
        let mut visitor = Browser::new(&app);
        visitor.get("/signin").await;
        for _ in 0..120 {
            visitor.post_fragment("/signin/strength", &[("password", "x")]).await.assert_status(200);
        }

        let refused = visitor.post_fragment("/signin/strength", &[("password", "x")]).await;
        let door = visitor.sign_in(LEAD).await;
        app.env.advance(TimeDelta::seconds(1));

        refused.assert_status(429);
        assert_eq!(door.assert_status(303).location(), "/");
        visitor.post_fragment("/signin/strength", &[("password", "x")]).await.assert_status(200);
    }

    async fn the_advice_knows_the_person_and_how_much_has_to_differ(app: TestApp) {
        let near = "correct horse battery stapler!";
        let typed = [("current_password", PASSWORD), ("new_password", near), ("differ", "4")];

        let near = app.post_fragment(LEAD, "/signin/strength", &typed).await;
        let name = app.post_fragment(LEAD, "/signin/strength", &[("new_password", &LEAD.email.repeat(2))]).await;

        near.assert_status(200).assert_contains("wants 4 characters or more to differ");
        name.assert_status(200).assert_contains("little more than a name");
        assert!(app.statements_of(|| app.post_fragment(LEAD, "/signin/strength", &typed)).await <= 1);
    }

    async fn fields_for_passwords_say_what_they_are_to_password_managers(app: TestApp) {
        app.rule("password_history = 5, password_changed_characters = 3").await;

        let page = app.get(LEAD, "/settings/password").await;

        page.assert_contains(r#"autocomplete="current-password""#).assert_contains(r#"autocomplete="new-password""#);
        page.assert_contains(&format!(r#"value="{}" autocomplete="username""#, LEAD.email));
        page.assert_contains("none of your last 5 passwords again, and 3 characters or more to differ");
    }

    async fn one_password_and_one_character_are_not_told_as_many(app: TestApp) {
        app.rule("password_history = 1, password_changed_characters = 1").await;

        let page = app.get(LEAD, "/settings/password").await;

        page.assert_contains("another password than your last one, and 1 character or more to differ");
    }

    async fn guessing_at_the_old_password_is_slowed_down(app: TestApp) {
        let fields = [("current_password", "correct horse battery stable"), ("new_password", NEW)];
        app.post(LEAD, "/settings/password", &fields).await.assert_status(422);

        let refused = app.post(LEAD, "/settings/password", &fields).await;
        app.env.advance(TimeDelta::seconds(1));
        let later = app.post(LEAD, "/settings/password", &fields).await;

        assert_eq!(refused.assert_status(429).header("retry-after"), "1");
        later.assert_status(422);
    }
}
