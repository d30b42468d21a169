//! How the letters about second steps look, both parts of them.

use crate::support::*;
use insta::assert_snapshot;

/// The lead, in by password and app.
async fn lead_in(app: &TestApp) -> Browser<'_> {
    app.give_app(LEAD).await;
    let mut browser = Browser::new(app);
    browser.sign_in(LEAD).await;
    browser.get("/signin/second").await;
    browser.post("/signin/second", &[("code", &app.code(0))]).await.assert_status(303);
    browser.get("/account/security").await;
    browser
}

async fn the_letter(app: &TestApp) -> SentLetter {
    let mut letters = app.letters().await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    letters.remove(0)
}

fn main_of(html: &str) -> String {
    html.split("<body>\n").nth(1).unwrap().split("\n<hr>").next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_sign_in_code_is_written_like_this() {
    let app = TestApp::sqlite().await;
    app.rule("second_factor_roles = 'lead', mail_codes = true").await;
    Browser::new(&app).sign_in(LEAD).await;

    let letter = the_letter(&app).await;

    let code = letter.subject[..9].to_owned();
    assert_snapshot!(letter.subject.replace(&code, "[code]"), @"[code] is your code for Muster");
    assert_snapshot!(letter.text.replace(&code, "[code]"), @"
    Hello Lena Lead,

    Somebody signed in to Muster with your password and needs this code to go on:

    [code]

    It is good for 10 minutes, once, and only in the browser that asked for it. Give it to nobody.

    If it was not you, your password is known to somebody else. Change it now:
    http://localhost:8080/settings/password

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    ");
    assert_snapshot!(main_of(&letter.html).replace(&code, "[code]"), @r#"
    <p>Hello Lena Lead,</p>
    <p>Somebody signed in to Muster with your password and needs this code to go on:</p>
    <p><strong>[code]</strong></p>
    <p>It is good for 10 minutes, once, and only in the browser that asked for it. Give it to nobody.</p>
    <p>If it was not you, your password is known to somebody else:
      <a href="http://localhost:8080/settings/password">change it now</a>.</p>
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_second_step_changed_is_written_like_this() {
    let app = TestApp::sqlite().await;
    let mut browser = lead_in(&app).await;
    browser.post("/account/security/codes", &[]).await.assert_status(200);

    let letter = the_letter(&app).await;

    assert_snapshot!(letter.subject, @"The second step of your Muster account was changed");
    assert_snapshot!(letter.text, @"
    Hello Lena Lead,

    New backup codes were made for lena@contoso.example on
    2026-03-02 09:00 UTC, from the network address unknown.

    If that was you, there is nothing to do.

    If it was not, tell an administrator of your organisation now, by telephone if you can. They can shut the account
    until it is yours again. Your second steps: http://localhost:8080/account/security

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    ");
    assert_snapshot!(main_of(&letter.html), @r#"
    <p>Hello Lena Lead,</p>
    <p>New backup codes were made for lena@contoso.example on
      2026-03-02 09:00 UTC, from the network address unknown.</p>
    <p>If that was you, there is nothing to do.</p>
    <p><strong>If it was not, tell an administrator of your organisation now</strong>, by telephone if you can. They can
      shut the account until it is yours again. Your second steps:
      <a href="http://localhost:8080/account/security">http://localhost:8080/account/security</a></p>
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_backup_code_used_is_written_like_this() {
    let app = TestApp::sqlite().await;
    let mut browser = lead_in(&app).await;
    let page = browser.post("/account/security/codes", &[]).await;
    let code = page.body.split("<li><code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    app.letters().await;
    let mut paper = Browser::new(&app);
    paper.sign_in(LEAD).await;
    paper.get("/signin/second?by=code").await;
    paper.post("/signin/second", &[("by", "code"), ("code", &code)]).await.assert_status(303);

    let letter = the_letter(&app).await;

    assert_snapshot!(letter.subject, @"A backup code of your Muster account was used");
    assert_snapshot!(letter.text, @"
    Hello Lena Lead,

    A backup code was used to sign in as lena@contoso.example on 2026-03-02 09:00 UTC,
    from the network address unknown. Codes left: 9.

    If that was you, there is nothing to do; if you have few left, make new ones:
    http://localhost:8080/account/security

    If it was not, somebody has your password and your paper. Tell an administrator of your organisation now, by
    telephone if you can. They can shut the account until it is yours again.

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    ");
    assert_snapshot!(main_of(&letter.html), @r#"
    <p>Hello Lena Lead,</p>
    <p>A backup code was used to sign in as lena@contoso.example on 2026-03-02 09:00 UTC,
      from the network address unknown. Codes left: 9.</p>
    <p>If that was you, there is nothing to do; if you have few left,
      <a href="http://localhost:8080/account/security">make new ones</a>.</p>
    <p><strong>If it was not, somebody has your password and your paper.</strong> Tell an administrator of your
      organisation now, by telephone if you can. They can shut the account until it is yours again.</p>
    "#);
}
