//! Changing one's own address: the new one proves itself, the old one may object.

use crate::support::*;
use chrono::TimeDelta;
use insta::assert_snapshot;

const ADDRESS: &str = "/settings/address";
const NEW: &str = "lena@new.example";

/// Asks as the lead; gives the paths of the link to the new address and of the one to the old.
async fn ask(app: &TestApp) -> (String, String) {
    app.post(LEAD, ADDRESS, &[("email", NEW)]).await.assert_status(303);
    let letters = app.letters().await;
    let of = |to: &str| letters.iter().find(|letter| letter.to == to).expect("a letter to each");
    assert_eq!(letters.len(), 2);
    (of(NEW).link("/address/"), of(LEAD.email).link("/address/"))
}

async fn sign_in(app: &TestApp, email: &str) -> Answer {
    let mut browser = Browser::new(app);
    browser.get("/signin").await;
    browser.post("/signin", &[("email", email), ("password", PASSWORD)]).await
}

both! {
    async fn the_old_address_stays_until_the_new_one_is_confirmed(app: TestApp) {
        let (link, _) = ask(&app).await;
        sign_in(&app, LEAD.email).await.assert_status(303);
        sign_in(&app, NEW).await.assert_status(422);
        app.get(LEAD, &link).await.assert_status(200).assert_contains("Use lena@new.example from now on");
        app.get(LEAD, &link).await.assert_status(200);

        let done = app.post(LEAD, &link, &[]).await;

        assert_eq!(done.assert_status(303).location(), "/settings");
        app.env.advance(chrono::TimeDelta::seconds(5));
        sign_in(&app, NEW).await.assert_status(303);
        sign_in(&app, LEAD.email).await.assert_status(422);
        let letters = app.letters().await;
        assert_eq!((letters.len(), letters[0].to.as_str()), (1, LEAD.email));
        let trail = app.trail_entries(CONTOSO).await;
        let (_, _, detail) = trail.iter().find(|(action, ..)| action == "address.changed").unwrap();
        assert_eq!((&detail["before"], &detail["after"]), (&LEAD.email.into(), &NEW.into()));
        assert!(trail.iter().any(|(action, ..)| action == "address.change_asked"));
        assert!(!format!("{trail:?}").contains(link.trim_start_matches("/address/")));
        app.get(LEAD, &link).await.assert_status(404).assert_contains("Send a new one");
    }

    async fn the_link_counts_only_for_the_one_who_asked(app: TestApp) {
        let (link, _) = ask(&app).await;

        let other = app.get(ADMIN, &link).await;
        other.assert_status(200).assert_contains("This link is for another account");
        assert!(!other.contains(NEW) && !other.contains(LEAD.email));
        app.post(ADMIN, &link, &[]).await.assert_status(409);
        let nobody = app.anonymous_get(&link).await;

        assert!(nobody.assert_status(303).location().starts_with("/signin?next="));
        sign_in(&app, LEAD.email).await.assert_status(303);
    }

    async fn a_link_is_over_after_a_day_or_when_another_was_asked_for(app: TestApp) {
        let (first, _) = ask(&app).await;
        let (second, _) = ask(&app).await;
        app.get(LEAD, &first).await.assert_status(404);
        app.env.advance(TimeDelta::hours(24));
        app.sign_in_again().await;

        app.get(LEAD, &second).await.assert_status(404).assert_contains("This link does not work");
        app.post(LEAD, &second, &[]).await.assert_status(404);
        sign_in(&app, LEAD.email).await.assert_status(303);
    }

    async fn the_old_address_can_stop_it(app: TestApp) {
        let (link, stop) = ask(&app).await;
        let mut owner = Browser::new(&app);
        owner.get(&stop).await.assert_status(200).assert_contains("Stop the change");

        owner.post(&stop, &[]).await.assert_status(303);

        app.get(LEAD, &link).await.assert_status(404);
        owner.post(&stop, &[]).await.assert_status(404);
        assert_eq!(app.trail(CONTOSO).await.last().unwrap(), "address.change_stopped");
    }

    async fn the_old_address_can_take_it_back_for_a_week_and_everybody_is_out(app: TestApp) {
        let (link, stop) = ask(&app).await;
        app.post(LEAD, &link, &[]).await.assert_status(303);
        app.letters().await;
        let mut thief = Browser::new(&app);
        thief.get("/signin").await;
        thief.post("/signin", &[("email", NEW), ("password", PASSWORD)]).await.assert_status(303);
        app.env.advance(TimeDelta::minutes(10));
        let mut owner = Browser::new(&app);
        owner.get(&stop).await.assert_status(200).assert_contains("Take the change back");

        let done = owner.post(&stop, &[]).await;

        assert_eq!(done.assert_status(303).location(), "/signin/forgot");
        assert!(thief.get("/settings").await.location().starts_with("/signin"));
        sign_in(&app, NEW).await.assert_status(422);
        sign_in(&app, LEAD.email).await.assert_status(303);
    }

    async fn after_a_week_nothing_is_taken_back(app: TestApp) {
        let (link, stop) = ask(&app).await;
        app.post(LEAD, &link, &[]).await.assert_status(303);
        app.letters().await;
        app.env.advance(TimeDelta::days(7));

        app.anonymous_get(&stop).await.assert_status(404);
        let mut owner = Browser::new(&app);
        owner.get("/signin").await;
        owner.post(&stop, &[]).await.assert_status(404);
    }

    async fn only_its_owner_learns_that_an_address_is_taken(app: TestApp) {
        let free = app.post(LEAD, ADDRESS, &[("email", "free@new.example")]).await;
        app.letters().await;
        let taken = app.post(LEAD, ADDRESS, &[("email", STRANGER.email)]).await;

        assert_eq!((taken.status, taken.location()), (free.status, free.location()));
        let letters = app.letters().await;
        let theirs = letters.iter().find(|letter| letter.to == STRANGER.email).unwrap();
        assert!(theirs.subject == "You have an account at Muster already" && !theirs.text.contains("/address/"));
        assert!(!theirs.text.contains(LEAD.email) && !theirs.text.contains(LEAD.name));
    }

    async fn it_is_sensitive_and_says_what_is_wrong(app: TestApp) {
        app.post(LEAD, ADDRESS, &[("email", "lena at new")]).await.assert_status(422).assert_contains("like dana@");
        app.post(LEAD, ADDRESS, &[("email", LEAD.email)]).await.assert_status(422).assert_contains("already");
        app.env.advance(TimeDelta::minutes(11));

        let door = app.post(LEAD, ADDRESS, &[("email", NEW)]).await;

        assert!(door.assert_status(303).location().starts_with("/signin/confirm?"));
        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn where_no_mail_is_sent_no_address_can_be_changed(app: TestApp) {
        let app = app.without_mail();

        app.get(LEAD, ADDRESS).await.assert_status(200).assert_contains("sends no mail");
        app.post(LEAD, ADDRESS, &[("email", NEW)]).await.assert_status(422);
        assert_eq!(app.db.bell().rung(), 0);
    }
}

fn main_of(html: &str) -> String {
    html.split("<body>\n").nth(1).unwrap().split("\n<hr>").next().unwrap().to_owned()
}

fn token_in(link: &str) -> &str {
    link.split('/').nth(2).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_address_confirm_is_written_like_this() {
    let app = TestApp::sqlite().await;
    app.post(LEAD, ADDRESS, &[("email", NEW)]).await.assert_status(303);

    let letters = app.letters().await;
    let letter = letters.iter().find(|letter| letter.to == NEW).unwrap();

    let link = letter.link("/address/");
    assert_snapshot!(letter.subject, @"Confirm your new address for Muster");
    assert_snapshot!(letter.text.replace(token_in(&link), "[token]"), @r#"
    Hello Lena Lead,

    You want to sign in to Muster with lena@new.example instead of lena@contoso.example.
    Open this link to take the new address into use:

    http://localhost:8080/address/[token]

    The link works once, until 2026-03-03 09:00 UTC, and only while you are signed in.
    If you did not ask for it, ignore this letter: nothing changes.

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
    assert_snapshot!(main_of(&letter.html).replace(token_in(&link), "[token]"), @r#"
    <p>Hello Lena Lead,</p>
    <p>You want to sign in to Muster with lena@new.example instead of lena@contoso.example.
      Open this link to take the new address into use:</p>
    <p><a href="http://localhost:8080/address/[token]">http://localhost:8080/address/[token]</a></p>
    <p>The link works once, until 2026-03-03 09:00 UTC, and only while you are signed in.
      If you did not ask for it, ignore this letter: nothing changes.</p>
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_address_taken_is_written_like_this() {
    let app = TestApp::sqlite().await;
    app.post(LEAD, ADDRESS, &[("email", STRANGER.email)]).await.assert_status(303);

    let letters = app.letters().await;
    let letter = letters.iter().find(|letter| letter.to == STRANGER.email).unwrap();

    assert_snapshot!(letter.subject, @"You have an account at Muster already");
    assert_snapshot!(letter.text, @r#"
    Hello,

    On 2026-03-02 09:00 UTC somebody wanted to sign in to Muster with sam@fabrikam.example
    from now on, but that address has an account already: this one. Nothing was changed.

    If that was you, sign in with this address instead: http://localhost:8080/signin
    If it was not, there is nothing to do.

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
    assert_snapshot!(main_of(&letter.html), @r#"
    <p>Hello,</p>
    <p>On 2026-03-02 09:00 UTC somebody wanted to sign in to Muster with sam@fabrikam.example
      from now on, but that address has an account already: this one. Nothing was changed.</p>
    <p>If that was you, <a href="http://localhost:8080/signin">sign in with this address</a> instead.
      If it was not, there is nothing to do.</p>
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_address_changing_is_written_like_this() {
    let app = TestApp::sqlite().await;
    app.post(LEAD, ADDRESS, &[("email", NEW)]).await.assert_status(303);

    let letters = app.letters().await;
    let letter = letters.iter().find(|letter| letter.to == LEAD.email).unwrap();

    let link = letter.link("/address/");
    assert_snapshot!(letter.subject, @"Somebody wants to change the address of your Muster account");
    assert_snapshot!(letter.text.replace(token_in(&link), "[token]"), @r#"
    Hello Lena Lead,

    On 2026-03-02 09:00 UTC somebody signed in as you asked to change the address of your account
    from lena@contoso.example to lena@new.example. They came from the network address unknown.

    If that was you, there is nothing more to do here: open the link in the letter to the new address.

    If it was not, stop it, or take it back, within seven days:

    http://localhost:8080/address/[token]/stop

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
    assert_snapshot!(main_of(&letter.html).replace(token_in(&link), "[token]"), @r#"
    <p>Hello Lena Lead,</p>
    <p>On 2026-03-02 09:00 UTC somebody signed in as you asked to change the address of your account
      from lena@contoso.example to lena@new.example. They came from the network address unknown.</p>
    <p>If that was you, there is nothing more to do here: open the link in the letter to the new address.</p>
    <p><strong>If it was not, stop it</strong>, or take it back, within seven days:</p>
    <p><a href="http://localhost:8080/address/[token]/stop">http://localhost:8080/address/[token]/stop</a></p>
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_address_changed_is_written_like_this() {
    let app = TestApp::sqlite().await;
    let (link, _) = ask(&app).await;
    app.post(LEAD, &link, &[]).await.assert_status(303);

    let letter = app.letters().await.remove(0);

    assert_snapshot!(letter.subject, @"The address of your Muster account was changed");
    assert_snapshot!(letter.text, @r#"
    Hello Lena Lead,

    The address of your account is lena@new.example since 2026-03-02 09:00 UTC. It was changed from the network
    address unknown. This address opens nothing any more.

    If that was you, there is nothing to do.

    If it was not, take it back with the link in our letter before this one, and tell an administrator of your
    organisation, by telephone if you can.

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
    assert_snapshot!(main_of(&letter.html), @r#"
    <p>Hello Lena Lead,</p>
    <p>The address of your account is lena@new.example since 2026-03-02 09:00 UTC. It was changed from the network
      address unknown. This address opens nothing any more.</p>
    <p>If that was you, there is nothing to do.</p>
    <p><strong>If it was not, take it back</strong> with the link in our letter before this one,
      and tell an administrator of your organisation, by telephone if you can.</p>
    "#);
}
