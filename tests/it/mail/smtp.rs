//! Handing letters to a mail server that is well, busy, strict, silent or forgetful.

use crate::support::*;
use chrono::TimeDelta;
use muster::{
    app::Tasks,
    jobs::{self, Outcome},
    kernel::{audit::Actor, db::Chore, text::Email},
    mail::{self, Letter, Smtp, Tls},
};
use serde_json::json;
use std::time::Duration;

async fn write(app: &TestApp, to: &str, name: &str) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let letter = Letter::new("test", &Email::parse(to).unwrap(), name, json!({})).of(CONTOSO.id);
    let letter = letter.until(tx.now() + TimeDelta::hours(72));
    mail::send_in(&mut tx, letter).await.unwrap();
    tx.commit_chore(Chore::Sweep).await.unwrap();
}

/// A program whose letters go to a mail server of this mood, and one letter to Lena.
async fn one_letter(app: &mut TestApp, mood: Mood) -> Catcher {
    let catcher = Catcher::start(Tls::None).await;
    catcher.becomes(mood);
    app.send_by(catcher.settings(Tls::None));
    write(app, LEAD.email, "Lena Lead").await;
    app.run_jobs().await;
    catcher
}

async fn parked(app: &TestApp) -> Vec<String> {
    let mut conn = app.db.read().await.unwrap();
    mail::parked(&mut conn, CONTOSO.id).await.unwrap().into_iter().map(|letter| letter.problem).collect()
}

/// The value of a header, unfolded.
fn header<'a>(letter: &'a str, name: &str) -> &'a str {
    letter.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).unwrap_or_default()
}

