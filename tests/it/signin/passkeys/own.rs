//! A person's own passkeys.

use super::{UNKNOWN, last, lead_with_a_passkey};
use crate::support::*;
use chrono::TimeDelta;

const SECURITY: &str = "/account/security";

/// Where the page of the only passkey on the security page is.
async fn only_one(browser: &mut Browser<'_>) -> String {
    let page = browser.get(SECURITY).await;
    let found: Vec<_> = page.body.split("href=\"/account/security/passkeys/").skip(1).collect();
    let ids: Vec<_> =
        found.iter().map(|rest| rest.split('"').next().unwrap()).filter(|id| *id != "new").collect();
    assert_eq!(ids.len(), 1, "{}", page.body);
    format!("{NEW_PASSKEY}/{}", ids[0])
}

both! {
    async fn a_passkey_is_made_named_and_told_of(app: TestApp) {
        let mut elsewhere = Browser::of(&app, LEAD).await;
        let (mut browser, mut device) = lead_with_a_passkey(&app).await;

        browser.get(SECURITY).await.assert_contains("Office laptop").assert_contains("On one device");
        browser.get("/settings").await.assert_status(200);
        elsewhere.get("/settings").await.assert_status(303);
        assert_eq!(last(&app, "passkey.added").await["name"], "Office laptop");
        let letters = app.letters().await;
        assert!(letters[0].text.contains("The passkey “Office laptop” was added"), "{letters:?}");
        let second = browser.add_passkey(&mut Authenticator::default(), "  ").await;
        second.assert_status(303);
        browser.get(SECURITY).await.assert_contains("Passkey 2");
        assert_eq!(device.make(&browser.question(NEW_PASSKEY).await), None, "the device has one for her already");
    }

    async fn making_one_wants_a_factor_used_a_moment_ago(app: TestApp) {
        let mut browser = Browser::of(&app, LEAD).await;
        let mut device = Authenticator::default();
        let question = browser.question(NEW_PASSKEY).await;
        app.env.advance(TimeDelta::minutes(11));

        let asked = browser.asked(NEW_PASSKEY, &[]).await;
        let page = browser.get("/account/security/passkeys/new").await;
        let late = device.make(&question).unwrap();
        let late = browser.bring(NEW_PASSKEY, (&question, &late), &[]).await;

        assert!(asked.header("hx-redirect").starts_with("/signin/confirm"), "{}", asked.header("hx-redirect"));
        assert!(!asked.header("hx-redirect").contains("kept="), "the question is asked anew, not kept");
        assert!(page.location().starts_with("/signin/confirm"), "{}", page.location());
        late.assert_status(422).assert_contains("longer than ten minutes");
    }

    async fn what_a_device_says_must_fit_what_it_was_asked(app: TestApp) {
        let mut browser = Browser::of(&app, LEAD).await;
        let mut other = Browser::of(&app, CONTRIBUTOR).await;
        let elsewhere = || Authenticator { origin: "http://evil.example".into(), ..Authenticator::default() };
        let other_site = || Authenticator { site: Some("evil.example".into()), ..Authenticator::default() };
        let careless = || Authenticator { verifies: false, ..Authenticator::default() };

        for (mut device, words) in [
            (elsewhere(), "at another address"), (other_site(), "at another address"), (careless(), "did not check"),
        ] {
            app.env.advance(TimeDelta::minutes(1));
            browser.add_passkey(&mut device, "x").await.assert_status(422).assert_contains(words);
        }
        let (asked, another) = (browser.question(NEW_PASSKEY).await, browser.question(NEW_PASSKEY).await);
        let mut device = Authenticator::default();
        let answer = device.make(&asked).unwrap();
        let wrong = browser.bring(NEW_PASSKEY, (&another, &answer), &[]).await;
        let stolen = other.bring(NEW_PASSKEY, (&asked, &answer), &[]).await;
        let third = browser.question(NEW_PASSKEY).await;
        let empty = browser.bring(NEW_PASSKEY, (&third, ""), &[]).await;
        let nonsense = browser.bring(NEW_PASSKEY, (&asked, "{\"rawId\":\"AA\"}"), &[]).await;

        for refused in [&wrong, &stolen] {
            refused.assert_status(422).assert_contains("longer than ten minutes, or was sent before");
        }
        empty.assert_status(422).assert_contains("Passkeys need JavaScript");
        nonsense.assert_status(422).assert_contains("could not be read");
        assert!(!app.trail(CONTOSO).await.contains(&"passkey.added".into()));
        assert_eq!(last(&app, "passkey.add_refused").await["why"], "unreadable");
    }

    async fn the_passkey_of_one_person_is_not_made_anothers(app: TestApp) {
        let (_, device) = lead_with_a_passkey(&app).await;
        let mut other = Browser::of(&app, CONTRIBUTOR).await;
        let question = other.question(NEW_PASSKEY).await;
        let mut copy = device.copy();

        let answer = copy.make_again(0, &question);
        let refused = other.bring(NEW_PASSKEY, (&question, &answer), &[]).await;

        refused.assert_status(422).assert_contains("in use already");
    }

    async fn it_is_renamed_and_removed(app: TestApp) {
        let (mut browser, mut device) = lead_with_a_passkey(&app).await;
        let at = only_one(&mut browser).await;
        browser.get(&at).await.assert_status(200).assert_contains("You have not used it yet");

        browser.post(&at, &[("name", " ")]).await.assert_status(422).assert_contains("Give it a name.");
        browser.post(&at, &[("name", "Old laptop")]).await.assert_status(303);
        browser.get(SECURITY).await.assert_contains("Old laptop");
        let strange = app.get(CONTRIBUTOR, &at).await;
        let mut copied = browser.twin();
        browser.post(&format!("{at}/remove"), &[]).await.assert_status(303);
        browser.get(SECURITY).await.assert_status(200);
        copied.get(SECURITY).await.assert_status(303);
        let gone = Browser::new(&app).sign_in_by_passkey(&mut device).await;

        assert_eq!(strange.assert_status(303).location(), SECURITY);
        gone.assert_status(422).assert_contains(UNKNOWN);
        assert_eq!(last(&app, "passkey.renamed").await["after"], "Old laptop");
        assert_eq!(last(&app, "passkey.removed").await["name"], "Old laptop");
        let letters = app.letters().await;
        assert!(letters.iter().any(|it| it.text.contains("“Old laptop” of lena@contoso.example was removed")));
    }

    async fn removing_one_wants_a_factor_used_a_moment_ago(app: TestApp) {
        let (mut browser, _) = lead_with_a_passkey(&app).await;
        let at = only_one(&mut browser).await;
        app.env.advance(TimeDelta::minutes(11));

        let asked = browser.post(&format!("{at}/remove"), &[]).await;

        assert!(asked.assert_status(303).location().starts_with("/signin/confirm"));
        browser.get(&at).await.assert_status(200);
    }

    async fn the_last_way_in_stays(app: TestApp) {
        let (mut browser, _) = lead_with_a_passkey(&app).await;
        app.store.behind_our_back("update users set password_hash = null").await;
        let at = only_one(&mut browser).await;

        let refused = browser.post(&format!("{at}/remove"), &[]).await;

        assert_eq!(refused.assert_status(303).location(), at);
        browser.get(&at).await.assert_contains("This is your only way in.");
        browser.add_passkey(&mut Authenticator::default(), "Key ring").await.assert_status(303);
        browser.post(&format!("{at}/remove"), &[]).await.assert_status(303);
        browser.get(SECURITY).await.assert_contains("Key ring");
    }

    async fn an_organisation_can_want_passkeys_that_stay_on_one_device(app: TestApp) {
        app.rule("passkeys_device_bound = true").await;
        let mut browser = Browser::of(&app, LEAD).await;
        let mut synced = Authenticator { is_synced: true, ..Authenticator::default() };

        let refused = browser.add_passkey(&mut synced, "Phone").await;

        refused.assert_status(422).assert_contains("wants passkeys that stay on one device");
        assert_eq!(last(&app, "passkey.add_refused").await["why"], "synced");
        app.leaves_jobs();
        browser.add_passkey(&mut Authenticator::default(), "Key ring").await.assert_status(303);
    }
}
