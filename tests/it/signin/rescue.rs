//! Helping somebody who is locked out: their second steps removed, or a way in that two administrators agree on.

use crate::support::*;
use chrono::TimeDelta;
use insta::assert_snapshot;
use muster::{
    kernel::{audit::Actor, db::Chore},
    sql,
};

const REASON: (&str, &str) = ("reason", "She called me, and I know her voice.");

fn at(who: Person) -> String {
    format!("/o/contoso/people/{}/rescue", who.id)
}

/// A second administrator: the other contributor.
async fn another_admin(app: &TestApp) -> Person {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let (org, user) = (CONTOSO.id, OTHER_CONTRIBUTOR.id);
    sql! { execute, &mut tx, "update members set role = 'admin' where org_id = $1 and user_id = $2", org, user }
        .unwrap();
    tx.commit_chore(Chore::Sweep).await.unwrap();
    OTHER_CONTRIBUTOR
}

/// The lead works for Fabrikam, too.
async fn works_elsewhere(app: &TestApp) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let now = tx.now();
    sql! {
        execute, &mut tx,
        "insert into members (org_id, user_id, role, created_at) values ($1, $2, 'lead', $3)",
        FABRIKAM.id, LEAD.id, now
    }
    .unwrap();
    tx.commit_chore(Chore::Sweep).await.unwrap();
}

/// The path that confirms what waits, as the page of `who` has it.
async fn confirming(app: &TestApp, who: Person) -> String {
    let page = app.get(who, &at(LEAD)).await;
    let end = page.body.find("/confirm\"").expect("there is something to confirm");
    page.body[..end].rsplit('"').next().unwrap().to_owned() + "/confirm"
}

async fn sign_in(app: &TestApp) -> Answer {
    Browser::new(app).sign_in(LEAD).await
}

