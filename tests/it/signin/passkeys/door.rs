//! Coming in with a passkey.

use super::{UNKNOWN, last, lead_with_a_passkey};
use crate::support::*;
use chrono::TimeDelta;

const DOOR: &str = "/signin/passkey";

both! {
    async fn somebody_comes_in_without_a_name_and_counts_as_two_factors(app: TestApp) {
        app.rule("second_factor_roles = 'lead'").await;
        let (_, mut device) = lead_with_a_passkey(&app).await;
        let mut browser = Browser::new(&app);
        browser.get("/signin?next=%2Fo%2Fcontoso%2Fpeople").await.assert_contains("username webauthn");
        let question = browser.question(DOOR).await;
        let answer = device.answer(&question).unwrap();

        let answered = browser.bring(DOOR, (&question, &answer), &[("next", "/o/contoso/people")]).await;

        assert_eq!(answered.assert_status(303).location(), "/o/contoso/people");
        browser.get("/o/contoso/people").await.assert_status(200);
        let started = last(&app, "session.started").await;
        assert_eq!((&started["by"], &started["factors"]), (&"passkey".into(), &"two".into()));
        browser.get("/account/security").await.assert_status(200);
    }

    async fn an_answer_works_once_in_its_own_browser_and_for_ten_minutes(app: TestApp) {
        let (_, mut device) = lead_with_a_passkey(&app).await;
        let mut browser = Browser::new(&app);
        browser.get("/signin").await;
        let question = browser.question(DOOR).await;
        let answer = device.answer(&question).unwrap();
        let mut thief = Browser::new(&app);
        thief.get("/signin").await;

        let stolen = thief.bring(DOOR, (&question, &answer), &[]).await;
        let mut twin = browser.twin();
        browser.bring(DOOR, (&question, &answer), &[]).await.assert_status(303);
        let again = twin.bring(DOOR, (&question, &answer), &[]).await;
        let late = twin.question(DOOR).await;
        let answer = device.answer(&late).unwrap();
        app.env.advance(TimeDelta::minutes(11));
        let late = twin.bring(DOOR, (&late, &answer), &[]).await;

        for refused in [stolen, again, late] {
            refused.assert_status(422).assert_contains("longer than ten minutes, or was sent before");
        }
    }

    async fn an_answer_to_another_question_is_not_taken(app: TestApp) {
        let (_, mut device) = lead_with_a_passkey(&app).await;
        let mut browser = Browser::new(&app);
        browser.get("/signin").await;
        let (one, other) = (browser.question(DOOR).await, browser.question(DOOR).await);
        let answer = device.answer(&one).unwrap();

        let refused = browser.bring(DOOR, (&other, &answer), &[]).await;

        refused.assert_status(422).assert_contains("Try again.");
        assert_eq!(browser.cookie("sid"), None);
    }

    async fn another_address_and_no_check_of_the_person_are_told(app: TestApp) {
        let (_, mut device) = lead_with_a_passkey(&app).await;

        device.origin = "http://localhost:8081".into();
        let origin = Browser::new(&app).sign_in_by_passkey(&mut device).await;
        device.origin = "http://localhost:8080".into();
        device.site = Some("evil.example".into());
        let site = Browser::new(&app).sign_in_by_passkey(&mut device).await;
        device.site = None;
        device.verifies = false;
        let unverified = Browser::new(&app).sign_in_by_passkey(&mut device).await;
        device.verifies = true;

        for refused in [origin, site] {
            refused.assert_status(422).assert_contains("at another address than this Muster");
        }
        unverified.assert_status(422).assert_contains("did not check that it is you");
        assert_eq!(last(&app, "session.refused").await["why"], "not_verified");
        Browser::new(&app).sign_in_by_passkey(&mut device).await.assert_status(303);
    }

    async fn unknown_removed_and_forged_passkeys_are_told_the_same(app: TestApp) {
        let (_, mut device) = lead_with_a_passkey(&app).await;
        let mut unknown = Authenticator::default();
        let mut contributor = Browser::of(&app, CONTRIBUTOR).await;
        let question = contributor.question(NEW_PASSKEY).await;
        unknown.make(&question).unwrap();

        let unknown = Browser::new(&app).sign_in_by_passkey(&mut unknown).await;
        device.claims = Some(CONTRIBUTOR.id.0.as_bytes().to_vec());
        let for_another = Browser::new(&app).sign_in_by_passkey(&mut device).await;
        app.env.advance(TimeDelta::seconds(2));
        device.claims = None;
        let mut forger = Authenticator::default();
        forger.make(&question).unwrap();
        forger.keys[0].id = device.keys[0].id.clone();
        forger.keys[0].owner = LEAD.id.0.as_bytes().to_vec();
        forger.keys[0].count = 100;
        let forged = Browser::new(&app).sign_in_by_passkey(&mut forger).await;
        let at_once = Browser::new(&app).sign_in_by_passkey(&mut forger).await;
        app.store.behind_our_back("delete from passkeys").await;
        let removed = Browser::new(&app).sign_in_by_passkey(&mut device).await;

        at_once.assert_status(429);
        for refused in [&unknown, &for_another, &forged, &removed] {
            refused.assert_status(422).assert_contains(UNKNOWN);
            assert_eq!(refused.body.len(), unknown.body.len(), "and nothing else differs");
        }
    }

    async fn a_copy_that_counts_fewer_uses_is_not_taken(app: TestApp) {
        let (_, mut device) = lead_with_a_passkey(&app).await;
        let mut copy = device.copy();
        Browser::new(&app).sign_in_by_passkey(&mut device).await.assert_status(303);
        Browser::new(&app).sign_in_by_passkey(&mut device).await.assert_status(303);

        let refused = Browser::new(&app).sign_in_by_passkey(&mut copy).await;

        refused.assert_status(422).assert_contains("counted fewer uses than before");
        assert_eq!(last(&app, "session.refused").await["why"], "count_went_back");
        app.env.advance(TimeDelta::seconds(2));
        Browser::new(&app).sign_in_by_passkey(&mut device).await.assert_status(303);
    }

    async fn nobody_comes_in_who_is_active_nowhere(app: TestApp) {
        let (_, mut device) = lead_with_a_passkey(&app).await;
        app.store.behind_our_back("update members set deactivated_at = created_at").await;

        let refused = Browser::new(&app).sign_in_by_passkey(&mut device).await;

        refused.assert_status(422).assert_contains(UNKNOWN);
    }

    async fn a_synced_passkey_stops_working_where_an_organisation_wants_others(app: TestApp) {
        app.leaves_jobs();
        let mut device = Authenticator { is_synced: true, ..Authenticator::default() };
        let mut browser = Browser::of(&app, LEAD).await;
        browser.add_passkey(&mut device, "Phone").await.assert_status(303);
        browser.get("/account/security").await.assert_contains("On several devices");
        Browser::new(&app).sign_in_by_passkey(&mut device).await.assert_status(303);

        app.rule("passkeys_device_bound = true").await;
        let refused = Browser::new(&app).sign_in_by_passkey(&mut device).await;

        refused.assert_status(422).assert_contains("wants passkeys that stay on one device");
        // It is no second step any more, either, so the password alone is asked for.
        assert_eq!(Browser::new(&app).sign_in(LEAD).await.location(), "/");
    }

    async fn one_address_is_asked_ten_times_in_a_row_and_can_still_use_a_password(app: TestApp) {
        let mut browser = Browser::new(&app);
        browser.get("/signin").await;
        for _ in 0..10 {
            browser.asked(DOOR, &[]).await.assert_status(200);
        }

        let eleventh = browser.asked(DOOR, &[]).await;

        eleventh.assert_status(429);
        assert_eq!(browser.sign_in(LEAD).await.assert_status(303).location(), "/");
    }

    async fn without_a_script_the_button_says_so_and_the_other_ways_are_there(app: TestApp) {
        let mut browser = Browser::new(&app);
        browser.get("/signin").await.assert_contains("without-script");

        let told = browser.post(DOOR, &[("next", "/o/contoso")]).await;

        told.assert_status(422).assert_contains("Passkeys need JavaScript").assert_contains("Password");
        assert_eq!(told.field("next").as_deref(), Some("/o/contoso"));
    }
}
