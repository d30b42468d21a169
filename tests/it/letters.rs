//! Letters that could not be sent, and the page where development reads its own.

use crate::support::*;
use chrono::TimeDelta;
use muster::mail::Tls;

const LETTERS: &str = "/o/contoso/letters";
const INVITE: &str = "/o/contoso/people/invitations";
const NINA: [(&str, &str); 3] =
    [("name", "Nina New"), ("email", "nina@contoso.example"), ("role", "contributor")];

/// An invitation that the mail server refused, and the address that sends it again.
async fn refused(app: &mut TestApp) -> (Catcher, String) {
    let catcher = Catcher::start(Tls::None).await;
    catcher.becomes(Mood::Strict);
    app.send_by(catcher.settings(Tls::None));
    app.post(ADMIN, INVITE, &NINA).await.assert_status(200);
    app.run_jobs().await;
    let page = app.get(ADMIN, LETTERS).await;
    let end = page.assert_status(200).body.find("/again\"").expect("it can be sent again") + "/again".len();
    let path = page.body[..end].rsplit('"').next().unwrap().to_owned();
    (catcher, path)
}

both! {
    async fn a_refused_letter_is_shown_with_the_reason_and_sent_again(app: TestApp) {
        let mut app = app;
        let (catcher, path) = refused(&mut app).await;
        let page = app.get(ADMIN, LETTERS).await;
        page.assert_contains("Invitation").assert_contains("nina@contoso.example");
        page.assert_contains("no such mailbox");
        catcher.becomes(Mood::Well);

        let answer = app.post(ADMIN, &path, &[]).await;
        app.run_jobs().await;

        assert_eq!(answer.assert_status(303).location(), LETTERS);
        assert_eq!(catcher.seen().letters.len(), 1);
        assert!(!app.get(ADMIN, LETTERS).await.contains("nina@"));
        assert_eq!(app.trail(CONTOSO).await, ["invitation.created", "job.parked", "job.resumed"]);
        app.post(ADMIN, &path, &[]).await.assert_status(404);
    }

    async fn what_goes_wrong_twice_comes_back(app: TestApp) {
        let mut app = app;
        let (_catcher, path) = refused(&mut app).await;

        app.post_fragment(ADMIN, &path, &[]).await.assert_status_below(400);
        app.run_jobs().await;

        app.get(ADMIN, LETTERS).await.assert_contains("no such mailbox");
    }

    async fn a_letter_whose_link_ran_out_is_not_sent_again(app: TestApp) {
        let mut app = app;
        let (catcher, path) = refused(&mut app).await;
        catcher.becomes(Mood::Well);
        app.env.advance(TimeDelta::hours(73));
        app.sign_in_again().await;

        app.get(ADMIN, LETTERS).await.assert_contains("Its link no longer works");
        app.post(ADMIN, &path, &[]).await.assert_status(409).assert_contains("no longer works");
        app.run_jobs().await;

        assert!(catcher.seen().letters.is_empty());
    }

    async fn only_those_who_manage_people_see_letters_and_only_their_own(app: TestApp) {
        let mut app = app;
        let (_catcher, path) = refused(&mut app).await;

        for who in [LEAD, CONTRIBUTOR, ASSESSOR] {
            app.get(who, LETTERS).await.assert_status(403);
            app.post(who, &path, &[]).await.assert_status(403);
        }
        app.get(STRANGER, LETTERS).await.assert_status(404);
        let theirs = app.get(STRANGER, "/o/fabrikam/letters").await;
        assert!(!theirs.assert_status(200).contains("nina@"));
        let path = path.replace("contoso", "fabrikam");
        app.post(STRANGER, &path, &[]).await.assert_status(404);
    }

    async fn a_letter_to_a_member_about_themselves_is_seen_by_their_administrators(app: TestApp) {
        let mut app = app;
        let catcher = Catcher::start(Tls::None).await;
        catcher.becomes(Mood::Strict);
        app.send_by(catcher.settings(Tls::None));
        let fields = [("current_password", PASSWORD), ("new_password", "eleven quiet milling machines")];
        app.post(LEAD, "/settings/password", &fields).await.assert_status(303);
        app.run_jobs().await;

        app.get(ADMIN, LETTERS).await.assert_contains("Password changed").assert_contains(LEAD.email);
        assert!(!app.get(STRANGER, "/o/fabrikam/letters").await.contains(LEAD.email));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn development_reads_its_letters_on_a_page_that_production_does_not_have() {
    let app = TestApp::sqlite().await;
    app.post(ADMIN, INVITE, &NINA).await.assert_status(200);
    app.run_jobs().await;

    let page = app.anonymous_get("/dev/mail").await;

    page.assert_status(200).assert_contains("To nina@contoso.example");
    page.assert_contains("<a href=\"http://localhost:8080/join/");
    let app = app.without_mail();
    app.anonymous_get("/dev/mail").await.assert_status(404);
}
