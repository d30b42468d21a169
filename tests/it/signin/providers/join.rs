//! Joining by an invitation with an account at the organisation's provider, so that nobody needs a password.

use super::*;
use muster::sql;
use serde_json::{Value, json};

const NEW: &str = "nora@contoso.example";

/// Invites somebody to Contoso; the token of the link.
async fn invite(app: &TestApp, email: &str) -> String {
    let fields = [("name", "Nora New"), ("email", email), ("role", "contributor")];
    let answer = app.post(ADMIN, "/o/contoso/people/invitations", &fields).await;
    app.run_jobs().await;
    let html = answer.assert_status_below(400).body.clone();
    let html = if answer.status == 303 { app.get(ADMIN, answer.location()).await.body } else { html };
    html.split("/join/").nth(1).expect("the link is shown")[..43].to_owned()
}

fn nora() -> Account {
    Account::of("nora-at-the-provider", NEW)
}

/// Follows the invitation by way of the provider.
async fn join(
    browser: &mut Browser<'_>,
    idp: &Idp,
    provider: &str,
    token: &str,
    account: &Account,
) -> Answer {
    browser.get(&format!("/join/{token}")).await.assert_status(200);
    let page = leave(browser, provider, &[("purpose", "join"), ("invitation", token)]).await;
    browser.get(&idp.approve(&page, account)).await
}

async fn password_of(app: &TestApp, email: &str) -> Option<Option<String>> {
    let mut conn = app.db.read().await.unwrap();
    let row: Option<(Option<String>,)> =
        sql! { fetch_optional, &mut conn, "select password_hash from users where email = $1", email }
            .unwrap();
    row.map(|(hash,)| hash)
}

both! {
    async fn somebody_new_joins_without_ever_having_a_password(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[("is_listed", "")]).await;
        let token = invite(&app, NEW).await;
        app.anonymous_get(&format!("/join/{token}")).await.assert_contains("Join with Contoso ID");
        let mut browser = Browser::new(&app);

        let answer = join(&mut browser, &idp, &provider, &token, &nora()).await;

        assert_eq!(answer.assert_status(303).location(), "/o/contoso");
        let home = browser.get("/o/contoso/people").await;
        home.assert_status(200).assert_contains("You belong to Contoso Machine Works");
        assert_eq!(password_of(&app, NEW).await, Some(None));
        let actions = app.trail(CONTOSO).await;
        let tail: Vec<_> = actions.iter().rev().take(3).rev().map(String::as_str).collect();
        assert_eq!(tail, ["member.joined", "identity.linked", "session.started"]);
        let mut later = at_the_door(&app).await;
        sign_in(&mut later, &idp, &provider, &nora()).await.assert_status(303);
        later.get("/o/contoso/people").await.assert_status(200).assert_contains("Nora New");
    }

    async fn somebody_without_anything_else_may_get_a_factor_of_their_own(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        let token = invite(&app, NEW).await;
        let mut browser = Browser::new(&app);

        join(&mut browser, &idp, &provider, &token, &nora()).await.assert_status(303);

        browser.get("/account/security/totp").await.assert_status(200);
        browser.get("/account/security").await.assert_status(200).assert_contains("Contoso ID").assert_contains(NEW);
    }

    async fn an_address_that_only_userinfo_tells_will_do(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        let token = invite(&app, NEW).await;
        let account = Account { email_in_token: false, ..nora() };

        let answer = join(&mut Browser::new(&app), &idp, &provider, &token, &account).await;

        assert_eq!(answer.assert_status(303).location(), "/o/contoso");
    }

    async fn only_the_verified_address_of_the_invitation_joins(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        let token = invite(&app, NEW).await;
        let with = |email, verified: Value| Account { email, verified, ..nora() };
        for (account, words) in [
            (with(Some(NEW), json!(false)), "has not checked"),
            (with(Some(NEW), json!("false")), "has not checked"),
            (with(Some(NEW), Value::Null), "has not checked"),
            (with(Some("mallory@contoso.example"), json!(true)), "another address"),
            (with(None, json!(true)), "another address"),
        ] {
            app.env.advance(chrono::TimeDelta::seconds(30));
            let mut browser = Browser::new(&app);

            let answer = join(&mut browser, &idp, &provider, &token, &account).await;

            assert_eq!(answer.assert_status(303).location(), format!("/join/{token}"), "{account:?}");
            let html = told(&mut browser, &answer).await;
            assert!(html.contains(words) && html.contains("Choose a password"), "{account:?}: {html}");
            assert_eq!(browser.cookie("sid"), None);
        }
        assert_eq!(password_of(&app, NEW).await, None);
    }

    async fn an_account_that_is_there_is_not_given_to_whoever_has_its_address(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        let token = invite(&app, STRANGER.email).await;
        let impostor = Account::of("impostor", STRANGER.email);
        assert!(!app.anonymous_get(&format!("/join/{token}")).await.contains("Join with Contoso ID"));
        let mut browser = Browser::new(&app);

        let answer = join(&mut browser, &idp, &provider, &token, &impostor).await;

        assert!(told(&mut browser, &answer).await.contains("has an account here already"));
        assert_eq!(browser.cookie("sid"), None);
        let mut later = at_the_door(&app).await;
        let refused = sign_in(&mut later, &idp, &provider, &impostor).await;
        assert!(told(&mut later, &refused).await.contains("belongs to nobody here"));
    }

    async fn a_provider_of_another_organisation_cannot_let_anybody_join(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let theirs = set_up_by(&app, STRANGER, &idp, &[]).await;
        let token = invite(&app, NEW).await;
        assert!(!app.anonymous_get(&format!("/join/{token}")).await.contains("Join with Contoso ID"));
        let mut browser = Browser::new(&app);

        let answer = join(&mut browser, &idp, &theirs, &token, &nora()).await;

        assert_eq!(answer.assert_status(303).location(), "/signin");
        assert_eq!(password_of(&app, NEW).await, None);
    }

    async fn an_invitation_taken_back_meanwhile_lets_nobody_in(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        let token = invite(&app, NEW).await;
        let mut browser = Browser::new(&app);
        browser.get(&format!("/join/{token}")).await;
        let page = leave(&mut browser, &provider, &[("purpose", "join"), ("invitation", &token)]).await;
        invite(&app, NEW).await;

        let answer = browser.get(&idp.approve(&page, &nora())).await;

        assert_eq!(answer.assert_status(303).location(), "/signin");
        assert_eq!(password_of(&app, NEW).await, None);
    }
}
