//! Letters about sign-ins with a new browser, and what ends when it was not oneself; and being signed out by an
//! administrator.

use crate::support::*;
use chrono::TimeDelta;
use insta::assert_snapshot;
use muster::signin::actions;

const NEW: &str = "eleven quiet milling machines";
const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// The letters that are due, after a look at who signed in with a new browser.
async fn letters(app: &TestApp) -> Vec<SentLetter> {
    actions::tell_new_devices(&app.db).await.unwrap();
    app.letters().await
}

/// The address in a letter that leads to `door`, without the host.
fn link(letter: &SentLetter, door: &str) -> String {
    let rest = letter.text.split(&format!("http://localhost:8080/{door}/")).nth(1).expect("a link");
    format!("/{door}/{}", rest.split_whitespace().next().unwrap())
}

/// Somebody signs in as the lead with Firefox; the link of the letter about it.
async fn intruder(app: &TestApp) -> (Browser<'_>, String) {
    let mut browser = Browser::new(app);
    browser.get("/signin").await;
    let fields = [("email", LEAD.email), ("password", PASSWORD)];
    let headers = [("origin", "http://localhost:8080"), ("user-agent", FIREFOX)];
    browser.post_with("/signin", &fields, &headers).await.assert_status(303);
    let mut sent = letters(app).await;
    assert_eq!(sent.len(), 1, "{sent:?}");
    let link = link(&sent.remove(0), "not-me");
    (browser, link)
}

async fn sign_in_with(app: &TestApp, password: &str) -> u16 {
    let mut browser = Browser::new(app);
    browser.get("/signin").await;
    browser.post("/signin", &[("email", LEAD.email), ("password", password)]).await.status.as_u16()
}

async fn is_in(browser: &mut Browser<'_>) -> bool {
    browser.get("/settings").await.status == 200
}

/// Says that it was not oneself, as the letter offers: the letter that follows.
async fn say_so(app: &TestApp, at: &str) -> SentLetter {
    let mut owner = Browser::new(app);
    owner.get(at).await.assert_status(200).assert_contains("Was this you?");
    owner.post(at, &[]).await.assert_status(303);
    let mut sent = app.letters().await;
    assert_eq!(sent.len(), 1, "{sent:?}");
    sent.remove(0)
}

