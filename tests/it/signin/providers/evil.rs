//! Providers that lie, stammer or do not answer. Nobody comes in, and everybody finds the other ways.

use super::*;
use crate::support::idp::Mischief as M;
use chrono::TimeDelta;
use serde_json::json;

/// What it does wrong when it is asked for a token, and the word for that in the trail.
const AFTERWARDS: &[(M, &str)] = &[
    (M::OtherNonce, "not_believed"),
    (M::NoNonce, "not_believed"),
    (M::OtherAudience, "not_believed"),
    (M::AnotherAudienceToo, "not_believed"),
    (M::OtherParty, "not_believed"),
    (M::OtherIssuer, "not_believed"),
    (M::OtherKey, "not_believed"),
    (M::AlgNone, "not_believed"),
    (M::HmacWithPublicKey, "not_believed"),
    (M::HmacWithClientSecret, "not_believed"),
    (M::Expired, "not_believed"),
    (M::FromYesterday, "not_believed"),
    (M::FromTomorrow, "not_believed"),
    (M::EmptySubject, "not_believed"),
    (M::ControlInSubject, "not_believed"),
    (M::CodeRefused, "not_believed"),
    (M::NoIdToken, "nonsense"),
    (M::TokenBroken, "nonsense"),
    (M::TokenGarbage, "nonsense"),
    (M::TokenHuge, "nonsense"),
    (M::TokenMoved, "nonsense"),
    (M::TokenSlow, "slow"),
];

/// What it does wrong when it is asked who it is.
const BEFORE: &[M] = &[
    M::DiscoverySlow,
    M::DiscoveryBroken,
    M::DiscoveryGarbage,
    M::DiscoveryOfAnother,
    M::KeysGarbage,
    M::TokenEndpointOutOfReach,
    M::PageOutOfReach,
];