both! {
    async fn a_letter_arrives_with_both_parts_and_says_that_a_program_wrote_it(app: TestApp) {
        let mut app = app;
        let catcher = one_letter(&mut app, Mood::Well).await;

        let letters = catcher.seen().letters;
        assert_eq!(letters.len(), 1);
        let letter = &letters[0];
        assert_eq!(header(letter, "To"), "\"Lena Lead\" <lena@contoso.example>");
        assert_eq!(header(letter, "From"), "Muster <muster@muster.example>");
        assert_eq!(header(letter, "Subject"), "Muster can send mail");
        assert_eq!(header(letter, "Date"), "Mon, 02 Mar 2026 09:00:00 +0000");
        assert_eq!(header(letter, "Auto-Submitted"), "auto-generated");
        assert!(header(letter, "Message-ID").ends_with("@muster.example>"), "{letter}");
        assert!(header(letter, "Content-Type").starts_with("multipart/alternative;"), "{letter}");
        let (plain, html) = (letter.find("text/plain").unwrap(), letter.find("text/html").unwrap());
        assert!(plain < html, "the part that is liked best comes last");
    }

    async fn a_busy_server_gets_the_same_letter_again_later(app: TestApp) {
        let mut app = app;
        let catcher = one_letter(&mut app, Mood::Busy).await;
        assert!(catcher.seen().letters.is_empty());
        catcher.becomes(Mood::Well);

        app.run_jobs().await;
        assert!(catcher.seen().letters.is_empty(), "not before the pause is over");
        app.env.advance(TimeDelta::minutes(2));
        app.run_jobs().await;

        assert_eq!(catcher.seen().letters.len(), 1);
        assert!(parked(&app).await.is_empty());
    }

    async fn a_refused_letter_is_parked_at_once_with_the_servers_words(app: TestApp) {
        let mut app = app;
        let catcher = one_letter(&mut app, Mood::Strict).await;

        let problems = parked(&app).await;

        assert_eq!(problems.len(), 1);
        assert!(problems[0].contains("550") && problems[0].contains("no such mailbox"), "{problems:?}");
        assert_eq!(catcher.seen().commands.iter().filter(|line| line.starts_with("RCPT")).count(), 1);
        assert_eq!(app.trail(CONTOSO).await, ["job.parked"]);
    }

    async fn a_wrong_password_is_the_operators_to_repair_and_no_letter_is_given_up(app: TestApp) {
        let mut app = app;
        let catcher = Catcher::start(Tls::None).await;
        catcher.becomes(Mood::Suspicious);
        app.send_by(Smtp { login: Some(Catcher::login()), ..catcher.settings(Tls::None) });
        write(&app, LEAD.email, "Lena").await;
        app.run_jobs().await;
        assert!(parked(&app).await.is_empty() && catcher.seen().letters.is_empty());

        catcher.becomes(Mood::Well);
        app.env.advance(TimeDelta::minutes(2));
        app.run_jobs().await;

        assert_eq!(catcher.seen().letters.len(), 1);
    }

    async fn a_server_that_never_answers_is_given_up_for_now(app: TestApp) {
        let mut app = app;
        let catcher = Catcher::start(Tls::None).await;
        catcher.becomes(Mood::Silent);
        app.send_by(Smtp { patience: Duration::from_millis(300), ..catcher.settings(Tls::None) });
        write(&app, LEAD.email, "Lena").await;
        app.run_jobs().await;

        catcher.becomes(Mood::Well);
        app.send_by(catcher.settings(Tls::None));
        app.env.advance(TimeDelta::minutes(2));
        app.run_jobs().await;

        assert_eq!(catcher.seen().letters.len(), 1);
    }

    async fn a_server_that_hangs_up_after_the_letter_gets_one_duplicate_byte_for_byte(app: TestApp) {
        let mut app = app;
        let catcher = one_letter(&mut app, Mood::Forgetful).await;
        catcher.becomes(Mood::Well);
        app.env.advance(TimeDelta::minutes(2));
        app.run_jobs().await;
        app.env.advance(TimeDelta::days(2));
        app.run_jobs().await;

        let letters = catcher.seen().letters;
        assert_eq!(letters.len(), 2);
        assert!(!header(&letters[0], "Message-ID").is_empty());
        assert_eq!(letters[0], letters[1]);
    }

    async fn a_letter_whose_link_no_longer_works_is_not_sent(app: TestApp) {
        let mut app = app;
        let catcher = one_letter(&mut app, Mood::Busy).await;
        catcher.becomes(Mood::Well);

        app.env.advance(TimeDelta::hours(72));
        app.run_jobs().await;

        assert!(catcher.seen().letters.is_empty() && parked(&app).await.is_empty());
        assert_eq!(app.trail(CONTOSO).await, ["job.expired"]);
    }

    async fn nobody_waits_for_a_mail_server_that_is_down(app: TestApp) {
        let mut app = app;
        let port_of_nobody = Smtp { port: 1, ..Catcher::start(Tls::None).await.settings(Tls::None) };
        app.send_by(port_of_nobody);

        let fields = [("name", "Nina New"), ("email", "nina@contoso.example"), ("role", "contributor")];
        app.post(ADMIN, "/o/contoso/people/invitations", &fields).await.assert_status(200);
        app.run_jobs().await;

        let tasks = Tasks { db: app.db.clone(), post: app.mail.clone(), imports: Default::default() };
        let next = jobs::work_one(&app.db, &tasks).await.unwrap();
        assert!(!next, "it waits for its next try");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_travel_by_tls_from_the_first_byte_or_by_starttls() {
    for tls in [Tls::Implicit, Tls::StartTls] {
        let mut app = TestApp::sqlite().await;
        let catcher = Catcher::start(tls).await;
        app.send_by(Smtp { login: Some(Catcher::login()), ..catcher.settings(tls) });

        let sent = app.mail.try_out(&Email::parse(LEAD.email).unwrap(), &app.env).await.unwrap();

        assert_eq!(sent, Outcome::Done, "{tls:?}");
        assert_eq!(catcher.seen().letters.len(), 1);
        assert!(catcher.seen().commands.iter().any(|line| line.starts_with("AUTH PLAIN ")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_starttls_or_with_a_strange_certificate_gets_nothing() {
    let plain = Catcher::start(Tls::None).await;
    let strange = Catcher::start(Tls::StartTls).await;
    let untrusted = Smtp { trusted: None, ..strange.settings(Tls::StartTls) };
    for (catcher, smtp) in [(&plain, plain.settings(Tls::StartTls)), (&strange, untrusted)] {
        let mut app = TestApp::sqlite().await;
        app.send_by(Smtp { login: Some(Catcher::login()), ..smtp });

        let sent = app.mail.try_out(&Email::parse(LEAD.email).unwrap(), &app.env).await.unwrap();

        assert!(matches!(sent, Outcome::Retry(_)), "{sent:?}");
        let seen = catcher.seen();
        assert!(
            seen.letters.is_empty() && !seen.commands.iter().any(|line| line.starts_with("AUTH")),
            "{seen:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_name_or_address_can_add_a_line_to_the_head_of_a_letter() {
    let mut app = TestApp::sqlite().await;
    let catcher = Catcher::start(Tls::None).await;
    app.send_by(catcher.settings(Tls::None));
    let evil = [
        "Eve\r\nBcc: all@contoso.example",
        "Eve\nBcc: all@contoso.example\n\nA body",
        "Eve\" <all@contoso.example>, \"",
        "Eve\u{2028}Bcc: all@contoso.example",
        "Ève, =?utf-8?q?=0D=0ABcc:_all@contoso.example?=",
    ];

    for name in evil {
        write(&app, "eve@contoso.example", name).await;
    }
    write(&app, "eve<all>@contoso.example", "Eve").await;
    app.run_jobs().await;

    let seen = catcher.seen();
    assert_eq!(seen.letters.len(), evil.len(), "{:?}", parked(&app).await);
    for letter in &seen.letters {
        let head = letter.split("\r\n\r\n").next().unwrap();
        let read = mail_parser::MessageParser::default().parse(letter.as_bytes()).unwrap();
        assert!(!head.to_lowercase().contains("\nbcc"), "{head}");
        assert!(read.bcc().is_none() && read.to().unwrap().as_list().unwrap().len() == 1, "{head}");
        assert_eq!(read.to().unwrap().first().unwrap().address(), Some("eve@contoso.example"));
    }
    assert!(!seen.commands.iter().any(|line| line.contains("all")), "{:?}", seen.commands);
    assert_eq!(parked(&app).await.len(), 1, "no mail server knows the last address");
}
