//! A browser without a socket: it keeps cookies, sends them back, and finds the token in the form it was shown.

use super::{Answer, PASSWORD, Person, TestApp};
use poem::http::Method;

pub struct Browser<'a> {
    pub app: &'a TestApp,
    pub cookies: Vec<(String, String)>,
    pub csrf: String,
}

/// What it says it is, unless a test says otherwise.
pub const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

const FORM: [(&str, &str); 1] = [("content-type", "application/x-www-form-urlencoded")];
const OURS: [(&str, &str); 1] = [("origin", "http://localhost:8080")];
const HTMX: [(&str, &str); 2] = [("hx-request", "true"), ("hx-request-type", "partial")];

impl<'a> Browser<'a> {
    pub fn new(app: &'a TestApp) -> Self {
        Self { app, cookies: Vec::new(), csrf: String::new() }
    }

    /// One in which this person has signed in by their password.
    pub async fn of(app: &'a TestApp, who: Person) -> Self {
        let mut browser = Self::new(app);
        browser.sign_in(who).await.assert_status(303);
        browser
    }

    /// The same cookies in another window, or in somebody else's hands.
    pub fn twin(&self) -> Self {
        Self { app: self.app, cookies: self.cookies.clone(), csrf: self.csrf.clone() }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], String::new()).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_with(path, fields, &OURS).await
    }

    pub async fn post_fragment(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_with(path, fields, &[&OURS[..], &HTMX].concat()).await
    }

    pub async fn post_with(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Answer {
        let csrf = self.csrf.clone();
        let fields: Vec<_> = [("csrf", csrf.as_str())].iter().chain(fields).copied().collect();
        let body = serde_urlencoded::to_string(fields).unwrap();
        self.send(Method::POST, path, &[&FORM, headers].concat(), body).await
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
        let agent = [("user-agent", AGENT)];
        let is_named = headers.iter().any(|(name, _)| *name == "user-agent");
        let agent = if is_named { &agent[..0] } else { &agent[..] };
        let headers = [&[("cookie", cookies.as_str())], agent, headers].concat();
        let answer = self.app.request(None, method, path, &headers, body.into_bytes()).await;
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
        self.get("/signin").await;
        let answer = self.post("/signin", &[("email", who.email), ("password", PASSWORD)]).await;
        if let Some(session) = self.cookie("sid") {
            self.csrf = self.app.csrf_of(&session).await;
        }
        answer
    }
}
