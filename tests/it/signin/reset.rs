//! A password that somebody forgot: a link by mail sets another, and tells nobody who has an account here.

use crate::support::*;
use chrono::TimeDelta;
use insta::assert_snapshot;
use muster::kernel::id::OrgId;

const INSTALLATION: Company = Company { id: OrgId::INSTALLATION, slug: "", name: "" };
const FORGOT: &str = "/signin/forgot";
const NEW: &str = "eleven quiet milling machines";

async fn ask(app: &TestApp, email: &str) -> Answer {
    let mut browser = Browser::new(app);
    browser.get(FORGOT).await.assert_status(200).assert_contains("Forgot your password?");
    let mut answer = browser.post(FORGOT, &[("email", email)]).await;
    answer.body = answer.body.replace(email, "EMAIL").replace(&browser.csrf, "CSRF");
    answer
}

/// The path of the link that came by mail.
async fn link(app: &TestApp, who: Person) -> String {
    ask(app, who.email).await.assert_status(200);
    let letters = app.letters().await;
    assert_eq!((letters.len(), letters[0].to.as_str()), (1, who.email));
    letters[0].link("/reset/")
}

/// Opens the link and sets the password with it.
async fn set(app: &TestApp, link: &str, password: &str) -> Answer {
    let mut browser = Browser::new(app);
    browser.get("/signin").await;
    browser.get(link).await;
    browser.post(link, &[("new_password", password)]).await
}

async fn sign_in(app: &TestApp, password: &str) -> Answer {
    let mut browser = Browser::new(app);
    browser.get("/signin").await;
    browser.post("/signin", &[("email", LEAD.email), ("password", password)]).await
}

