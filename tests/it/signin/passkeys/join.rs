//! Joining by an invitation with a passkey, and living without a password.

use super::last;
use crate::support::*;

/// An invitation of somebody: where its link leads.
async fn invited(app: &TestApp, email: &str) -> String {
    app.leaves_jobs();
    let fields = [("name", "Nora"), ("email", email), ("role", "contributor")];
    let answer = app.post(ADMIN, "/o/contoso/people/invitations", &fields).await;
    let html = answer.assert_status_below(400).body.clone();
    let html = if answer.status == 303 { app.get(ADMIN, answer.location()).await.body } else { html };
    format!("/join/{}", &html.split("/join/").nth(1).expect("the link is shown")[..43])
}

const NORA: &str = "nora@contoso.example";

/// Nora with her first passkey, signed in.
async fn joined(app: &TestApp) -> (Browser<'_>, Authenticator) {
    let (page, mut device) = (invited(app, NORA).await, Authenticator::default());
    let (at, mut browser) = (format!("{page}/passkey"), Browser::new(app));
    browser.get(&page).await.assert_status(200).assert_contains("Join with a passkey");
    let question = browser.question(&at).await;
    let answer = device.make(&question).unwrap();
    let joined = browser.bring(&at, (&question, &answer), &[("name", "Nora New")]).await;
    assert_eq!(joined.assert_status(303).location(), "/o/contoso");
    (browser, device)
}

both! {
    async fn a_passkey_is_all_that_somebody_invited_needs(app: TestApp) {
        app.rule("second_factor_roles = 'contributor'").await;
        let (mut browser, mut device) = joined(&app).await;

        browser.get("/o/contoso").await.assert_status_below(400);
        let security = browser.get("/account/security").await;
        security.assert_contains("You have no password.").assert_contains("Passkey 1");
        Browser::new(&app).sign_in_by_passkey(&mut device).await.assert_status(303);
        let started = last(&app, "session.started").await;
        assert_eq!(started["by"], "passkey");
        let added = app.trail_entries(CONTOSO).await.into_iter().find(|(it, ..)| it == "passkey.added").unwrap();
        assert_eq!(added.2["name"], "Passkey 1");
    }

    async fn without_a_password_nothing_asks_for_one(app: TestApp) {
        let (mut browser, mut device) = joined(&app).await;

        let by_password = {
            let mut other = Browser::new(&app);
            other.get("/signin").await;
            other.post("/signin", &[("email", NORA), ("password", PASSWORD)]).await
        };
        app.env.advance(chrono::TimeDelta::minutes(11));
        let page = browser.get("/signin/confirm").await;
        browser.use_passkey("/signin/confirm/passkey", &mut device).await.assert_status(303);
        let set = browser.get("/settings/password").await;

        by_password.assert_status(422).assert_contains("Email or password is not right.");
        assert!(!page.assert_status(200).contains("type=\"password\""), "{}", page.body);
        set.assert_status(200);
        assert!(!set.contains("current_password"), "{}", set.body);
    }

    async fn the_name_is_asked_for_before_the_device_is(app: TestApp) {
        let page = invited(&app, NORA).await;
        let mut browser = Browser::new(&app);
        browser.get(&page).await;
        let at = format!("{page}/passkey");

        let asked = browser.asked(&at, &[("name", " ")]).await;

        asked.assert_status(422).assert_contains("Say what you are called.");
    }

    async fn an_answer_for_one_invitation_does_not_open_another(app: TestApp) {
        let (page, mut device) = (invited(&app, NORA).await, Authenticator::default());
        let other = format!("{}/passkey", invited(&app, "otto@contoso.example").await);
        let (one, mut browser) = (format!("{page}/passkey"), Browser::new(&app));
        browser.get(&page).await;
        let question = browser.question(&one).await;
        let answer = device.make(&question).unwrap();

        let refused = browser.bring(&other, (&question, &answer), &[("name", "Otto")]).await;
        let first = browser.bring(&one, (&question, &answer), &[("name", "Nora")]).await;
        let again = browser.twin().bring(&one, (&question, &answer), &[("name", "Nora")]).await;

        refused.assert_status(422).assert_contains("or was sent before");
        first.assert_status(303);
        assert!(again.status == 404 || again.status == 403, "{}", again.status);
    }

    async fn an_organisation_that_wants_bound_passkeys_wants_them_here_too(app: TestApp) {
        let page = invited(&app, NORA).await;
        app.rule("passkeys_device_bound = true").await;
        let mut device = Authenticator { is_synced: true, ..Authenticator::default() };
        let (at, mut browser) = (format!("{page}/passkey"), Browser::new(&app));
        browser.get(&page).await;
        let question = browser.question(&at).await;
        let answer = device.make(&question).unwrap();

        let refused = browser.bring(&at, (&question, &answer), &[("name", "Nora")]).await;

        refused.assert_status(422).assert_contains("stay on one device").assert_contains("Choose a password");
        browser.get(&page).await.assert_status(200);
    }

    async fn who_has_an_account_already_is_shown_the_way_in(app: TestApp) {
        let at = invited(&app, STRANGER.email).await;
        let mut browser = Browser::new(&app);

        let page = browser.get(&at).await;
        let asked = browser.asked(&format!("{at}/passkey"), &[("name", "Sam")]).await;

        page.assert_contains("/signin?next=").assert_contains("Sign in");
        asked.assert_status(404);
    }
}
