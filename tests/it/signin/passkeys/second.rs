//! A passkey as the second step, to confirm with, and instead of a password.

use super::{UNKNOWN, last, lead_with_a_passkey};
use crate::support::*;
use chrono::TimeDelta;

const SECOND: &str = "/signin/second/passkey";
const CONFIRM: &str = "/signin/confirm/passkey";

/// By password up to the second step.
async fn half_way<'a>(app: &'a TestApp, who: Person) -> Browser<'a> {
    let mut browser = Browser::new(app);
    assert_eq!(browser.sign_in(who).await.assert_status(303).location(), "/signin/second");
    browser.get("/signin/second").await.assert_status(200).assert_contains("Use a passkey");
    browser
}

/// Somebody who knows which passkey the lead has, and not its key.
async fn forger_of(app: &TestApp, device: &Authenticator) -> Authenticator {
    let mut forger = Authenticator::default();
    let question = Browser::of(app, CONTRIBUTOR).await.question(NEW_PASSKEY).await;
    forger.make(&question).unwrap();
    forger.keys[0].id = device.keys[0].id.clone();
    forger.keys[0].owner = LEAD.id.0.as_bytes().to_vec();
    forger.keys[0].count = 100;
    forger
}

both! {
    async fn after_the_password_the_passkey_is_asked_for(app: TestApp) {
        app.rule("second_factor_roles = 'lead'").await;
        let (_, mut device) = lead_with_a_passkey(&app).await;
        let mut browser = half_way(&app, LEAD).await;

        let answered = browser.use_passkey(SECOND, &mut device).await;

        assert_eq!(answered.assert_status(303).location(), "/");
        browser.get("/o/contoso/people").await.assert_status(200);
        let started = last(&app, "session.started").await;
        assert_eq!((&started["by"], &started["second"]), (&"password".into(), &"passkey".into()));
    }

    async fn only_the_persons_own_passkey_is_asked_for_and_taken(app: TestApp) {
        let (_, mut device) = lead_with_a_passkey(&app).await;
        let mut others = Authenticator::default();
        let mut contributor = Browser::of(&app, CONTRIBUTOR).await;
        contributor.add_passkey(&mut others, "Phone").await.assert_status(303);
        let mut browser = half_way(&app, LEAD).await;

        let question = browser.question(SECOND).await;
        assert_eq!(others.answer(&question), None, "a right browser offers only the lead's");
        let answer = others.answer_with(0, &question);
        let refused = browser.bring(SECOND, (&question, &answer), &[]).await;
        let at_once = browser.bring(SECOND, (&question, &answer), &[]).await;
        app.env.advance(TimeDelta::seconds(2));
        let used_up = browser.bring(SECOND, (&question, &device.answer(&question).unwrap()), &[]).await;

        refused.assert_status(422).assert_contains(UNKNOWN);
        at_once.assert_status(429);
        used_up.assert_status(422).assert_contains("or was sent before");
        assert_eq!(last(&app, "second_step.refused").await["second"], "passkey");
        assert_eq!(browser.cookie("sid"), None);
        browser.use_passkey(SECOND, &mut device).await.assert_status(303);
    }

    async fn a_question_for_one_sign_in_is_not_answered_in_another(app: TestApp) {
        let (_, mut device) = lead_with_a_passkey(&app).await;
        let mut one = half_way(&app, LEAD).await;
        let mut other = half_way(&app, LEAD).await;
        let question = one.question(SECOND).await;
        let answer = device.answer(&question).unwrap();

        let refused = other.bring(SECOND, (&question, &answer), &[]).await;
        let at_the_door = one.bring("/signin/passkey", (&question, &answer), &[]).await;

        for refused in [refused, at_the_door] {
            refused.assert_status(422).assert_contains("or was sent before");
        }
    }

    async fn ten_wrong_ones_lock_the_passkey_as_the_organisation_says_and_not_the_password(app: TestApp) {
        app.rule("lock_after = 10, lock_minutes = 15").await;
        let (_, mut device) = lead_with_a_passkey(&app).await;
        let mut forger = forger_of(&app, &device).await;
        Browser::new(&app).sign_in_by_passkey(&mut forger).await.assert_status(422).assert_contains(UNKNOWN);
        app.store.behind_our_back("update guesses set failures = 9 where kind = 'passkey'").await;
        app.env.advance(TimeDelta::seconds(30));
        Browser::new(&app).sign_in_by_passkey(&mut forger).await.assert_status(422).assert_contains(UNKNOWN);

        let locked = Browser::new(&app).sign_in_by_passkey(&mut device).await;
        let by_password = Browser::new(&app).sign_in(LEAD).await;
        let page = app.get(ADMIN, "/o/contoso/people/locked").await;
        app.env.advance(TimeDelta::minutes(15));
        let opened = Browser::new(&app).sign_in_by_passkey(&mut device).await;

        assert_eq!(locked.assert_status(429).header("retry-after"), "900");
        assert_eq!(by_password.assert_status(303).location(), "/signin/second");
        page.assert_status(200).assert_contains(LEAD.email).assert_contains("Passkey");
        opened.assert_status(303);
        let told = last(&app, "account.locked").await;
        assert_eq!((&told["what"], &told["wrong_tries"]), (&"passkey".into(), &10.into()));
    }

    async fn the_hundredth_wrong_one_switches_passkeys_off_until_somebody_unlocks_them(app: TestApp) {
        let (_, mut device) = lead_with_a_passkey(&app).await;
        let mut forger = forger_of(&app, &device).await;
        Browser::new(&app).sign_in_by_passkey(&mut forger).await.assert_status(422);
        app.store.behind_our_back("update guesses set failures = 99 where kind = 'passkey'").await;
        app.env.advance(TimeDelta::minutes(6));
        Browser::new(&app).sign_in_by_passkey(&mut forger).await.assert_status(422);
        app.env.advance(TimeDelta::hours(48));

        let off = Browser::new(&app).sign_in_by_passkey(&mut device).await;
        let mut half = half_way(&app, LEAD).await;
        app.env.advance(TimeDelta::minutes(6));
        let off_as_second = half.use_passkey(SECOND, &mut device).await;
        app.sign_in_again().await;
        app.post(ADMIN, &format!("/o/contoso/people/{}/unlock", LEAD.id), &[]).await.assert_status(303);
        let on = Browser::new(&app).sign_in_by_passkey(&mut device).await;

        off.assert_status(422).assert_contains(UNKNOWN);
        off_as_second.assert_status(422).assert_contains(UNKNOWN);
        on.assert_status(303);
    }

    async fn after_ten_wrong_ones_the_sign_in_begins_again(app: TestApp) {
        let (_, mut device) = lead_with_a_passkey(&app).await;
        let mut browser = half_way(&app, LEAD).await;
        device.verifies = false;
        for _ in 0..10 {
            app.env.advance(TimeDelta::seconds(30));
            browser.use_passkey(SECOND, &mut device).await;
        }
        device.verifies = true;

        let asked = browser.asked(SECOND, &[]).await;

        asked.assert_status(404).assert_contains("Begin again with the first step");
    }

    async fn who_has_an_app_and_a_passkey_chooses_and_codes_stand_in_for_both(app: TestApp) {
        let (mut first, _) = lead_with_a_passkey(&app).await;
        first.get("/account/security").await;
        let codes = first.post("/account/security/codes", &[]).await;
        codes.assert_status(200);
        let code = codes.body.split("<li><code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let without_app = half_way(&app, LEAD).await.get("/signin/second").await;
        app.give_app(LEAD).await;
        let mut browser = half_way(&app, LEAD).await;

        without_app.assert_contains("Use a backup code").assert_contains("without-script");
        assert!(!without_app.contains("authenticator app"), "{}", without_app.body);
        browser.get("/signin/second").await.assert_contains("Code from your authenticator app");
        let by_code = browser.post("/signin/second", &[("by", "code"), ("code", &code)]).await;
        by_code.assert_status(303);
    }

    async fn a_passkey_confirms_before_something_sensitive(app: TestApp) {
        let (_, mut device) = lead_with_a_passkey(&app).await;
        let mut browser = Browser::new(&app);
        browser.sign_in_by_passkey(&mut device).await.assert_status(303);
        app.env.advance(TimeDelta::minutes(11));
        let sent = browser.get("/account/security/passkeys/new").await;
        let page = browser.get(sent.location()).await;
        page.assert_status(200).assert_contains("Confirm with a passkey");
        assert!(!page.contains("type=\"password\""), "the password would not be enough");

        let question = browser.question(CONFIRM).await;
        let answer = device.answer(&question).unwrap();
        let more = [("next", "/account/security/passkeys/new")];
        let confirmed = browser.bring(CONFIRM, (&question, &answer), &more).await;

        assert_eq!(confirmed.assert_status(303).location(), "/account/security/passkeys/new");
        browser.get("/account/security/passkeys/new").await.assert_status(200);
        assert_eq!(last(&app, "session.confirmed").await["by"], "passkey");
    }

    async fn another_persons_passkey_confirms_nothing(app: TestApp) {
        let (mut lead, _) = lead_with_a_passkey(&app).await;
        let mut others = Authenticator::default();
        let mut contributor = Browser::of(&app, CONTRIBUTOR).await;
        contributor.add_passkey(&mut others, "Phone").await.assert_status(303);
        app.env.advance(TimeDelta::minutes(11));
        let question = lead.question(CONFIRM).await;
        let answer = others.answer_with(0, &question);

        let refused = lead.bring(CONFIRM, (&question, &answer), &[]).await;

        refused.assert_status(422).assert_contains(UNKNOWN);
        assert_eq!(last(&app, "session.confirm_refused").await["by"], "passkey");
        lead.get("/account/security/passkeys/new").await.assert_status(303);
    }

    async fn removing_the_last_second_step_takes_the_backup_codes_along(app: TestApp) {
        let (mut browser, _) = lead_with_a_passkey(&app).await;
        browser.get("/account/security").await;
        browser.post("/account/security/codes", &[]).await.assert_status(200);
        let page = browser.get("/account/security").await;
        page.assert_contains("10 of 10 left");
        let id = page.body.split("href=\"/account/security/passkeys/").nth(1).unwrap().split('"').next().unwrap();

        browser.post(&format!("{NEW_PASSKEY}/{id}/remove"), &[]).await.assert_status(303);

        browser.add_passkey(&mut Authenticator::default(), "").await.assert_status(303);
        browser.get("/account/security").await.assert_contains("You have no backup codes.");
    }
}
