//! An organisation's own words for its letters.

use super::{FEATURES, all_but};
use crate::{house, support::*};
use muster::{access::Feature, mail::AMENDABLE};
use std::collections::BTreeSet;

const LETTERS: &str = "/o/contoso/settings/letters";
const INVITATION: &str = "/o/contoso/settings/letters/invitation";

/// Letters that no organisation words: they are about accounts, or about letting somebody in, or test the mail server.
const FIXED: &[&str] = &[
    "address_changed",
    "address_changing",
    "address_confirm",
    "address_taken",
    "backup_code_used",
    "choose_password",
    "invitation_wanted",
    "new_device",
    "password_changed",
    "password_reset",
    "provider_linked",
    "registration",
    "registration_known",
    "rescue_asked",
    "rescue_confirmed",
    "second_step_changed",
    "second_steps_removed",
    "sessions_ended",
    "sign_in_code",
    "test",
];

/// What the words of the first test become, for somebody with a name that would be more.
const TEXT: &str = "\
Dear Nina <b>New</b> {link},

<i>Contoso Machine Works</i> needs you as Compliance lead.
Come in: http://localhost:8080/join/[token]

{{7*7}} https://elsewhere.example/

Muster, at http://localhost:8080
Nobody reads answers to this address.";

/// The same as HTML: what was typed is escaped, and only our own address is a link.
const HTML: &str = "\
<!doctype html>
<html lang=\"en\">
<head><meta charset=\"utf-8\"><title>Come to Contoso Machine Works, Nina &lt;b&gt;New&lt;/b&gt; {link}</title></head>
<body>
<p>Dear Nina &lt;b&gt;New&lt;/b&gt; {link},</p>
<p>&lt;i&gt;Contoso Machine Works&lt;/i&gt; needs you as Compliance lead.<br>
Come in: <a href=\"http://localhost:8080/join/[token]\">http://localhost:8080/join/[token]</a></p>
<p>{{7*7}} https://elsewhere.example/</p>
<hr>
<p>Muster, at <a href=\"http://localhost:8080\">http://localhost:8080</a>.<br>
Nobody reads answers to this address.</p>
</body>
</html>";