both! {
    async fn an_administrator_removes_the_second_steps_of_somebody_who_lost_theirs(app: TestApp) {
        app.give_app(LEAD).await;
        assert_eq!(sign_in(&app).await.location(), "/signin/second");
        app.get(ADMIN, &at(LEAD)).await.assert_status(200).assert_contains("an authenticator app");

        let done = app.post(ADMIN, &format!("{}/factors", at(LEAD)), &[]).await;

        assert_eq!(done.assert_status(303).location(), at(LEAD));
        assert!(app.get(LEAD, "/settings").await.location().starts_with("/signin"), "signed out everywhere");
        assert_eq!(sign_in(&app).await.location(), "/");
        let letters = app.letters().await;
        assert_eq!((letters.len(), letters[0].to.as_str()), (1, LEAD.email));
        let trail = app.trail_entries(CONTOSO).await;
        let (_, subject, detail) = trail.iter().find(|(action, ..)| action == "second_steps.removed").unwrap();
        assert_eq!((subject, &detail["apps"]), (&format!("user:{}", LEAD.id), &1.into()));
        app.get(ADMIN, &at(LEAD)).await.assert_contains("Lena Lead has no second step.");
        app.post(ADMIN, &format!("{}/factors", at(LEAD)), &[]).await.assert_status(303);
        assert!(app.letters().await.is_empty(), "nothing was there to remove");
    }

    async fn nobody_helps_themselves_nor_somebody_whose_other_organisation_they_do_not_run(app: TestApp) {
        app.give_app(ADMIN).await;
        app.give_app(LEAD).await;
        another_admin(&app).await;
        works_elsewhere(&app).await;

        app.get(ADMIN, &at(ADMIN)).await.assert_status(200).assert_contains("This is you.");
        app.get(ADMIN, &at(LEAD)).await.assert_contains("works in another organisation, too");
        for who in [ADMIN, LEAD] {
            app.post(ADMIN, &format!("{}/factors", at(who)), &[]).await.assert_status(403);
            app.post(ADMIN, &at(who), &[REASON]).await.assert_status(403);
        }

        assert_eq!(sign_in(&app).await.location(), "/signin/second", "the app is still there");
    }

    async fn only_an_administrator_who_just_used_a_factor_helps(app: TestApp) {
        for path in [at(CONTRIBUTOR), format!("{}/factors", at(CONTRIBUTOR))] {
            app.post(LEAD, &path, &[REASON]).await.assert_status(403);
            app.post(STRANGER, &path, &[REASON]).await.assert_status(404);
        }
        app.env.advance(TimeDelta::minutes(11));

        let door = app.post(ADMIN, &format!("{}/factors", at(LEAD)), &[]).await;

        assert!(door.assert_status(303).location().starts_with("/signin/confirm"));
    }

    async fn it_takes_two_administrators_to_make_a_way_in(app: TestApp) {
        let second = another_admin(&app).await;
        app.post(ADMIN, &at(LEAD), &[("reason", " ")]).await.assert_status(422).assert_contains("Say why");
        app.post(ADMIN, &at(LEAD), &[REASON]).await.assert_status(303);
        let letters = app.letters().await;
        assert_eq!(letters.iter().map(|letter| letter.to.as_str()).collect::<Vec<_>>(), [second.email]);
        assert!(letters[0].text.contains(&at(LEAD)));
        app.get(ADMIN, &at(LEAD)).await.assert_contains("Another administrator has to confirm it");
        let confirm = confirming(&app, second).await;
        app.post(ADMIN, &confirm, &[]).await.assert_status(403).assert_contains("You asked for it yourself");

        let shown = app.post(second, &confirm, &[]).await;

        let link = shown.assert_status(200).field("link").unwrap().replace("http://localhost:8080", "");
        shown.assert_contains("QR code of the link");
        let mut lead = Browser::new(&app);
        lead.get(&link).await.assert_status(200).assert_contains("Sign in as Lena Lead");
        lead.post(&link, &[]).await.assert_status(303);
        lead.get("/settings").await.assert_status(200);
        app.post(second, &confirm, &[]).await.assert_status(404);
        let letters = app.letters().await;
        assert_eq!((letters.len(), letters[0].to.as_str()), (1, LEAD.email));
        let trail = app.trail_entries(CONTOSO).await;
        let (_, _, detail) = trail.iter().find(|(action, ..)| action == "rescue.confirmed").unwrap();
        assert_eq!(detail["asked_by"], ADMIN.id.to_string());
        assert!(trail.iter().any(|(action, ..)| action == "rescue.asked"));
        assert!(!format!("{trail:?}").contains(link.trim_start_matches("/link/")), "no token in the trail");
    }

    async fn the_person_is_never_the_second_one(app: TestApp) {
        app.leaves_jobs();
        let second = another_admin(&app).await;
        let third = LEAD;
        app.store.behind_our_back("update members set role = 'admin' where role = 'lead'").await;
        app.post(ADMIN, &at(third), &[REASON]).await.assert_status(303);
        let confirm = confirming(&app, second).await;

        app.post(third, &confirm, &[]).await.assert_status(403);
        app.post(second, &confirm, &[]).await.assert_status(200);
    }

    async fn what_nobody_confirms_within_a_day_is_over_and_one_at_a_time_is_asked_for(app: TestApp) {
        app.leaves_jobs();
        let second = another_admin(&app).await;
        app.post(ADMIN, &at(LEAD), &[REASON]).await.assert_status(303);
        app.post(ADMIN, &at(LEAD), &[REASON]).await.assert_status(409);
        let confirm = confirming(&app, second).await;
        app.env.advance(TimeDelta::hours(24));
        app.sign_in_again().await;

        app.post(second, &confirm, &[]).await.assert_status(404);

        app.post(ADMIN, &at(LEAD), &[REASON]).await.assert_status(303);
    }

    async fn where_there_is_one_administrator_the_page_names_the_console(app: TestApp) {
        app.get(ADMIN, &at(LEAD)).await.assert_contains("muster rescue");

        app.post(ADMIN, &at(LEAD), &[REASON]).await.assert_status(403).assert_contains("no second administrator");
    }

    async fn a_second_step_is_asked_for_at_the_link_too(app: TestApp) {
        app.leaves_jobs();
        app.give_app(LEAD).await;
        let second = another_admin(&app).await;
        app.post(ADMIN, &at(LEAD), &[REASON]).await.assert_status(303);
        let confirm = confirming(&app, second).await;
        let shown = app.post(second, &confirm, &[]).await;
        let link = shown.field("link").unwrap().replace("http://localhost:8080", "");
        let mut lead = Browser::new(&app);
        lead.get(&link).await;

        assert_eq!(lead.post(&link, &[]).await.location(), "/signin/second");
    }
}