both! {
    async fn the_link_sets_another_password_and_ends_every_session_but_signs_nobody_in(app: TestApp) {
        let mut elsewhere = Browser::of(&app, LEAD).await;
        let link = link(&app, LEAD).await;
        let mut browser = Browser::new(&app);
        browser.get("/signin").await.assert_contains(r#"href="/signin/forgot""#);
        browser.get(&link).await.assert_status(200).assert_contains("For lena@contoso.example.");
        browser.get(&link).await.assert_status(200);

        let done = browser.post(&link, &[("new_password", NEW)]).await;

        assert_eq!(done.assert_status(303).location(), "/signin");
        assert!(browser.cookie("sid").is_none());
        browser.get("/signin").await.assert_contains("Your password is changed. It is very hard to guess.");
        assert!(elsewhere.get("/settings").await.location().starts_with("/signin"));
        sign_in(&app, PASSWORD).await.assert_status(422);
        app.env.advance(chrono::TimeDelta::seconds(5));
        assert_eq!(sign_in(&app, NEW).await.assert_status(303).location(), "/");
        let letters = app.letters().await;
        assert_eq!((letters.len(), letters[0].to.as_str()), (1, LEAD.email));
        let trail = app.trail_entries(CONTOSO).await;
        let actions: Vec<_> = trail.iter().map(|(action, ..)| action.as_str()).collect();
        assert_eq!(actions[1..3], ["password.reset_asked", "password.reset"]);
        assert!(!format!("{trail:?}").contains(link.trim_start_matches("/reset/")), "no token in the trail");
    }

    async fn a_link_works_once_and_then_says_how_to_get_another(app: TestApp) {
        app.leaves_jobs();
        let link = link(&app, LEAD).await;
        set(&app, &link, NEW).await.assert_status(303);

        let opened = Browser::new(&app).get(&link).await;
        let sent = set(&app, &link, "twelve loud drilling benches").await;

        for over in [opened, sent] {
            over.assert_status(404).assert_contains("This link does not work").assert_contains("Send a new one");
        }
        sign_in(&app, NEW).await.assert_status(303);
    }

    async fn a_link_is_over_after_half_an_hour_or_when_another_was_used(app: TestApp) {
        app.leaves_jobs();
        let (first, second) = (link(&app, LEAD).await, link(&app, LEAD).await);
        app.env.advance(TimeDelta::minutes(29));
        Browser::new(&app).get(&first).await.assert_status(200);
        set(&app, &second, NEW).await.assert_status(303);
        set(&app, &first, "twelve loud drilling benches").await.assert_status(404);

        let third = link_of_the_last_letter(&app).await;
        app.env.advance(TimeDelta::minutes(30));

        set(&app, &third, "twelve loud drilling benches").await.assert_status(404);
    }

    async fn nobody_learns_whether_an_address_is_known(app: TestApp) {
        app.store.behind_our_back("update members set deactivated_at = created_at where role = 'assessor'").await;
        let known = ask(&app, LEAD.email).await;

        for other in ["nobody@contoso.example", ASSESSOR.email] {
            let answer = ask(&app, other).await;
            assert_eq!(answer.body, known.body);
            assert_eq!((answer.status, answer.headers.len()), (known.status, known.headers.len()));
        }
        known.assert_status(200).assert_contains("If somebody has the address EMAIL here");
        let mut browser = Browser::new(&app);
        browser.get(FORGOT).await;
        let mut counted = Vec::new();
        for email in [CONTRIBUTOR.email, "no-one@contoso.example"] {
            counted.push(app.statements_of(async || browser.post(FORGOT, &[("email", email)]).await).await);
        }
        assert_eq!(counted[0], counted[1], "the same work, and so the same time");

        let mut to: Vec<_> = app.letters().await.into_iter().map(|letter| letter.to).collect();
        to.sort();
        assert_eq!(to, [CONTRIBUTOR.email, LEAD.email]);
        let asked = app.trail_entries(INSTALLATION).await;
        assert_eq!(asked.iter().filter(|(action, ..)| action == "password.reset_asked").count(), 3);
    }

    async fn a_mailbox_is_not_for_strangers_to_fill(app: TestApp) {
        let mut links = Vec::new();
        for _ in 0..5 {
            ask(&app, LEAD.email).await.assert_status(200);
            links.extend(app.letters().await.iter().map(|letter| letter.link("/reset/")));
        }

        assert_eq!(links.len(), 3);
        set(&app, &links[0], NEW).await.assert_status(303);
        app.letters().await;
        app.env.advance(TimeDelta::minutes(61));
        link(&app, LEAD).await;
    }

    async fn what_wrong_passwords_had_shut_is_open_again(app: TestApp) {
        app.leaves_jobs();
        for _ in 0..4 {
            sign_in(&app, "not this one at all").await;
        }
        sign_in(&app, PASSWORD).await.assert_status(429);
        let link = link(&app, LEAD).await;

        set(&app, &link, NEW).await.assert_status(303);

        sign_in(&app, NEW).await.assert_status(303);
    }

    async fn a_second_step_stays_and_is_asked_for(app: TestApp) {
        app.leaves_jobs();
        app.give_app(LEAD).await;
        let link = link(&app, LEAD).await;

        set(&app, &link, NEW).await.assert_status(303);

        assert_eq!(sign_in(&app, NEW).await.location(), "/signin/second");
    }

    async fn a_sign_in_that_waits_for_its_second_step_ends_too(app: TestApp) {
        app.leaves_jobs();
        app.give_app(LEAD).await;
        let mut thief = Browser::new(&app);
        thief.sign_in(LEAD).await;
        thief.get("/signin/second").await.assert_status(200);
        let link = link(&app, LEAD).await;

        set(&app, &link, NEW).await.assert_status(303);

        thief.post("/signin/second", &[("code", &app.code(0))]).await;
        assert!(thief.cookie("sid").is_none());
    }

    async fn no_code_by_mail_is_taken_for_a_day_after_it(app: TestApp) {
        app.rule("second_factor_roles = 'lead', mail_codes = true").await;
        let link = link(&app, LEAD).await;
        set(&app, &link, NEW).await.assert_status(303);
        app.letters().await;

        sign_in(&app, NEW).await.assert_status(303);

        assert!(app.letters().await.is_empty(), "one mailbox must not do for both steps");
        app.env.advance(TimeDelta::hours(25));
        assert_eq!(sign_in(&app, NEW).await.location(), "/signin/second");
        assert_eq!(app.letters().await.len(), 1);
    }

    async fn what_holds_for_new_passwords_holds_here(app: TestApp) {
        app.rule("password_history = 2").await;
        let link = link(&app, LEAD).await;

        let short = set(&app, &link, "fourteen chars").await;
        let old = set(&app, &link, PASSWORD).await;

        short.assert_status(422).assert_contains("these are 14.").assert_contains("Advice: this would be");
        old.assert_status(422).assert_contains("You had this password before");
        assert!(!short.contains("fourteen chars") && !old.contains(PASSWORD));
    }

    async fn where_no_mail_is_sent_the_page_says_what_else_there_is(app: TestApp) {
        let app = app.without_mail();

        let page = Browser::new(&app).get(FORGOT).await;

        page.assert_status(200).assert_contains("sends no mail").assert_contains("muster rescue");
        let mut browser = Browser::new(&app);
        browser.get("/signin").await;
        browser.post(FORGOT, &[("email", LEAD.email)]).await.assert_contains("sends no mail");
        assert_eq!(app.db.bell().rung(), 0);
    }

    async fn no_address_is_told_and_asking_too_often_waits(app: TestApp) {
        app.leaves_jobs();
        ask(&app, "lena at contoso").await.assert_status(422).assert_contains("Enter an address like");
        for _ in 0..9 {
            ask(&app, LEAD.email).await.assert_status(200);
        }

        ask(&app, LEAD.email).await.assert_status(429);
    }
}

async fn link_of_the_last_letter(app: &TestApp) -> String {
    app.letters().await;
    link(app, LEAD).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_password_reset_is_written_like_this() {
    let app = TestApp::sqlite().await;
    ask(&app, LEAD.email).await;

    let letter = app.letters().await.remove(0);

    let token = letter.link("/reset/").replace("/reset/", "");
    assert_snapshot!(letter.subject, @"Set a new password for Muster");
    assert_snapshot!(letter.text.replace(&token, "[token]"), @r#"
    Hello Lena Lead,

    Somebody asked for a new password for lena@contoso.example on 2026-03-02 09:00 UTC,
    from the network address unknown.

    If that was you, open this link and choose one:

    http://localhost:8080/reset/[token]

    The link works for 30 minutes, once. It signs you out everywhere. Your second step stays as it is.

    If it was not you, ignore this letter: your password stays as it is. Give the link to nobody.

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
    assert_snapshot!(letter.html.replace(&token, "[token]"), @r#"
    <!doctype html>
    <html lang="en">
    <head><meta charset="utf-8"><title>Set a new password for Muster</title></head>
    <body>
    <p>Hello Lena Lead,</p>
    <p>Somebody asked for a new password for lena@contoso.example on 2026-03-02 09:00 UTC,
      from the network address unknown.</p>
    <p>If that was you, open this link and choose one:</p>
    <p><a href="http://localhost:8080/reset/[token]">http://localhost:8080/reset/[token]</a></p>
    <p>The link works for 30 minutes, once. It signs you out everywhere. Your second step stays as it is.</p>
    <p>If it was not you, ignore this letter: your password stays as it is. Give the link to nobody.</p>
    <hr>
    <p>Muster, at <a href="http://localhost:8080">http://localhost:8080</a>.<br>
    Nobody reads answers to this address.</p>
    </body>
    </html>
    "#);
}