both! {
    async fn a_sign_in_with_a_new_browser_is_told_once_and_a_known_one_is_not(app: TestApp) {
        let mut browser = Browser::of(&app, LEAD).await;
        let first = letters(&app).await;
        let again = letters(&app).await;
        browser.get("/settings").await;
        browser.post("/signout", &[]).await;
        browser.sign_in(LEAD).await.assert_status(303);

        assert_eq!((first.len(), first[0].to.as_str(), again.len()), (1, LEAD.email, 0));
        assert!(letters(&app).await.is_empty(), "the same browser");
        Browser::of(&app, LEAD).await;
        assert_eq!(letters(&app).await.len(), 1, "another");
    }

    async fn whoever_has_just_made_their_account_is_not_told_of_their_first_browser(app: TestApp) {
        let fields = [("name", "Nora New"), ("email", "nora@contoso.example"), ("role", "lead")];
        let page = app.post(ADMIN, "/o/contoso/people/invitations", &fields).await;
        app.letters().await;
        let at = format!("/join/{}", page.body.split("/join/").nth(1).unwrap().split(['<', '"']).next().unwrap());
        let mut nora = Browser::new(&app);
        nora.get(&at).await.assert_status(200);
        nora.post(&at, &[("name", "Nora New"), ("password", NEW)]).await.assert_status(303);

        assert!(letters(&app).await.is_empty());
        assert!(is_in(&mut nora).await);
    }

    async fn opening_the_link_changes_nothing(app: TestApp) {
        let (mut browser, at) = intruder(&app).await;

        let page = app.anonymous_get(&at).await;

        page.assert_status(200).assert_contains("Firefox on Windows").assert_contains("2026-03-02 09:00 UTC");
        app.anonymous_get(&at).await.assert_status(200);
        assert!(is_in(&mut browser).await);
        assert!(app.letters().await.is_empty());
        assert_eq!(app.trail(CONTOSO).await, ["session.started"]);
    }

    async fn this_was_not_me_ends_every_session_forgets_devices_and_takes_the_password_away(app: TestApp) {
        app.give_app(CONTRIBUTOR).await;
        let (mut browser, at) = intruder(&app).await;

        let letter = say_so(&app, &at).await;

        assert!(!is_in(&mut browser).await);
        assert!(app.get(LEAD, "/settings").await.location().starts_with("/signin"));
        app.get(ADMIN, "/settings").await.assert_status(200);
        assert_eq!(sign_in_with(&app, PASSWORD).await, 422);
        assert_eq!(letter.to, LEAD.email);
        let (action, subject, detail) = app.trail_entries(CONTOSO).await.into_iter().rev().nth(1).unwrap();
        assert_eq!((action.as_str(), subject), ("account.secured", format!("user:{}", LEAD.id)));
        assert_eq!((&detail["sessions"], &detail["password_taken_away"]), (&2.into(), &true.into()));
    }

    async fn another_password_is_chosen_by_the_letter_once_and_the_old_one_is_refused(app: TestApp) {
        let (_, at) = intruder(&app).await;
        let reset = link(&say_so(&app, &at).await, "reset");
        let mut owner = Browser::new(&app);
        owner.get(&reset).await.assert_status(200).assert_contains("Set a new password");

        let old = owner.post(&reset, &[("new_password", PASSWORD)]).await;
        let short = owner.post(&reset, &[("new_password", "short")]).await;
        let done = owner.post(&reset, &[("new_password", NEW)]).await;
        let again = owner.post(&reset, &[("new_password", "quite another set of words")]).await;

        old.assert_status(422).assert_contains("the password that somebody else may know");
        short.assert_status(422).assert_contains("15 characters or more");
        assert_eq!(done.assert_status(303).location(), "/signin");
        assert!(owner.cookie("sid").is_none(), "nobody is signed in by that");
        again.assert_status(404);
        app.anonymous_get(&at).await.assert_status(404);
        assert_eq!(sign_in_with(&app, NEW).await, 303);
        assert!(app.trail(CONTOSO).await.contains(&"password.reset".to_owned()));
        let told = app.letters().await;
        assert!(told.iter().any(|letter| letter.subject.contains("was changed")), "{told:?}");
    }

    async fn second_steps_are_asked_for_after_a_reset(app: TestApp) {
        let (_, at) = intruder(&app).await;
        app.give_app(LEAD).await;
        let reset = link(&say_so(&app, &at).await, "reset");
        let mut owner = Browser::new(&app);
        owner.get(&reset).await;
        owner.post(&reset, &[("new_password", NEW)]).await.assert_status(303);
        app.leaves_jobs();

        owner.get("/signin").await;
        let door = owner.post("/signin", &[("email", LEAD.email), ("password", NEW)]).await;

        assert_eq!(door.assert_status(303).location(), "/signin/second");
    }

    async fn the_link_to_choose_works_for_half_an_hour_and_the_first_one_sends_another(app: TestApp) {
        let (_, at) = intruder(&app).await;
        let first = link(&say_so(&app, &at).await, "reset");
        app.env.advance(TimeDelta::minutes(30));
        app.anonymous_get(&first).await.assert_status(404);

        let second = link(&say_so(&app, &at).await, "reset");

        app.anonymous_get(&second).await.assert_status(200);
        app.env.advance(TimeDelta::days(7));
        app.anonymous_get(&at).await.assert_status(404);
    }

    async fn somebody_without_a_password_gets_none_by_it(app: TestApp) {
        let (mut browser, at) = intruder(&app).await;
        app.store.behind_our_back("update users set password_hash = null").await;
        let mut owner = Browser::new(&app);
        owner.get(&at).await;

        owner.post(&at, &[]).await.assert_status(303);

        assert!(app.letters().await.is_empty() && !is_in(&mut browser).await);
    }

    async fn a_guessed_link_is_not_told_from_an_old_one(app: TestApp) {
        let guess = "a-token-that-somebody-has-guessed-for-a-link";
        for door in ["not-me", "reset"] {
            app.anonymous_get(&format!("/{door}/{guess}")).await.assert_status(404);
        }
        let (_, at) = intruder(&app).await;
        app.anonymous_get(&at.replace("not-me", "reset")).await.assert_status(404);
    }

    async fn an_administrator_signs_somebody_out_everywhere(app: TestApp) {
        app.rule("remember_days = 7").await;
        let mut browser = Browser::of(&app, CONTRIBUTOR).await;
        let at = format!("/o/contoso/people/{}/sessions/end", CONTRIBUTOR.id);
        let person = format!("/o/contoso/people/{}", CONTRIBUTOR.id);
        app.get(ADMIN, &person).await.assert_contains("Sign out everywhere");

        app.post(LEAD, &at, &[]).await.assert_status(403);
        app.post(ADMIN, &at.replace(&CONTRIBUTOR.id.to_string(), &STRANGER.id.to_string()), &[])
            .await
            .assert_status(404);
        assert!(is_in(&mut browser).await);
        let done = app.post(ADMIN, &at, &[]).await;

        assert_eq!(done.assert_status(303).location(), person);
        assert!(!is_in(&mut browser).await);
        app.get(STRANGER, "/settings").await.assert_status(200);
        let letters = app.letters().await;
        assert_eq!((letters.len(), letters[0].to.as_str()), (1, CONTRIBUTOR.email));
        let (action, subject, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((action.as_str(), subject), ("sessions.revoked", format!("user:{}", CONTRIBUTOR.id)));
        assert_eq!((&detail["count"], &detail["by"]), (&2.into(), &"administrator".into()));
        app.env.advance(TimeDelta::minutes(11));
        assert!(app.post(ADMIN, &at, &[]).await.location().starts_with("/signin/confirm"));
    }
}

fn main_of(html: &str) -> String {
    html.split("<body>\n").nth(1).unwrap().split("\n<hr>").next().unwrap().to_owned()
}

/// The text without what is drawn at random.
fn shown(text: &str, letter: &SentLetter, door: &str) -> String {
    text.replace(link(letter, door).rsplit('/').next().unwrap(), "[token]")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_new_device_is_written_like_this() {
    let app = TestApp::sqlite().await;
    Browser::of(&app, LEAD).await;

    let letter = letters(&app).await.remove(0);

    assert_snapshot!(letter.subject, @"Somebody signed in to your Muster account with a new browser");
    assert_snapshot!(shown(&letter.text, &letter, "not-me"), @"
    Hello Lena Lead,

    Somebody signed in as lena@contoso.example with a browser that was not used before:

    Firefox on Linux
    from the network address unknown
    on 2026-03-02 09:00 UTC

    If that was you, there is nothing to do.

    If it was not, open this within 7 days and say so. It ends the sign-in and shuts your account until you have
    chosen another password:
    http://localhost:8080/not-me/[token]

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    ");
    assert_snapshot!(shown(&main_of(&letter.html), &letter, "not-me"), @r#"
    <p>Hello Lena Lead,</p>
    <p>Somebody signed in as lena@contoso.example with a browser that was not used before:</p>
    <p>Firefox on Linux<br>from the network address unknown<br>on 2026-03-02 09:00 UTC</p>
    <p>If that was you, there is nothing to do.</p>
    <p><strong>If it was not</strong>, open this within 7 days and say so. It ends the sign-in and shuts your
      account until you have chosen another password:
      <a href="http://localhost:8080/not-me/[token]">This was not me</a></p>
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_choose_password_is_written_like_this() {
    let app = TestApp::sqlite().await;
    let (_, at) = intruder(&app).await;

    let letter = say_so(&app, &at).await;

    assert_snapshot!(letter.subject, @"Choose a new password for Muster");
    assert_snapshot!(shown(&letter.text, &letter, "reset"), @"
    Hello Lena Lead,

    You said that a sign-in was not yours. Everybody was signed out of lena@contoso.example,
    its devices were forgotten, and its password works no more. Choose another within 30 minutes:

    http://localhost:8080/reset/[token]

    If that is too short, use the link in the letter about the sign-in again, and another letter like this comes. If you
    use this password elsewhere, change it there, too.

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    ");
    assert_snapshot!(shown(&main_of(&letter.html), &letter, "reset"), @r#"
    <p>Hello Lena Lead,</p>
    <p>You said that a sign-in was not yours. Everybody was signed out of lena@contoso.example, its devices were
      forgotten, and its password works no more.</p>
    <p><a href="http://localhost:8080/reset/[token]">Choose another</a> within 30 minutes.</p>
    <p>If that is too short, use the link in the letter about the sign-in again, and another letter like this comes. If
      you use this password elsewhere, change it there, too.</p>
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_sessions_ended_is_written_like_this() {
    let app = TestApp::sqlite().await;
    app.post(ADMIN, &format!("/o/contoso/people/{}/sessions/end", LEAD.id), &[]).await.assert_status(303);

    let letter = app.letters().await.remove(0);

    assert_snapshot!(letter.subject, @"You were signed out of Muster everywhere");
    assert_snapshot!(letter.text, @"
    Hello Lena Lead,

    Ada Admin signed lena@contoso.example out of all browsers on 2026-03-02 09:00 UTC,
    as an administrator of your organisation. Your password and your second steps work as before; each browser is asked
    for all of them again.

    You can sign in again: http://localhost:8080/signin

    If you do not know why, ask Ada Admin.

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    ");
    assert_snapshot!(main_of(&letter.html), @r#"
    <p>Hello Lena Lead,</p>
    <p>Ada Admin signed lena@contoso.example out of all browsers on 2026-03-02 09:00 UTC, as an administrator of your
      organisation. Your password and your second steps work as before; each browser is asked for all of them again.</p>
    <p><a href="http://localhost:8080/signin">Sign in again</a></p>
    <p>If you do not know why, ask Ada Admin.</p>
    "#);
}
