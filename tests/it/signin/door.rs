//! The sign-in page: who is let in, what the others hear, and which requests are not believed.

use crate::support::*;
use chrono::TimeDelta;
use muster::{
    kernel::{id::OrgId, text::Email},
    signin::{self, Cost, Hashing, Known, Password, Settings, actions},
    sql,
};

const INSTALLATION: Company = Company { id: OrgId::INSTALLATION, slug: "", name: "" };
const OURS: (&str, &str) = ("origin", "http://localhost:8080");

async fn refused(app: &TestApp, email: &str, password: &str) -> Answer {
    let mut browser = Browser::new(app);
    browser.get("/signin").await;
    let mut answer = browser.post("/signin", &[("email", email), ("password", password)]).await;
    // What differs by right: the address is shown again, and the token is this browser's.
    answer.body = answer.body.replace(email, "EMAIL").replace(&browser.csrf, "CSRF");
    answer
}

async fn hash_of(app: &TestApp, who: Person) -> String {
    let mut conn = app.db.read().await.unwrap();
    let (hash,): (String,) =
        sql! { fetch_one, &mut conn, "select password_hash from users where id = $1", who.id }.unwrap();
    hash
}

both! {
    async fn an_unknown_address_and_a_wrong_password_get_the_same_answer(app: TestApp) {
        app.store.behind_our_back("update members set deactivated_at = created_at where role = 'assessor'").await;

        let wrong = refused(&app, LEAD.email, "correct horse battery stable").await;
        let unknown = refused(&app, "nobody@contoso.example", PASSWORD).await;
        let shut_out = refused(&app, ASSESSOR.email, PASSWORD).await;

        wrong.assert_status(422).assert_contains("Email or password is not right.");
        for other in [unknown, shut_out] {
            assert_eq!(other.body, wrong.body);
            assert_eq!((other.status, other.headers.len()), (wrong.status, wrong.headers.len()));
        }
    }

    async fn who_was_turned_away_stands_in_the_trail_without_the_password(app: TestApp) {
        refused(&app, LEAD.email, "correct horse battery stable").await;
        refused(&app, "nobody@contoso.example", "hunter2 hunter2 hunter2").await;

        let known = app.trail_entries(CONTOSO).await;
        let unknown = app.trail_entries(INSTALLATION).await;

        assert_eq!(known.len(), 1);
        assert_eq!((known[0].0.as_str(), &known[0].1), ("session.refused", &format!("user:{}", LEAD.id)));
        assert_eq!((unknown[0].0.as_str(), unknown[0].1.as_str()), ("session.refused", "user:unknown"));
        assert!(!format!("{known:?}{unknown:?}").contains("stable"), "no password in the trail");
        assert!(app.trail(FABRIKAM).await.is_empty());
    }

    async fn what_was_typed_comes_back_and_the_password_does_not(app: TestApp) {
        let mut browser = Browser::new(&app);
        browser.get("/signin?next=/help").await;

        let typed = [("email", "not an address"), ("password", "some secret words"), ("next", "/help")];
        let answer = browser.post("/signin", &typed).await;

        answer.assert_status(422).assert_contains("not an address").assert_contains("Enter an address like");
        assert_eq!(answer.field("next").as_deref(), Some("/help"));
        assert!(!answer.contains("some secret words"));
    }

    async fn the_eleventh_try_waits_and_is_told_how_long(app: TestApp) {
        let mut browser = Browser::new(&app);
        browser.get("/signin").await;
        for n in 0..10 {
            let email = format!("guess{n}@contoso.example");
            let guess = [("email", email.as_str()), ("password", "correct horse battery stable")];
            browser.post("/signin", &guess).await.assert_status(422);
        }

        let refused = browser.post("/signin", &[("email", LEAD.email), ("password", PASSWORD)]).await;
        app.env.advance(TimeDelta::minutes(10));
        let later = browser.post("/signin", &[("email", LEAD.email), ("password", PASSWORD)]).await;

        refused.assert_status(429).assert_contains("Too many tries").assert_contains("Try again in");
        let seconds: u64 = refused.header("retry-after").parse().unwrap();
        assert!((1..=60).contains(&seconds), "{seconds}");
        later.assert_status(303);
    }

    async fn a_form_from_another_site_is_refused_whatever_it_carries(app: TestApp) {
        let mut browser = Browser::new(&app);
        browser.get("/signin").await;
        let good = [("email", LEAD.email), ("password", PASSWORD)];
        let elsewhere: &[&[(&str, &str)]] = &[
            &[("sec-fetch-site", "cross-site"), OURS],
            &[("sec-fetch-site", "same-site"), OURS],
            &[("origin", "http://evil.example")],
            &[("origin", "http://localhost:9090")],
            &[("origin", "null")],
            &[("referer", "http://evil.example/")],
            &[],
        ];

        for headers in elsewhere {
            browser.twin().post_with("/signin", &good, headers).await.assert_status(403);
        }

        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn a_text_browser_with_a_referer_and_the_token_is_let_in(app: TestApp) {
        let mut browser = Browser::new(&app);
        browser.get("/signin").await;
        let good = [("email", LEAD.email), ("password", PASSWORD)];
        let referer = [("referer", "http://localhost:8080/signin")];
        let mut tokenless = browser.twin();
        tokenless.csrf = String::new();

        let without_token = tokenless.post_with("/signin", &good, &referer).await;
        let with_token = browser.post_with("/signin", &good, &referer).await;

        without_token.assert_status(403).assert_contains("This form has expired");
        with_token.assert_status(303);
    }

    async fn the_token_of_one_browser_does_not_fit_another(app: TestApp) {
        let (mut mine, mut theirs) = (Browser::new(&app), Browser::new(&app));
        mine.get("/signin").await;
        theirs.get("/signin").await;
        theirs.csrf = mine.csrf.clone();

        let answer = theirs.post("/signin", &[("email", LEAD.email), ("password", PASSWORD)]).await;

        answer.assert_status(403);
    }

    async fn nobody_is_sent_to_another_site_after_signing_in(app: TestApp) {
        for next in ["//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nset-cookie: x=y"] {
            let mut browser = Browser::new(&app);
            browser.get("/signin").await;
            let fields = [("email", LEAD.email), ("password", PASSWORD), ("next", next)];

            let answer = browser.post("/signin", &fields).await;

            assert_eq!(answer.location(), "/", "{next:?}");
            app.env.advance(TimeDelta::minutes(1));
        }
    }

    async fn a_closed_page_remembers_where_one_wanted_to_go(app: TestApp) {
        let mut browser = Browser::new(&app);

        let door = browser.get("/o/contoso/people?x=1").await.location().to_owned();
        browser.get(&door).await.assert_contains("value=\"/o/contoso/people?x=1\"");

        assert_eq!(door, "/signin?next=%2Fo%2Fcontoso%2Fpeople%3Fx%3D1");
    }

    async fn a_hash_of_another_cost_is_made_anew_at_sign_in(app: TestApp) {
        let dear = Cost { memory_kib: 16, passes: 2 };
        let settings = Settings {
            hashing: Hashing::new(dear, 1, 1).unwrap(),
            ..signin_settings()
        };
        let email = Email::parse(LEAD.email).unwrap();
        let (address, agent) = ("192.0.2.7".into(), "test".into());
        let browser =
            signin::Browser { address, agent, former: None, devices: vec![], known: Known::default() };
        let password = Password::given(PASSWORD);

        actions::sign_in(&app.db, &settings, &email, password.as_ref(), &browser).await.unwrap();

        assert!(hash_of(&app, LEAD).await.starts_with("$argon2id$v=19$m=16,t=2,p=1$"));
        Browser::of(&app, LEAD).await;
    }
}
