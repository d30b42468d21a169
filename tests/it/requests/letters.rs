//! What people are told by mail.

use super::*;
use insta::assert_snapshot;

fn main_of(html: &str) -> String {
    html.split("<body>\n").nth(1).unwrap().split("\n<hr>").next().unwrap().to_owned()
}

/// The same in all runs.
fn settled(text: &str, path: &str) -> String {
    text.replace(path, &format!("/{}/[secret]", path.split('/').nth(1).unwrap()))
}

#[tokio::test]
async fn the_letter_request_asked_is_written_like_this() {
    let app = TestApp::sqlite().await;
    let more = [
        ("wanted", "Of all machines"),
        ("note", "Thank you!"),
        ("person", "outside"),
        ("name", "Rosa Roe"),
        ("email", OUTSIDER),
    ];
    a_request(&app, &more).await;

    let letter = app.letters().await.pop().unwrap();

    let link = letter.link("/give/");
    assert_snapshot!(letter.subject, @"Contoso Machine Works asks you for evidence: List of accounts");
    assert_snapshot!(settled(&letter.text, &link), @r#"
    Hello Rosa Roe,

    Lena Lead of Contoso Machine Works asks you for this by 2026-03-09:

    List of accounts

    Of all machines

    Thank you!

    Upload it here:

    http://localhost:8080/give/[secret]

    The link works for one upload, until 2026-03-24 00:00 UTC, and only for this.
    Send no Controlled Unclassified Information (CUI) by it unless Lena Lead told you that it may be sent there.

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
    assert_snapshot!(main_of(&settled(&letter.html, &link)), @r#"
    <p>Hello Rosa Roe,</p>
    <p>Lena Lead of Contoso Machine Works asks you for this by 2026-03-09:</p>
    <p><strong>List of accounts</strong></p>
    <p>Of all machines</p>
    <p>Thank you!</p>
    <p>Upload it here:
      <a href="http://localhost:8080/give/[secret]">http://localhost:8080/give/[secret]</a></p>
    <p>The link works for one upload, until 2026-03-24 00:00 UTC, and only for this. Send no Controlled Unclassified
      Information (CUI) by it unless Lena Lead told you that it may be sent there.</p>
    "#);
}

#[tokio::test]
async fn the_letter_request_returned_is_written_like_this() {
    let app = TestApp::sqlite().await;
    let request = a_request(&app, &[]).await;
    bring(&app, CONTRIBUTOR, &request, "one").await;
    app.letters().await;
    decide(&app, &request, "return", "Two machines are missing").await;

    let letter = app.letters().await.pop().unwrap();

    assert_snapshot!(letter.subject, @"Returned: List of accounts");
    assert_snapshot!(settled(&letter.text, &request), @r#"
    Hello Carl Contributor,

    Contoso Machine Works needs something better than what was brought for this:

    List of accounts

    Two machines are missing

    Bring it here, by 2026-03-09:

    http://localhost:8080/o/[secret]

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
    assert_snapshot!(main_of(&settled(&letter.html, &request)), @r#"
    <p>Hello Carl Contributor,</p>
    <p>Contoso Machine Works needs something better than what was brought for this:</p>
    <p><strong>List of accounts</strong></p>
    <p>Two machines are missing</p>
    <p>Bring it here, by 2026-03-09:
      <a href="http://localhost:8080/o/[secret]">http://localhost:8080/o/[secret]</a></p>
    "#);
}

#[tokio::test]
async fn the_letter_request_submitted_is_written_like_this() {
    let app = TestApp::sqlite().await;
    let request = a_request(&app, &[]).await;
    app.letters().await;
    bring(&app, CONTRIBUTOR, &request, "one").await;

    let letter = app.letters().await.pop().unwrap();

    assert_snapshot!(letter.subject, @"To decide: List of accounts");
    assert_snapshot!(settled(&letter.text, &request), @r#"
    Hello Lena Lead,

    Carl Contributor brought what you asked for:

    List of accounts

    Look at it, then accept it or return it with a reason:

    http://localhost:8080/o/[secret]

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
    assert_snapshot!(main_of(&settled(&letter.html, &request)), @r#"
    <p>Hello Lena Lead,</p>
    <p>Carl Contributor brought what you asked for:</p>
    <p><strong><a href="http://localhost:8080/o/[secret]">List of accounts</a></strong></p>
    <p>Look at it, then accept it or return it with a reason.</p>
    "#);
}
