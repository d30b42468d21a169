//! How each letter looks, both parts of it. A letter of another domain may have its test there, under this name.

use crate::{house, support::*};
use insta::assert_snapshot;
use muster::kernel::text::Email;
use std::collections::BTreeSet;

/// The one letter that was sent.
async fn the_letter(app: &TestApp) -> SentLetter {
    let mut letters = app.letters().await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    letters.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_test_is_written_like_this() {
    let app = TestApp::sqlite().await;
    app.mail.try_out(&Email::parse(LEAD.email).unwrap(), &app.env).await.unwrap();

    let letter = the_letter(&app).await;

    assert_snapshot!(letter.subject, @"Muster can send mail");
    assert_snapshot!(letter.text, @r#"
    Hello,

    Somebody who sets up Muster sent this letter to see whether it arrives. It did.

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
    assert_snapshot!(letter.html, @r#"
    <!doctype html>
    <html lang="en">
    <head><meta charset="utf-8"><title>Muster can send mail</title></head>
    <body>
    <p>Hello,</p>
    <p>Somebody who sets up Muster sent this letter to see whether it arrives. It did.</p>
    <hr>
    <p>Muster, at <a href="http://localhost:8080">http://localhost:8080</a>.<br>
    Nobody reads answers to this address.</p>
    </body>
    </html>
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_invitation_is_written_like_this() {
    let app = TestApp::sqlite().await;
    let fields = [("name", "Nina O'New <b>"), ("email", "nina@contoso.example"), ("role", "contributor")];
    app.post(ADMIN, "/o/contoso/people/invitations", &fields).await.assert_status(200);

    let letter = the_letter(&app).await;

    let token = letter.link("/join/").replace("/join/", "");
    assert_snapshot!(letter.subject, @"Ada Admin invites you to Contoso Machine Works on Muster");
    assert_snapshot!(letter.text.replace(&token, "[token]"), @r#"
    Hello Nina O'New <b>,

    Ada Admin invites you to join Contoso Machine Works on Muster, where its CMMC records are kept. Your role there
    will be: Contributor.

    Open this link, then make a passkey or choose a password of 15 characters or more:

    http://localhost:8080/join/[token]

    The link works once, until 2026-03-05 09:00 UTC, and is only for nina@contoso.example.
    If it has stopped working, ask Ada Admin for a new one. If you did not expect this letter,
    ignore it: nothing happens unless you open the link.

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
    assert_snapshot!(letter.html.replace(&token, "[token]"), @r#"
    <!doctype html>
    <html lang="en">
    <head><meta charset="utf-8"><title>Join Contoso Machine Works on Muster</title></head>
    <body>
    <p>Hello Nina O&#39;New &lt;b&gt;,</p>
    <p>Ada Admin invites you to join <strong>Contoso Machine Works</strong> on Muster, where its CMMC records are
      kept. Your role there will be: Contributor.</p>
    <p>Open this link, then make a passkey or choose a password of 15 characters or more:</p>
    <p><a href="http://localhost:8080/join/[token]">http://localhost:8080/join/[token]</a></p>
    <p>The link works once, until 2026-03-05 09:00 UTC, and is only for nina@contoso.example.
      If it has stopped working, ask Ada Admin for a new one. If you did not expect this letter,
      ignore it: nothing happens unless you open the link.</p>
    <hr>
    <p>Muster, at <a href="http://localhost:8080">http://localhost:8080</a>.<br>
    Nobody reads answers to this address.</p>
    </body>
    </html>
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_invitation_wanted_is_written_like_this() {
    let app = TestApp::sqlite().await;
    let fields = [("name", "Nina New"), ("email", "nina@contoso.example"), ("role", "contributor")];
    app.post(ADMIN, "/o/contoso/people/invitations", &fields).await.assert_status(200);
    let link = the_letter(&app).await.link("/join/");
    app.post(STRANGER, &format!("{link}/ask"), &[]).await.assert_status(303);
    let other = the_letter(&app).await;
    app.env.advance(chrono::TimeDelta::hours(73));
    let mut nina = Browser::new(&app);
    nina.get(&link).await;
    nina.post(&format!("{link}/ask"), &[]).await.assert_status(303);

    let letter = the_letter(&app).await;

    assert_snapshot!(letter.subject, @"Nina New asks for a new invitation to Contoso Machine Works");
    assert_snapshot!(letter.text, @r#"
    Hello Ada Admin,

    The invitation of Nina New (nina@contoso.example) to Contoso Machine Works ran out. Whoever holds its link asks for
    a new one. If you agree, choose “Send again” beside it:

    http://localhost:8080/o/contoso/people

    If you do not agree, do nothing. They are told neither way.

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
    assert_snapshot!(letter.html, @r#"
    <!doctype html>
    <html lang="en">
    <head><meta charset="utf-8"><title>Nina New asks for a new invitation to Contoso Machine Works</title></head>
    <body>
    <p>Hello Ada Admin,</p>
    <p>The invitation of Nina New (nina@contoso.example) to <strong>Contoso Machine Works</strong> ran out.
      Whoever holds its link asks for a new one. If you agree, choose “Send again” beside it:</p>
    <p><a href="http://localhost:8080/o/contoso/people">http://localhost:8080/o/contoso/people</a></p>
    <p>If you do not agree, do nothing. They are told neither way.</p>
    <hr>
    <p>Muster, at <a href="http://localhost:8080">http://localhost:8080</a>.<br>
    Nobody reads answers to this address.</p>
    </body>
    </html>
    "#);
    assert_snapshot!(other.text, @r#"
    Hello Ada Admin,

    Somebody signed in as sam@fabrikam.example opened the invitation of Nina New (nina@contoso.example)
    to Contoso Machine Works and would like one for their own address. If you know that it is theirs, invite
    that address:

    http://localhost:8080/o/contoso/people

    If you do not agree, do nothing. They are told neither way.

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_password_changed_is_written_like_this() {
    let app = TestApp::sqlite().await;
    let fields = [("current_password", PASSWORD), ("new_password", "eleven quiet milling machines")];
    app.post(LEAD, "/settings/password", &fields).await.assert_status(303);

    let letter = the_letter(&app).await;

    assert_snapshot!(letter.subject, @"Your password for Muster was changed");
    assert_snapshot!(letter.text, @r#"
    Hello Lena Lead,

    The password of lena@contoso.example was changed on 2026-03-02 09:00 UTC, from the network address unknown.
    Your other browsers were signed out.

    If that was you, there is nothing to do.

    If it was not, tell an administrator of your organisation now, by telephone if you can. They can shut the account
    until it is yours again.

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
    assert_snapshot!(letter.html, @r#"
    <!doctype html>
    <html lang="en">
    <head><meta charset="utf-8"><title>Your password for Muster was changed</title></head>
    <body>
    <p>Hello Lena Lead,</p>
    <p>The password of lena@contoso.example was changed on 2026-03-02 09:00 UTC, from the network address unknown.
      Your other browsers were signed out.</p>
    <p>If that was you, there is nothing to do.</p>
    <p><strong>If it was not, tell an administrator of your organisation now</strong>, by telephone if you can. They can
      shut the account until it is yours again.</p>
    <hr>
    <p>Muster, at <a href="http://localhost:8080">http://localhost:8080</a>.<br>
    Nobody reads answers to this address.</p>
    </body>
    </html>
    "#);
}

#[test]
fn every_letter_has_its_three_parts_and_somebody_who_read_them() {
    let parts = house::files("templates/mail", "");
    let letters: BTreeSet<_> = parts
        .iter()
        .filter_map(|(path, _)| path.trim_start_matches("templates/mail/").split_once('/'))
        .collect();
    let names: BTreeSet<_> = letters.iter().map(|(name, _)| *name).collect();
    let tests = house::files("tests/it", ".rs");

    for name in &names {
        for part in ["subject.txt", "body.txt", "body.html"] {
            assert!(letters.contains(&(*name, part)), "mail/{name}/{part} is missing");
        }
        let test = format!("fn the_letter_{name}_is_written_like_this");
        assert!(tests.iter().any(|(_, text)| text.contains(&test)), "no test is called “{test}”");
    }
    assert!(names.contains("invitation"), "{names:?}");
}