fn main_of(html: &str) -> String {
    html.split("<body>\n").nth(1).unwrap().split("\n<hr>").next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_second_steps_removed_is_written_like_this() {
    let app = TestApp::sqlite().await;
    app.give_app(LEAD).await;
    app.post(ADMIN, &format!("{}/factors", at(LEAD)), &[]).await.assert_status(303);

    let letter = app.letters().await.remove(0);

    assert_snapshot!(letter.subject, @"The second steps of your Muster account were removed");
    assert_snapshot!(letter.text, @r#"
    Hello Lena Lead,

    Ada Admin of Contoso Machine Works removed the authenticator app, passkeys and backup codes of lena@contoso.example
    on 2026-03-02 09:00 UTC. You were signed out everywhere.

    If you asked for that, sign in with your password and set another second step up:
    http://localhost:8080/account/security

    If you did not, tell another administrator now, by telephone if you can, and change your password.

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
    assert_snapshot!(main_of(&letter.html), @r#"
    <p>Hello Lena Lead,</p>
    <p>Ada Admin of Contoso Machine Works removed the authenticator app, passkeys and backup codes
      of lena@contoso.example on 2026-03-02 09:00 UTC. You were signed out everywhere.</p>
    <p>If you asked for that, sign in with your password and
      <a href="http://localhost:8080/account/security">set another second step up</a>.</p>
    <p><strong>If you did not, tell another administrator now</strong>, by telephone if you can, and
      change your password.</p>
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_rescue_asked_is_written_like_this() {
    let app = TestApp::sqlite().await;
    another_admin(&app).await;
    app.post(ADMIN, &at(LEAD), &[REASON]).await.assert_status(303);

    let letter = app.letters().await.remove(0);

    let id = LEAD.id.to_string();
    assert_snapshot!(letter.subject, @"Ada Admin asks you to confirm a way in for Lena Lead");
    assert_snapshot!(letter.text.replace(&id, "[id]").replace(OTHER_CONTRIBUTOR.name, "[name]"), @r#"
    Hello [name],

    Ada Admin wants to let Lena Lead into Contoso Machine Works again, who is locked out. The reason given:

    She called me, and I know her voice.

    It takes a second administrator. Ask Lena Lead yourself, then confirm within a day:

    http://localhost:8080/o/contoso/people/[id]/rescue

    If you do not agree, do nothing, and talk to Ada Admin.

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
    let html = main_of(&letter.html).replace(&id, "[id]").replace(OTHER_CONTRIBUTOR.name, "[name]");
    assert_snapshot!(html, @r#"
    <p>Hello [name],</p>
    <p>Ada Admin wants to let Lena Lead into Contoso Machine Works again, who is locked out. The reason given:</p>
    <blockquote>She called me, and I know her voice.</blockquote>
    <p>It takes a second administrator. Ask Lena Lead yourself, then confirm within a day:</p>
    <p><a href="http://localhost:8080/o/contoso/people/[id]/rescue">Help Lena Lead in</a></p>
    <p>If you do not agree, do nothing, and talk to Ada Admin.</p>
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_rescue_confirmed_is_written_like_this() {
    let app = TestApp::sqlite().await;
    let second = another_admin(&app).await;
    app.post(ADMIN, &at(LEAD), &[REASON]).await.assert_status(303);
    app.letters().await;
    let confirm = confirming(&app, second).await;
    app.post(second, &confirm, &[]).await.assert_status(200);

    let letter = app.letters().await.remove(0);

    assert_snapshot!(letter.subject, @"A way into your Muster account was made for you");
    assert_snapshot!(letter.text.replace(second.name, "[name]"), @r#"
    Hello Lena Lead,

    Ada Admin asked for a link that signs you in as lena@contoso.example, and [name] confirmed it, for
    Contoso Machine Works, on 2026-03-02 09:00 UTC. They pass it on to you themselves; it works once, for an hour.

    If you know of it, there is nothing to do here.

    If you do not, tell your organisation now, by telephone if you can: two of its administrators let
    somebody in as you.

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
    assert_snapshot!(main_of(&letter.html).replace(second.name, "[name]"), @r#"
    <p>Hello Lena Lead,</p>
    <p>Ada Admin asked for a link that signs you in as lena@contoso.example, and [name] confirmed it, for
      Contoso Machine Works, on 2026-03-02 09:00 UTC. They pass it on to you themselves; it works once, for an hour.</p>
    <p>If you know of it, there is nothing to do here.</p>
    <p><strong>If you do not, tell your organisation now</strong>, by telephone if you can: two of its administrators
      let somebody in as you.</p>
    "#);
}
