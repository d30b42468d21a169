//! Signing in and out, sessions, and what happens to whoever may not come in.

use crate::support::*;
use chrono::TimeDelta;
use muster::web::csrf;
use poem::http::Method;

/// A browser: it keeps cookies and sends them back, and finds the token in the form it was shown.
pub struct Browser<'a> {
    pub app: &'a TestApp,
    pub cookies: Vec<(String, String)>,
    pub csrf: String,
}

impl<'a> Browser<'a> {
    pub fn new(app: &'a TestApp) -> Self {
        Self { app, cookies: Vec::new(), csrf: String::new() }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], String::new()).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_with(path, fields, &[("origin", "http://localhost:8080")]).await
    }

    pub async fn post_with(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Answer {
        let csrf = self.csrf.clone();
        let fields: Vec<_> = [("csrf", csrf.as_str())].iter().chain(fields).copied().collect();
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let body = serde_urlencoded::to_string(fields).unwrap();
        self.send(Method::POST, path, &[&form, headers].concat(), body).await
    }

    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> Answer {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let mine = [("cookie", cookies.as_str())];
        let answer =
            self.app.request(None, method, path, &[&mine, headers].concat(), body.into_bytes()).await;
        for line in answer.headers.get_all("set-cookie") {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !line.contains("Max-Age=0") {
                self.cookies.push((name.into(), value.into()));
            }
        }
        if let Some(csrf) = answer.field("csrf") {
            self.csrf = csrf;
        }
        answer
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    pub async fn sign_in(&mut self, who: Person) -> Answer {
        self.get("/signin").await.assert_status(200);
        let answer = self.post("/signin", &[("email", who.email), ("password", PASSWORD)]).await;
        answer.assert_status(303);
        self.csrf = csrf::token(&self.app.shell, &self.cookie("sid").unwrap()).unwrap();
        answer
    }
}

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
        browser.sign_in(LEAD).await;
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
