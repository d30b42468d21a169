//! Beginning an organisation of one's own, where the installation lets everybody do that.

use crate::support::*;
use chrono::TimeDelta;
use insta::assert_snapshot;
use muster::web::templates;

const ASK: &str = "/signin/register";
const NORA: &str = "nora@northwind.example";
const BEGIN: [(&str, &str); 3] =
    [("organisation", "Northwind Tooling"), ("name", "Nora North"), ("password", "seven lathes hum at dusk")];

fn open(app: TestApp) -> TestApp {
    app.open_to_all(templates::all())
}

async fn ask(app: &TestApp, email: &str) -> Answer {
    let mut browser = Browser::new(app);
    browser.get(ASK).await.assert_status(200);
    let mut answer = browser.post(ASK, &[("email", email)]).await;
    answer.body = answer.body.replace(email, "EMAIL").replace(&browser.csrf, "CSRF");
    answer
}

/// The path of the link that came by mail.
async fn link(app: &TestApp) -> String {
    ask(app, NORA).await.assert_status(200);
    let letters = app.letters().await;
    assert_eq!((letters.len(), letters[0].to.as_str()), (1, NORA));
    letters[0].link("/register/")
}

both! {
    async fn by_default_people_come_by_invitation_alone(app: TestApp) {
        let mut browser = Browser::new(&app);

        assert!(!browser.get("/signin").await.contains(ASK));
        browser.get(ASK).await.assert_status(404);
        browser.post(ASK, &[("email", NORA)]).await.assert_status(404);
        browser.get("/register/a-token-that-somebody-has-guessed").await.assert_status(404);

        assert_eq!(app.db.bell().rung(), 0);
    }

    async fn without_mail_nobody_is_led_to_a_page_that_is_not_there(app: TestApp) {
        let app = app.open_to_all_without_mail();
        let mut browser = Browser::new(&app);

        let door = browser.get("/signin").await;
        let refused = browser.post("/signin", &[("email", "nonsense")]).await;

        assert!(!door.assert_status(200).contains(ASK));
        assert!(!refused.assert_status(422).contains(ASK));
        browser.get(ASK).await.assert_status(404);
    }

    async fn an_organisation_and_its_administrator_are_made_once_the_address_is_checked(app: TestApp) {
        let app = open(app);
        let link = link(&app).await;
        let mut nora = Browser::new(&app);
        nora.get("/signin").await.assert_contains("Begin an organisation");
        nora.get(&link).await.assert_status(200).assert_contains("signing in as nora@northwind.example");
        nora.get(&link).await.assert_status(200);

        let done = nora.post(&link, &BEGIN).await;

        assert_eq!(done.assert_status(303).location(), "/");
        assert_eq!(nora.get("/").await.location(), "/o/northwind-tooling");
        nora.get("/o/northwind-tooling/settings").await.assert_status(200);
        nora.get("/o/contoso").await.assert_status(404);
        let mut again = Browser::new(&app);
        again.get(&link).await.assert_status(404).assert_contains("Send a new one");
        again.get("/signin").await;
        again.post(&link, &BEGIN).await.assert_status(404);
    }

    async fn nobody_learns_whether_an_address_has_an_account_but_its_owner(app: TestApp) {
        let app = open(app);

        let (new, known) = (ask(&app, NORA).await, ask(&app, LEAD.email).await);

        assert_eq!((new.status, &new.body), (known.status, &known.body));
        assert_eq!(new.headers.len(), known.headers.len());
        let letters = app.letters().await;
        let theirs = letters.iter().find(|letter| letter.to == LEAD.email).unwrap();
        assert!(theirs.text.contains("it has an account already") && !theirs.text.contains("/register/"));
        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn a_link_is_over_after_a_day_or_when_the_address_got_an_account(app: TestApp) {
        let app = open(app);
        let (first, second) = (link(&app).await, link(&app).await);
        let mut nora = Browser::new(&app);
        nora.get(&first).await;
        nora.post(&first, &BEGIN).await.assert_status(303);
        let mut other = Browser::new(&app);
        other.get(&second).await;

        other.post(&second, &BEGIN).await.assert_status(404);

        app.env.advance(TimeDelta::hours(24));
        other.get(&second).await.assert_status(404);
    }

    async fn what_is_wrong_is_told_and_no_mailbox_is_filled(app: TestApp) {
        let app = open(app);
        ask(&app, "nora at northwind").await.assert_status(422).assert_contains("like dana@");
        let link = link(&app).await;
        let mut nora = Browser::new(&app);
        nora.get(&link).await;
        let mut short = BEGIN;
        short[2].1 = "Northwind 1";

        let answer = nora.post(&link, &short).await;

        answer.assert_status(422).assert_contains("Nora North").assert_contains("these are 11.");
        for _ in 0..4 {
            ask(&app, NORA).await.assert_status(200);
        }
        assert_eq!(app.letters().await.len(), 2, "three in an hour");
    }
}

fn main_of(html: &str) -> String {
    html.split("<body>\n").nth(1).unwrap().split("\n<hr>").next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_registration_is_written_like_this() {
    let app = open(TestApp::sqlite().await);
    ask(&app, NORA).await;

    let letter = app.letters().await.remove(0);

    let token = letter.link("/register/").replace("/register/", "");
    assert_snapshot!(letter.subject, @"Begin your organisation on Muster");
    assert_snapshot!(letter.text.replace(&token, "[token]"), @r#"
    Hello,

    Somebody wants to begin an organisation on Muster with the address nora@northwind.example.
    If that was you, open this link:

    http://localhost:8080/register/[token]

    It works once, until 2026-03-03 09:00 UTC. If it was not you, ignore this letter: nothing is made.

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
    assert_snapshot!(main_of(&letter.html).replace(&token, "[token]"), @r#"
    <p>Hello,</p>
    <p>Somebody wants to begin an organisation on Muster with the address nora@northwind.example.
      If that was you, open this link:</p>
    <p><a href="http://localhost:8080/register/[token]">http://localhost:8080/register/[token]</a></p>
    <p>It works once, until 2026-03-03 09:00 UTC. If it was not you, ignore this letter: nothing is made.</p>
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_registration_known_is_written_like_this() {
    let app = open(TestApp::sqlite().await);
    ask(&app, LEAD.email).await;

    let letter = app.letters().await.remove(0);

    assert_snapshot!(letter.subject, @"You have an account at Muster already");
    assert_snapshot!(letter.text, @r#"
    Hello,

    On 2026-03-02 09:00 UTC somebody wanted to begin an organisation on Muster with the address lena@contoso.example,
    but it has an account already. Nothing was changed.

    If that was you, sign in: http://localhost:8080/signin
    You forgot your password? http://localhost:8080/signin/forgot
    If it was not you, there is nothing to do.

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
    assert_snapshot!(main_of(&letter.html), @r#"
    <p>Hello,</p>
    <p>On 2026-03-02 09:00 UTC somebody wanted to begin an organisation on Muster with the address lena@contoso.example,
      but it has an account already. Nothing was changed.</p>
    <p>If that was you, <a href="http://localhost:8080/signin">sign in</a>, or
      <a href="http://localhost:8080/signin/forgot">set a new password</a>.
      If it was not you, there is nothing to do.</p>
    "#);
}
