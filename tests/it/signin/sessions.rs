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