both! {
    async fn a_token_that_does_not_fit_signs_nobody_in(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        link(&app, LEAD, &idp, &provider, &lena()).await;
        for (mischief, word) in AFTERWARDS {
            app.env.advance(TimeDelta::seconds(30));
            let mut browser = at_the_door(&app).await;
            let page = leave(&mut browser, &provider, &[]).await;
            let back = idp.approve(&page, &lena());

            idp.mischief(*mischief);
            let answer = browser.get(&back).await;
            idp.mischief(M::None);

            let html = told(&mut browser, &answer).await;
            assert!(html.contains("Contoso ID") && html.contains("name=\"password\""), "{mischief:?}: {html}");
            assert_eq!(browser.cookie("sid"), None, "{mischief:?}");
            let (action, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
            assert_eq!((action.as_str(), &detail["why"]), ("session.refused", &json!(word)), "{mischief:?}");
        }
        assert!(!idp.asked().contains(&"/elsewhere".to_owned()), "no redirect is followed");
        let mut browser = at_the_door(&app).await;
        let answer = sign_in(&mut browser, &idp, &provider, &lena()).await;
        assert_eq!(answer.assert_status(303).location(), "/o/contoso/evidence", "honesty is still believed");
    }

    async fn one_that_cannot_say_who_it_is_leaves_people_at_the_door(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        for mischief in BEFORE {
            app.env.advance(TimeDelta::seconds(30));
            let mut browser = at_the_door(&app).await;

            idp.mischief(*mischief);
            let at = format!("/signin/provider/{provider}");
            let answer = browser.post(&at, &[("next", "/o/contoso/evidence")]).await;
            idp.mischief(M::None);

            assert_eq!(answer.header("refresh"), "", "{mischief:?}");
            let html = told(&mut browser, &answer).await;
            assert!(html.contains("Contoso ID") && html.contains("name=\"password\""), "{mischief:?}: {html}");
            assert!(html.contains("value=\"/o/contoso/evidence\""), "{mischief:?}: {html}");
        }
        assert!(idp.asked().iter().all(|path| path != "/auth"), "pages are for browsers");
    }

    async fn one_that_is_gone_leaves_people_at_the_door(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        drop(idp);
        let mut browser = at_the_door(&app).await;

        let answer = browser.post(&format!("/signin/provider/{provider}"), &[]).await;

        let html = told(&mut browser, &answer).await;
        assert!(html.contains("Contoso ID does not answer at the moment"), "{html}");
    }

    async fn a_new_key_is_asked_for_once_and_an_old_one_is_not_believed(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        link(&app, LEAD, &idp, &provider, &lena()).await;
        app.env.advance(TimeDelta::minutes(2));
        idp.rotate(Idp::rsa_key("second"));
        idp.asked();

        let mut browser = at_the_door(&app).await;
        let answer = sign_in(&mut browser, &idp, &provider, &lena()).await;

        assert_eq!(answer.assert_status(303).location(), "/o/contoso/evidence");
        let keys = idp.asked().iter().filter(|path| *path == "/keys").count();
        assert_eq!(keys, 1, "the description is remembered, and read again for the new key");
        idp.rotate(Idp::elliptic_key("third"));
        let mut hasty = at_the_door(&app).await;
        let refused = sign_in(&mut hasty, &idp, &provider, &lena()).await;
        assert!(told(&mut hasty, &refused).await.contains("cannot be trusted"), "not twice within a minute");
    }

    async fn what_is_remembered_of_a_provider_ends_with_an_hour_and_with_a_change(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        let discovered = || idp.asked().iter().filter(|path| path.starts_with("/.well-known/")).count();
        let mut browser = at_the_door(&app).await;
        leave(&mut browser, &provider, &[]).await;
        assert_eq!(discovered(), 1);
        leave(&mut browser, &provider, &[]).await;
        assert_eq!(discovered(), 0);

        app.env.advance(TimeDelta::hours(1));
        leave(&mut browser, &provider, &[]).await;
        assert_eq!(discovered(), 1, "an hour is over");
        app.sign_in_again().await;
        let at = format!("/o/contoso/settings/providers/{provider}");
        let fields = [
            ("label", "Contoso ID"), ("issuer", idp.issuer.as_str()), ("client_id", CLIENT), ("version", "1"),
        ];
        app.post(ADMIN, &at, &fields).await.assert_status(303);
        leave(&mut browser, &provider, &[]).await;
        assert_eq!(discovered(), 1, "it is another provider now");
    }

    async fn a_provider_that_was_changed_meanwhile_is_not_told_the_code(app: TestApp) {
        let (before, after) = (Idp::start(&app.env).await, Idp::start(&app.env).await);
        let provider = set_up(&app, &before, &[]).await;
        link(&app, LEAD, &before, &provider, &lena()).await;
        let mut browser = at_the_door(&app).await;
        let back = before.approve(&leave(&mut browser, &provider, &[]).await, &lena());
        let at = format!("/o/contoso/settings/providers/{provider}");
        let fields = [
            ("label", "Contoso ID"), ("issuer", after.issuer.as_str()), ("client_id", CLIENT), ("version", "1"),
        ];
        app.post(ADMIN, &at, &fields).await.assert_status(303);

        let answer = browser.get(&back).await;

        assert!(told(&mut browser, &answer).await.contains("Begin again here"));
        assert_eq!(after.asked(), [""; 0]);
    }

    async fn accounts_of_one_issuer_are_nobodys_at_another(app: TestApp) {
        let (before, after) = (Idp::start(&app.env).await, Idp::start(&app.env).await);
        let provider = set_up(&app, &before, &[]).await;
        link(&app, LEAD, &before, &provider, &lena()).await;
        let at = format!("/o/contoso/settings/providers/{provider}");
        let fields = [
            ("label", "Contoso ID"), ("issuer", after.issuer.as_str()), ("client_id", CLIENT),
            ("client_secret", SECRET), ("version", "1"),
        ];
        app.post(ADMIN, &at, &fields).await.assert_status(303);

        let mut browser = at_the_door(&app).await;
        let answer = sign_in(&mut browser, &after, &provider, &lena()).await;

        assert!(told(&mut browser, &answer).await.contains("belongs to nobody here"));
    }

    async fn only_accounts_of_the_domain_are_taken(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[("hosted_domain", "contoso.example")]).await;
        let of = |domain| Account { domain, ..lena() };
        link(&app, LEAD, &idp, &provider, &of(Some("Contoso.Example"))).await;
        for domain in [None, Some("gmail.com"), Some("evil-contoso.example"), Some("")] {
            let mut browser = at_the_door(&app).await;

            let answer = sign_in(&mut browser, &idp, &provider, &of(domain)).await;

            assert!(told(&mut browser, &answer).await.contains("not one of the organisation"), "{domain:?}");
        }
        let mut browser = at_the_door(&app).await;
        let answer = sign_in(&mut browser, &idp, &provider, &of(Some("contoso.example"))).await;
        assert_eq!(answer.assert_status(303).location(), "/o/contoso/evidence");
    }
}
