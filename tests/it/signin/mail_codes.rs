//! A code by mail: only where the organisation allows it, for nobody who has something better, bound to one
//! sign-in.

use crate::support::*;
use chrono::TimeDelta;

/// The lead's sign-in that waits for the code of a mail, and the code.
async fn waiting(app: &TestApp) -> (Browser<'_>, String) {
    let mut browser = Browser::new(app);
    assert_eq!(browser.sign_in(LEAD).await.location(), "/signin/second");
    browser.get("/signin/second").await.assert_status(200).assert_contains("Code from the mail");
    let code = newest(app).await;
    (browser, code)
}

async fn newest(app: &TestApp) -> String {
    let letters = app.letters().await;
    let letter = letters.last().expect("a letter was sent");
    assert_eq!(letter.to, LEAD.email);
    letter.subject.chars().filter(char::is_ascii_digit).collect()
}

async fn give(browser: &mut Browser<'_>, code: &str) -> Answer {
    browser.post("/signin/second", &[("by", "mail"), ("code", code)]).await
}

const ALLOWED: &str = "second_factor_roles = 'admin lead', mail_codes = true";

both! {
    async fn the_code_lets_in_where_the_organisation_allows_it(app: TestApp) {
        app.rule(ALLOWED).await;
        let (mut browser, code) = waiting(&app).await;
        assert_eq!(code.len(), 8);

        give(&mut browser, &format!(" {} {}", &code[..4], &code[4..])).await.assert_status(303);

        browser.get("/o/contoso/people").await.assert_status(200);
        let (_, _, started) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((&started["second"], &started["factors"]), (&"mail".into(), &"mail".into()));
        assert!(!format!("{:?} {:?}", contents(&app.db).await, app.trail_entries(CONTOSO).await).contains(&code));
        app.rule("mail_codes = false").await;
        assert!(browser.get("/o/contoso/people").await.location().starts_with("/signin/second"));
    }

    async fn it_is_off_by_default_and_never_for_administrators(app: TestApp) {
        app.rule("second_factor_roles = 'admin lead'").await;
        assert_eq!(Browser::new(&app).sign_in(LEAD).await.location(), "/");
        app.rule(ALLOWED).await;
        assert_eq!(Browser::new(&app).sign_in(ADMIN).await.location(), "/");
        app.get(ADMIN, "/o/contoso/people").await.assert_status(303);

        assert!(app.letters().await.is_empty());
    }

    async fn whoever_has_an_app_cannot_step_down_to_a_mail(app: TestApp) {
        app.rule(ALLOWED).await;
        app.give_app(LEAD).await;
        let mut browser = Browser::new(&app);
        browser.sign_in(LEAD).await;
        browser.get("/signin/second?by=mail").await.assert_contains("Code from your authenticator app");

        browser.post("/signin/second/mail", &[]).await.assert_status(303);

        assert!(app.letters().await.is_empty());
    }

    async fn not_for_a_day_after_the_password_was_reset_by_mail(app: TestApp) {
        app.rule(ALLOWED).await;
        app.store.behind_our_back("update users set password_reset_at = created_at").await;

        assert_eq!(Browser::new(&app).sign_in(LEAD).await.location(), "/");
        app.env.advance(TimeDelta::hours(24));
        assert_eq!(Browser::new(&app).sign_in(LEAD).await.location(), "/signin/second");
        app.letters().await;
    }

    async fn a_code_of_one_sign_in_does_not_finish_another(app: TestApp) {
        app.rule(ALLOWED).await;
        let (mut one, code) = waiting(&app).await;
        let (mut two, _) = waiting(&app).await;

        give(&mut two, &code).await.assert_status(422).assert_contains("not the code of the newest mail");
        give(&mut one, &code).await.assert_status(303);
        let again = give(&mut one.twin(), &code).await;
        assert_ne!(again.status.as_u16(), 200);
    }

    async fn five_tries_and_a_new_code_does_not_begin_to_count_again(app: TestApp) {
        app.rule(ALLOWED).await;
        let (mut browser, old) = waiting(&app).await;
        for _ in 0..3 {
            give(&mut browser, "00000000").await.assert_status(422);
        }
        app.env.advance(TimeDelta::seconds(30));
        browser.post("/signin/second/mail", &[]).await.assert_status(303);
        let code = newest(&app).await;
        browser.get("/signin/second").await.assert_contains("Another code is on its way");
        give(&mut browser, &old).await.assert_status(422);
        app.env.advance(TimeDelta::minutes(1));
        give(&mut browser, "00000000").await.assert_status(422);

        let sixth = give(&mut browser, &code).await;

        sixth.assert_status(422).assert_contains("does not work any more");
        assert!(browser.cookie("sid").is_none());
    }

    async fn a_code_is_good_for_ten_minutes_and_three_are_sent(app: TestApp) {
        app.rule(ALLOWED).await;
        let (mut browser, _) = waiting(&app).await;
        for _ in 0..3 {
            browser.post("/signin/second/mail", &[]).await.assert_status(303);
        }
        browser.get("/signin/second").await.assert_contains("No more codes are sent");
        let code = newest(&app).await;
        app.env.advance(TimeDelta::minutes(10));

        assert_eq!(give(&mut browser, &code).await.assert_status(303).location(), "/signin");
    }

    async fn of_two_requests_with_the_same_code_one_wins(app: TestApp) {
        app.rule(ALLOWED).await;
        let (mut one, code) = waiting(&app).await;
        let mut two = one.twin();

        tokio::join!(give(&mut one, &code), give(&mut two, &code));

        assert!(one.cookie("sid").is_some() != two.cookie("sid").is_some());
    }

    async fn a_second_step_that_changes_is_told_by_mail(app: TestApp) {
        app.give_app(LEAD).await;
        let mut browser = Browser::new(&app);
        browser.sign_in(LEAD).await;
        browser.get("/signin/second").await;
        browser.post("/signin/second", &[("code", &app.code(0))]).await.assert_status(303);
        browser.get("/account/security").await;

        browser.post("/account/security/codes", &[]).await.assert_status(200);
        browser.post("/account/security/totp/remove", &[]).await.assert_status(303);

        let letters = app.letters().await;
        assert_eq!(letters.len(), 2);
        for told in ["New backup codes were made for", "The authenticator app of lena@contoso.example was removed"] {
            assert_eq!(letters.iter().filter(|letter| letter.text.contains(told)).count(), 1, "{told}: {letters:?}");
        }
    }
}
