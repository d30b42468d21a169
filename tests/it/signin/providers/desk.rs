//! Providers at an administrator's desk.

use super::*;
use crate::support::idp::Mischief;
use muster::sql;
use serde_json::json;

const AT: &str = "/o/contoso/settings/providers";

fn form<'a>(id: &'a str, issuer: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("id", id),
        ("label", "Contoso ID"),
        ("issuer", issuer),
        ("client_id", CLIENT),
        ("client_secret", SECRET),
    ]
}

async fn secret_of(app: &TestApp, id: &str) -> Option<String> {
    let id: uuid::Uuid = id.parse().unwrap();
    let mut conn = app.db.read().await.unwrap();
    let (secret,): (Option<String>,) =
        sql! { fetch_one, &mut conn, "select client_secret from providers where id = $1", id }.unwrap();
    secret
}

both! {
    async fn a_provider_is_set_up_and_its_secret_is_seen_by_nobody(app: TestApp) {
        let idp = Idp::start(&app.env).await;

        let id = set_up(&app, &idp, &[]).await;

        let page = app.get(ADMIN, &format!("{AT}/{id}")).await;
        page.assert_status(200).assert_contains(&format!("http://localhost:8080/signin/provider/{id}/callback"));
        app.get(ADMIN, AT).await.assert_status(200).assert_contains("Contoso ID").assert_contains(&idp.issuer);
        let (action, subject, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((action.as_str(), subject), ("provider.created", format!("provider:{id}")));
        assert_eq!((&detail["issuer"], &detail["has_secret"]), (&json!(idp.issuer), &json!(true)));
        let sealed = secret_of(&app, &id).await.unwrap();
        for text in [&page.body, &sealed, &detail.to_string()] {
            assert!(!text.contains(SECRET), "{text}");
        }
    }

    async fn a_form_sent_twice_sets_up_one(app: TestApp) {
        let id = app.get(ADMIN, &format!("{AT}/new")).await.field("id").unwrap();
        let form = form(&id, "https://id.contoso.example");

        let first = app.post(ADMIN, AT, &form).await;
        let second = app.post(ADMIN, AT, &form).await;

        assert_eq!(first.assert_status(303).location(), format!("{AT}/{id}"));
        assert_eq!(second.assert_status(303).location(), format!("{AT}/{id}"));
        assert_eq!(app.trail(CONTOSO).await, ["provider.created"]);
        app.post(STRANGER, "/o/fabrikam/settings/providers", &form).await.assert_status(422);
    }

    async fn google_is_filled_in(app: TestApp) {
        let page = app.get(ADMIN, &format!("{AT}/new?preset=google")).await;

        assert_eq!(page.field("issuer").as_deref(), Some("https://accounts.google.com"));
        assert_eq!(page.field("label").as_deref(), Some("Google"));
    }

    async fn what_is_wrong_with_the_form_is_told_at_once_and_the_secret_is_not_shown_again(app: TestApp) {
        let fields = [
            ("id", "01990000-0000-7000-8000-00000000abcd"), ("label", " "), ("issuer", "contoso"), ("client_id", ""),
            ("hosted_domain", "not a domain"), ("client_secret", "typed already"),
        ];

        let answer = app.post(ADMIN, AT, &fields).await;

        answer.assert_status(422).assert_contains("Say what the button is to say");
        answer.assert_contains("Enter an address like https://login.example.com");
        answer.assert_contains("Copy the client ID").assert_contains("Enter a domain like example.com");
        assert!(!answer.contains("typed already"));
        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn addresses_inside_are_refused_when_they_are_entered(app: TestApp) {
        for issuer in [
            "http://id.contoso.example", "https://10.0.0.1", "https://169.254.169.254", "https://[fc00::1]",
            "https://user:word@id.contoso.example", "https://id.contoso.example:22", "ftp://id.contoso.example",
        ] {
            let answer = app.post(ADMIN, AT, &form("01990000-0000-7000-8000-00000000abcd", issuer)).await;

            answer.assert_status(422).assert_contains("aria-invalid");
        }
        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn a_change_keeps_the_secret_unless_the_issuer_is_another(app: TestApp) {
        let id = app.get(ADMIN, &format!("{AT}/new")).await.field("id").unwrap();
        app.post(ADMIN, AT, &form(&id, "https://id.contoso.example")).await.assert_status(303);
        let at = format!("{AT}/{id}");
        let change = |issuer: &'static str, version: &'static str| {
            [("label", "Renamed"), ("issuer", issuer), ("client_id", CLIENT), ("version", version)]
        };

        app.post(ADMIN, &at, &change("https://id.contoso.example", "1")).await.assert_status(303);
        let kept = secret_of(&app, &id).await;
        app.post(ADMIN, &at, &change("https://other.example", "2")).await.assert_status(303);

        assert!(kept.is_some());
        assert_eq!(secret_of(&app, &id).await, None);
        let (action, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((action.as_str(), &detail["secret_changed"]), ("provider.changed", &json!(true)));
        assert_eq!(detail["before"]["issuer"], "https://id.contoso.example");
    }

    async fn two_who_change_it_at_once_see_each_other(app: TestApp) {
        let id = app.get(ADMIN, &format!("{AT}/new")).await.field("id").unwrap();
        app.post(ADMIN, AT, &form(&id, "https://id.contoso.example")).await.assert_status(303);
        let fields = |label: &'static str| {
            [("label", label), ("issuer", "https://id.contoso.example"), ("client_id", CLIENT), ("version", "1")]
        };
        app.post(ADMIN, &format!("{AT}/{id}"), &fields("Theirs")).await.assert_status(303);

        let answer = app.post(ADMIN, &format!("{AT}/{id}"), &fields("Mine")).await;

        answer.assert_status(409).assert_contains("They wrote: Theirs").assert_contains("value=\"Mine\"");
        assert_eq!(answer.field("version").as_deref(), Some("2"));
    }

    async fn the_connection_is_tested_in_words(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let id = set_up(&app, &idp, &[]).await;
        let mut browser = Browser::of(&app, ADMIN).await;
        for (mischief, words) in [
            (Mischief::None, "answers and goes by this issuer"),
            (Mischief::DiscoveryOfAnother, "goes by another issuer address"),
            (Mischief::DiscoveryGarbage, "not as an OpenID Connect provider"),
            (Mischief::DiscoveryBroken, "not as an OpenID Connect provider"),
            (Mischief::DiscoverySlow, "no answer in time"),
            (Mischief::TokenEndpointOutOfReach, "has to begin with https"),
        ] {
            idp.mischief(mischief);
            app.env.advance(chrono::TimeDelta::seconds(30));

            let answer = browser.post(&format!("{AT}/{id}/test"), &[]).await;

            let html = told(&mut browser, &answer).await;
            assert!(html.contains(words), "{mischief:?}: {html}");
        }
    }

    async fn one_out_of_use_opens_nothing_and_ends_what_it_opened(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        link(&app, LEAD, &idp, &provider, &lena()).await;
        let mut hers = at_the_door(&app).await;
        sign_in(&mut hers, &idp, &provider, &lena()).await;
        let mut on_her_way = at_the_door(&app).await;
        let back = idp.approve(&leave(&mut on_her_way, &provider, &[]).await, &lena());

        let active = format!("{AT}/{provider}/active");
        app.post(ADMIN, &active, &[("active", ""), ("version", "1")]).await.assert_status(303);

        let shut = hers.get("/o/contoso/people").await;
        assert_eq!(shut.assert_status(303).location(), "/signin?next=%2Fo%2Fcontoso%2Fpeople");
        let too_late = on_her_way.get(&back).await;
        assert!(told(&mut on_her_way, &too_late).await.contains("Begin again"));
        assert!(!app.anonymous_get("/signin").await.contains("Contoso ID"));
        assert_eq!(app.trail(CONTOSO).await.iter().filter(|a| *a == "provider.deactivated").count(), 1);
        app.post(ADMIN, &active, &[("active", "yes"), ("version", "2")]).await.assert_status(303);
        let mut again = at_the_door(&app).await;
        let answer = sign_in(&mut again, &idp, &provider, &lena()).await;
        assert_eq!(answer.assert_status(303).location(), "/o/contoso/evidence");
    }
}
