//! Sessions: a new one at each sign-in, and the three ways they end.

use crate::support::*;
use chrono::TimeDelta;

both! {
    async fn the_right_password_opens_a_new_session_and_leaves_a_line(app: TestApp) {
        let mut browser = Browser::new(&app);

        browser.get("/signin?next=/o/contoso/evidence").await.assert_status(200).assert_contains("<h1>Sign in</h1>");
        let visitor = browser.cookie("visit").unwrap();
        let answer = browser
            .post("/signin", &[("email", "Lena@Contoso.example"), ("password", PASSWORD), ("next", "/help")])
            .await;

        answer.assert_status(303);
        assert_eq!(answer.location(), "/help");
        assert!(browser.cookie("visit").is_none(), "the visitor's secret {visitor} is over");
        assert_eq!(app.trail(CONTOSO).await, ["session.started"]);
        assert_eq!(browser.get("/").await.location(), "/o/contoso");
    }

    async fn a_session_is_new_at_each_sign_in_and_the_one_before_is_over(app: TestApp) {
        let mut browser = Browser::new(&app);
        browser.sign_in(LEAD).await.assert_status(303);
        let first = browser.cookie("sid").unwrap();
        let mut thief = Browser::new(&app);
        thief.cookies = browser.cookies.clone();

        let again = browser.post("/signin", &[("email", LEAD.email), ("password", PASSWORD)]).await;

        again.assert_status(303);
        assert_ne!(browser.cookie("sid").unwrap(), first);
        assert!(thief.get("/").await.location().starts_with("/signin"));
    }

    async fn after_signing_out_the_cookie_opens_nothing(app: TestApp) {
        let mut browser = Browser::new(&app);
        browser.sign_in(LEAD).await;
        let mut back = Browser::new(&app);
        back.cookies = browser.cookies.clone();

        let out = browser.post("/signout", &[]).await;

        assert_eq!(out.location(), "/signin");
        assert!(browser.cookie("sid").is_none());
        assert!(back.get("/").await.location().starts_with("/signin"));
        assert_eq!(app.trail(CONTOSO).await, ["session.started", "session.ended"]);
    }

    async fn an_idle_session_is_over_and_a_used_one_goes_on(app: TestApp) {
        let mut browser = Browser::new(&app);
        browser.sign_in(LEAD).await;

        app.env.advance(TimeDelta::minutes(29));
        assert_eq!(browser.get("/").await.location(), "/o/contoso");
        app.env.advance(TimeDelta::minutes(29));
        assert_eq!(browser.get("/").await.location(), "/o/contoso");
        app.env.advance(TimeDelta::minutes(31));

        assert_eq!(browser.get("/").await.location(), "/signin?next=%2F");
    }

    async fn a_session_ends_after_half_a_day_however_busy(app: TestApp) {
        let mut browser = Browser::new(&app);
        browser.sign_in(LEAD).await;

        for _ in 0..35 {
            app.env.advance(TimeDelta::minutes(20));
            assert_eq!(browser.get("/").await.location(), "/o/contoso");
        }
        app.env.advance(TimeDelta::minutes(21));

        assert!(browser.get("/").await.location().starts_with("/signin"));
    }
}

/// Statements that one sign-in may cost.
const SIGN_IN_MAX: u64 = 6;

both! {
    async fn a_sign_in_by_password_costs_six_statements_at_most_also_on_a_new_device(app: TestApp) {
        let (mut new, mut known) = (Browser::new(&app), Browser::of(&app, LEAD).await);
        known.get("/settings").await;
        known.post("/signout", &[]).await.assert_status(303);
        for browser in [&mut new, &mut known] {
            browser.get("/signin").await;
        }
        let fields = [("email", LEAD.email), ("password", PASSWORD)];

        let start = app.db.statements();
        new.post("/signin", &fields).await.assert_status(303);
        let middle = app.db.statements();
        known.post("/signin", &fields).await.assert_status(303);
        let (on_new, on_known) = (middle - start, app.db.statements() - middle);

        assert!(on_new <= SIGN_IN_MAX && on_known < on_new, "{on_new} on a new device, {on_known} on a known one");
    }

    async fn a_sign_in_by_password_costs_one_hash(app: TestApp) {
        let settings = signin_settings();
        let email = muster::kernel::text::Email::parse(LEAD.email).unwrap();
        let browser = muster::signin::Browser {
            address: "192.0.2.7".into(), agent: "test".into(), former: None, devices: vec![],
            known: muster::signin::Known::default(),
        };
        let password = muster::signin::Password::given(PASSWORD);

        let done =
            muster::signin::actions::sign_in(&app.db, &settings, &email, password.as_ref(), &browser).await;

        assert!(done.is_ok());
        assert_eq!(settings.hashing.hashes(), 1);
    }

    async fn a_session_costs_one_statement_per_request(app: TestApp) {
        let mut browser = Browser::of(&app, LEAD).await;

        let before = app.db.statements();
        browser.get("/help").await.assert_status(200);

        assert_eq!(app.db.statements() - before, 1);
    }
}
