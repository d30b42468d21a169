//! Signing in by an organisation's own provider: there and back, linked and unlinked, honest and evil.

mod desk;
mod door;
mod evil;
mod join;
mod links;
mod reach;

use crate::support::{
    idp::{Account, CLIENT, Idp, SECRET},
    *,
};

/// Lena's account at the provider.
fn lena() -> Account {
    Account::of("lena-at-the-provider", "lena@contoso.example")
}

/// The provider as an administrator of Contoso sets it up; `also` are more fields of the form. Its id.
async fn set_up(app: &TestApp, idp: &Idp, also: &[(&str, &str)]) -> String {
    set_up_by(app, ADMIN, idp, also).await
}

async fn set_up_by(app: &TestApp, who: Person, idp: &Idp, also: &[(&str, &str)]) -> String {
    let at = format!("/o/{}/settings/providers", who.company.slug);
    let id = app.get(who, &format!("{at}/new")).await.field("id").unwrap();
    let fields = [
        ("id", id.as_str()),
        ("label", "Contoso ID"),
        ("issuer", &idp.issuer),
        ("client_id", CLIENT),
        ("client_secret", SECRET),
        ("is_listed", "yes"),
    ];
    app.post(who, &at, &[also, &fields].concat()).await.assert_status(303);
    id
}

/// Where the browser is sent by the button of the sign-in page.
async fn leave(browser: &mut Browser<'_>, provider: &str, fields: &[(&str, &str)]) -> String {
    browser.app.env.advance(chrono::TimeDelta::seconds(10));
    let answer = browser.post(&format!("/signin/provider/{provider}"), fields).await;
    page_of(answer.assert_status(200))
}

/// Where a page that leads away leads to.
fn page_of(answer: &Answer) -> String {
    answer.header("refresh").strip_prefix("0; url=").expect("the page goes on by itself").to_owned()
}

/// A browser that nobody signed in with, at the sign-in page.
async fn at_the_door(app: &TestApp) -> Browser<'_> {
    let mut browser = Browser::new(app);
    browser.get("/signin").await.assert_status(200);
    browser
}

/// Signs in by the provider: there, approved, and back.
async fn sign_in(browser: &mut Browser<'_>, idp: &Idp, provider: &str, account: &Account) -> Answer {
    browser.get("/signin").await;
    let page = leave(browser, provider, &[("next", "/o/contoso/evidence")]).await;
    browser.get(&idp.approve(&page, account)).await
}

/// Links `account` to a person who signed in by their password.
async fn link(app: &TestApp, who: Person, idp: &Idp, provider: &str, account: &Account) -> Answer {
    app.leaves_jobs();
    let mut browser = Browser::of(app, who).await;
    let answer = browser.post(&format!("/account/security/providers/{provider}"), &[]).await;
    let page = page_of(answer.assert_status(200));
    browser.get(&idp.approve(&page, account)).await
}

/// What the page after `answer` tells.
async fn told(browser: &mut Browser<'_>, answer: &Answer) -> String {
    browser.get(answer.assert_status(303).location()).await.body
}
