//! Changing one's own password.

use crate::support::*;

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

    async fn guessing_at_the_old_password_is_slowed_down(app: TestApp) {
        let fields = [("current_password", "correct horse battery stable"), ("new_password", NEW)];
        for _ in 0..10 {
            app.post(LEAD, "/settings/password", &fields).await.assert_status(422);
        }

        app.post(LEAD, "/settings/password", &fields).await.assert_status(429);
    }
}