/// Text of a form field as somebody reads it.
fn plain(html: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    pairs.iter().fold(html.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// What stands in the large field of the page.
fn body(page: &Answer) -> String {
    let field = page.body.split("<textarea").nth(1).expect("the text");
    let field = field.split_once('>').unwrap().1.split("</textarea>").next().unwrap();
    plain(field.strip_prefix('\n').unwrap_or(field))
}

/// The plain part of the example.
fn example(page: &Answer) -> String {
    let shown = page.body.split("<h4>Plain text</h4>").nth(1).expect("an example");
    plain(shown.split("<pre class=\"letter\">").nth(1).unwrap().split("</pre>").next().unwrap())
}

async fn save(app: &TestApp, at: &str, words: (&str, &str), version: &str) -> Answer {
    app.post(ADMIN, at, &[("subject", words.0), ("body", words.1), ("version", version), ("do", "save")])
        .await
}

async fn invite(app: &TestApp) -> SentLetter {
    let fields = [("name", "Nina <b>New</b> {link}"), ("email", "nina@contoso.example"), ("role", "lead")];
    app.post(ADMIN, "/o/contoso/people/invitations", &fields).await.assert_status(200);
    app.letters().await.pop().expect("a letter")
}

both! {
    async fn a_letter_goes_out_in_the_words_of_the_organisation(app: TestApp) {
        let words = "Dear {person},\r\n\r\n<i>{organisation}</i> needs you as {role}.\r\nCome in: {link}\r\n\r\n\
                     {{7*7}} https://elsewhere.example/";

        save(&app, INVITATION, ("Come to {organisation}, {person}", words), "0").await.assert_status(303);
        let letter = invite(&app).await;

        let token = letter.link("/join/").replace("/join/", "");
        let (text, html) = (letter.text.replace(&token, "[token]"), letter.html.replace(&token, "[token]"));
        assert_eq!(letter.subject, "Come to Contoso Machine Works, Nina <b>New</b> {link}");
        assert_eq!(text.trim_end(), TEXT);
        assert_eq!(html.trim_end(), HTML);
    }

    async fn an_administrator_sees_muster_s_words_first_and_an_example_of_them(app: TestApp) {
        let page = app.get(ADMIN, INVITATION).await;

        page.assert_status(200).assert_contains("This letter goes out in Muster’s words.");
        page.assert_contains("<code>{link}</code>").assert_contains("The text has to have it.");
        assert_eq!(page.field("subject").unwrap(), "{invited_by} invites you to {organisation} on Muster");
        assert!(body(&page).starts_with("Hello {person},\n\n{invited_by} invites you to join {organisation}"));
        assert!(body(&page).contains("\n{link}\n") && body(&page).contains("until {until},"));
        assert!(example(&page).contains("http://localhost:8080/join/an-example"));
        for letter in AMENDABLE {
            app.get(ADMIN, &format!("{LETTERS}/{}", letter.name)).await.assert_status(200);
        }
    }

    async fn muster_s_words_with_placeholders_give_the_same_letter(app: TestApp) {
        let usual = invite(&app).await;
        let page = app.get(ADMIN, INVITATION).await;
        let (subject, words) = (page.field("subject").unwrap(), body(&page));

        save(&app, INVITATION, (&subject, &words), "0").await.assert_status(303);
        let own = invite(&app).await;

        let text = |letter: &SentLetter| {
            let text = letter.text.replace(&letter.link("/join/"), "/join/[token]");
            // Their lines are broken elsewhere.
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        assert_eq!((&own.subject, text(&own)), (&usual.subject, text(&usual)));
    }

    async fn what_cannot_be_filled_in_is_said_at_its_field(app: TestApp) {
        let fields = [("subject", "{greeting}"), ("body", "Dear {person}"), ("version", "0"), ("do", "save")];

        let page = app.post(ADMIN, INVITATION, &fields).await;
        let script = app.post_fragment(ADMIN, INVITATION, &fields).await;
        let preview = [("subject", "Hi"), ("body", "{secret}"), ("version", "0"), ("do", "preview")];
        let preview = app.post(ADMIN, INVITATION, &preview).await;

        page.assert_status(422).assert_contains("{greeting} is no placeholder here. Use {person}, ");
        page.assert_contains("{link} is missing").assert_contains("value=\"{greeting}\"");
        assert_eq!(body(&page), "Dear {person}");
        assert_eq!(script.assert_status(422).header("hx-retarget"), "#text-form");
        preview.assert_status(422).assert_contains("{secret} is no placeholder here.");
        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn an_example_is_shown_before_anything_is_saved(app: TestApp) {
        let fields = [
            ("subject", "Hi {person}"), ("body", "<script>\n{link}"), ("version", "0"), ("do", "preview"),
        ];

        let page = app.post(ADMIN, INVITATION, &fields).await;
        let script = app.post_fragment(ADMIN, INVITATION, &fields).await;

        page.assert_status(200).assert_contains("<dd>Hi Nora Newman</dd>");
        page.assert_contains("<p>&lt;script&gt;<br>\n<u>http://localhost:8080/join/an-example</u></p>");
        assert_eq!(page.field("subject").unwrap(), "Hi {person}");
        script.assert_status(200).assert_contains("<dd>Hi Nora Newman</dd>");
        assert!(script.body.trim_start().starts_with("<div id=\"text-form\""), "{}", script.body);
        assert!(app.trail(CONTOSO).await.is_empty());
        app.get(ADMIN, INVITATION).await.assert_contains("goes out in Muster’s words");
    }

    async fn back_to_muster_s_words_is_a_change_like_any_other(app: TestApp) {
        save(&app, INVITATION, ("One", "{link}"), "0").await.assert_status(303);
        app.get(ADMIN, LETTERS).await.assert_contains("Yours, since");

        let back = app.post(ADMIN, INVITATION, &[("version", "1"), ("do", "usual")]).await;
        let late = save(&app, INVITATION, ("Two", "{link}!"), "1").await;

        assert_eq!(back.assert_status(303).location(), INVITATION);
        late.assert_status(409).assert_contains("Somebody else changed these words meanwhile");
        late.assert_contains("<strong>{invited_by} invites you").assert_contains("value=\"Two\"");
        assert_eq!(late.field("version").as_deref(), Some("2"));
        assert!(!app.get(ADMIN, LETTERS).await.contains("Yours, since"));
        assert!(invite(&app).await.subject.contains("invites you to"));
        let entries = app.trail_entries(CONTOSO).await;
        let changes: Vec<_> = entries.iter().filter(|(action, ..)| action == "mail_text.changed").collect();
        assert_eq!(changes.len(), 2);
        let (_, subject, detail) = changes[1];
        assert_eq!(subject, "mail_text:invitation");
        assert_eq!((&detail["before"]["subject"], &detail["before"]["body"]), (&"One".into(), &"{link}".into()));
        assert_eq!(detail["after"]["words"], "Muster's");
    }

    async fn only_administrators_choose_words_and_only_of_letters_that_can_be_worded(app: TestApp) {
        for who in [LEAD, CONTRIBUTOR, ASSESSOR] {
            app.get(who, LETTERS).await.assert_status(403);
            app.get(who, INVITATION).await.assert_status(403);
            app.post(who, INVITATION, &[("do", "usual")]).await.assert_status(403);
        }
        app.get(STRANGER, INVITATION).await.assert_status(404);
        for fixed in FIXED {
            app.get(ADMIN, &format!("{LETTERS}/{fixed}")).await.assert_status(404);
            app.post(ADMIN, &format!("{LETTERS}/{fixed}"), &[("do", "usual")]).await.assert_status(404);
        }
        app.get(ADMIN, LETTERS).await.assert_contains("Letters about accounts");
        save(&app, INVITATION, ("Ours", "{link}"), "0").await.assert_status(303);
        let theirs = app.get(STRANGER, "/o/fabrikam/settings/letters/invitation").await;
        theirs.assert_status(200).assert_contains("goes out in Muster’s words");
    }

    async fn a_task_and_its_reminders_are_told_in_own_words_wherever_they_are_sent(app: TestApp) {
        let other = TestApp::with(app.store.as_another_node().await);
        let at = |name: &str| format!("{LETTERS}/{name}");
        save(&app, &at("task_given"), ("Do: {task}", "{by}: {due}\n\n{link}"), "0").await.assert_status(303);
        let title = "Change <the> locks {by}";
        let lead = LEAD.id.to_string();
        let task =
            [("title", title), ("due_on", "2026-03-03"), ("priority", "normal"), ("assignee", lead.as_str())];

        other.post(ADMIN, "/o/contoso/tasks/new", &task).await.assert_status(303);
        let given = other.letters().await.pop().unwrap();

        assert_eq!(given.subject, "Do: Change <the> locks {by}");
        assert!(given.text.starts_with("Ada Admin: 2026-03-03\n\nhttp://localhost:8080/o/contoso/tasks/"));
        assert!(given.html.contains("<p>Ada Admin: 2026-03-03</p>\n<p><a href=\"http://localhost:8080/o/contoso/"));
        save(&app, &at("reminder"), ("{headline}", "{reminders}\n\n{all}"), "0").await.assert_status(303);
        app.post(ADMIN, "/o/contoso/notices/preview", &[]).await.assert_status(303);
        let reminded = app.letters().await.pop().unwrap();
        assert!(reminded.subject.ends_with(title), "{}", reminded.subject);
        assert!(reminded.text.starts_with(&format!("Task: {title}\n2026-03-03, tomorrow")), "{}", reminded.text);
        assert!(reminded.html.contains("Change &lt;the&gt; locks {by}"), "{}", reminded.html);
    }

    async fn somebody_outside_is_asked_for_evidence_in_own_words_and_a_colleague_in_others(app: TestApp) {
        let at = |name: &str| format!("{LETTERS}/{name}");
        let text = "Dear {person},\n\n{particulars}\n\n{note}\n\n{link} until {until}";
        let words = ("For {organisation}: {request}", text);
        save(&app, &at("request_asked_outside"), words, "0").await.assert_status(303);
        let colleague = CONTRIBUTOR.id.to_string();
        let outside = [("person", "outside"), ("name", "Rosa Roe"), ("email", "rosa@supplier.example")];
        for whom in [&[("person", colleague.as_str())][..], &outside] {
            let what = [("title", "Certificate {link}"), ("kind", "document"), ("due_on", "2026-03-09")];
            let answer = app.post(LEAD, "/o/contoso/requests/new", &[whom, &what].concat()).await;
            answer.assert_status(303);
        }

        let letters = app.letters().await;

        let to = |address: &str| letters.iter().find(|letter| letter.to == address).unwrap();
        let (ours, theirs) = (to(CONTRIBUTOR.email), to("rosa@supplier.example"));
        assert_eq!(theirs.subject, "For Contoso Machine Works: Certificate {link}");
        let text = theirs.text.replace(&theirs.link("/give/"), "/give/[token]");
        assert!(
            text.starts_with("Dear Rosa Roe,\n\nhttp://localhost:8080/give/[token] until 2026-03-24 00:00 UTC\n"),
            "{text}"
        );
        assert_eq!(ours.subject, "Contoso Machine Works asks you for evidence: Certificate {link}");
    }

    async fn words_that_were_chosen_later_do_not_change_a_letter_that_was_asked_for(app: TestApp) {
        let fields = [("name", "Nina New"), ("email", "nina@contoso.example"), ("role", "lead")];
        app.post(ADMIN, "/o/contoso/people/invitations", &fields).await.assert_status(200);

        save(&app, INVITATION, ("Later", "{link}"), "0").await.assert_status(303);

        assert!(app.letters().await.pop().unwrap().subject.contains("invites you to"));
        assert_eq!(invite(&app).await.subject, "Later");
    }

    async fn without_own_words_every_letter_is_muster_s(app: TestApp) {
        save(&app, INVITATION, ("Ours", "{link}"), "0").await.assert_status(303);

        app.post(ADMIN, FEATURES, &all_but(&[Feature::MailTexts], "1")).await.assert_status(303);

        assert!(invite(&app).await.subject.contains("invites you to"));
        app.post(ADMIN, FEATURES, &all_but(&[], "2")).await.assert_status(303);
        assert_eq!(invite(&app).await.subject, "Ours");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn muster_s_words_of_every_letter_are_its_templates() {
    let app = TestApp::sqlite().await;
    let mut wrong = Vec::new();
    for letter in AMENDABLE {
        let words = app.mail.words_of(letter).unwrap();
        let filled = app.mail.preview(letter, &words, "Contoso Machine Works").unwrap();
        let page = app.get(ADMIN, &format!("{LETTERS}/{}", letter.name)).await;
        let named = |it: &&str| body(&page).contains(&format!("{{{it}}}"));
        let needed = letter.placeholders.iter().filter(|it| it.is_needed).map(|it| it.name);
        let whole = muster::mail::Wording::parse(letter, &words.subject, &words.body);
        if whole != Ok(words.clone()) || !needed.clone().all(|it| named(&it)) || example(&page) != filled.text
        {
            wrong.push(format!("{}: {whole:?}", letter.name));
        }
        for (sample, shown) in
            [("Nora Newman", &words.body), ("an-example", &words.body), ("Dana", &words.subject)]
        {
            assert!(!shown.contains(sample), "{}: {sample} in\n{shown}", letter.name);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn whether_a_letter_can_be_worded_is_decided_for_each() {
    let parts = house::files("templates/mail", "");
    let letters: BTreeSet<_> = parts
        .iter()
        .filter_map(|(path, _)| Some(path.trim_start_matches("templates/mail/").split_once('/')?.0))
        .collect();
    let worded: BTreeSet<_> = AMENDABLE.iter().map(|letter| letter.folder).collect();

    let decided: BTreeSet<_> = worded.iter().copied().chain(FIXED.iter().copied()).collect();
    assert_eq!(letters, decided, "say in mail/wording/table.rs or here what becomes of it");
    assert!(FIXED.iter().all(|fixed| !worded.contains(fixed)));
}
