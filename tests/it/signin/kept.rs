//! A session ends while somebody writes: nothing typed is lost, and it is saved once.

use crate::support::*;
use chrono::TimeDelta;
use muster::{kernel::text::Email, signin::actions};

const SETTINGS: &str = "/o/contoso/settings";
const TYPED: [(&str, &str); 4] = [
    ("name", "Contoso Machine Works & Sons, a company with a name that is longer than a line"),
    ("kind", "pdf"),
    ("kind", "png"),
    ("version", "1"),
];

/// Somebody who filled in a form and whose session is over before they send it.
async fn too_late(app: &TestApp, who: Person) -> Browser<'_> {
    let mut browser = Browser::of(app, who).await;
    browser.get(SETTINGS).await.assert_status(200);
    app.env.advance(TimeDelta::minutes(31));
    browser
}

/// Signs in at the page that a kept form leads to, and follows to the form.
async fn come_back(browser: &mut Browser<'_>, door: &str, who: Person) -> (String, Answer) {
    browser.get(door).await.assert_status(200).assert_contains("What you wrote is kept for an hour");
    let kept = door.strip_prefix("/signin?kept=").unwrap().to_owned();
    let fields = [("email", who.email), ("password", PASSWORD), ("kept", kept.as_str())];
    let answer = browser.post("/signin", &fields).await;
    let at = answer.assert_status(303).location().to_owned();
    assert_eq!(at, format!("/kept/{kept}"));
    let shown = browser.get(&at).await;
    (kept, shown)
}

async fn name_of_contoso(app: &TestApp) -> String {
    let mut conn = app.db.read().await.unwrap();
    let (name,): (String,) =
        muster::sql! { fetch_one, &mut conn, "select name from organisations where id = $1", CONTOSO.id }
            .unwrap();
    name
}

async fn kept_forms(app: &TestApp) -> i64 {
    let mut conn = app.db.read().await.unwrap();
    let (kept,): (i64,) = muster::sql! { fetch_one, &mut conn, "select count(*) from kept_forms" }.unwrap();
    kept
}

/// A window with a form in it, beside another one in which the same person signed in again since.
async fn signed_in_elsewhere(app: &TestApp) -> Browser<'_> {
    let window = too_late(app, ADMIN).await;
    let mut other = window.twin();
    other.sign_in(ADMIN).await.assert_status(303);
    Browser { csrf: window.csrf, ..other }
}

both! {
    async fn without_javascript_the_form_is_shown_again_after_sign_in_and_saved(app: TestApp) {
        let mut browser = too_late(&app, ADMIN).await;

        let sent = browser.post(SETTINGS, &TYPED).await;
        let (kept, shown) = come_back(&mut browser, sent.assert_status(303).location(), ADMIN).await;

        shown.assert_status(200).assert_contains("Save it now").assert_contains("Discard");
        shown.assert_contains("id=\"kept-form\" method=\"post\" action=\"/o/contoso/settings\"");
        shown.assert_contains("Contoso Machine Works &amp; Sons, a company");
        assert_eq!(shown.field("version").as_deref(), Some("1"));
        assert_eq!(name_of_contoso(&app).await, CONTOSO.name, "nothing is saved before it was seen");

        let fields = [&TYPED[..], &[("kept", kept.as_str())]].concat();
        let saved = browser.post(SETTINGS, &fields).await;

        assert_eq!(saved.assert_status(303).location(), SETTINGS);
        assert_eq!(name_of_contoso(&app).await, TYPED[0].1);
        browser.get(&format!("/kept/{kept}")).await.assert_contains("This was saved").assert_contains(SETTINGS);
    }

    async fn with_javascript_the_script_is_sent_to_the_door(app: TestApp) {
        let mut browser = too_late(&app, ADMIN).await;

        let sent = browser.post_fragment(SETTINGS, &TYPED).await;

        sent.assert_status(401);
        let door = sent.header("hx-redirect").to_owned();
        let (_, shown) = come_back(&mut browser, &door, ADMIN).await;
        shown.assert_status(200).assert_contains("Contoso Machine Works &amp; Sons");
    }

    async fn a_wrong_password_and_a_wait_lose_nothing_of_it(app: TestApp) {
        let mut browser = too_late(&app, ADMIN).await;
        let door = browser.post(SETTINGS, &TYPED).await.location().to_owned();
        let page = browser.get(&door).await;
        page.assert_contains(&format!("action=\"{door}\""));
        let kept = door.strip_prefix("/signin?kept=").unwrap().to_owned();
        let wrong = [("email", ADMIN.email), ("password", "not this one at all"), ("kept", kept.as_str())];
        let mut told = browser.post(&door, &wrong).await;
        for _ in 0..20 {
            if told.status == 429 {
                break;
            }
            told = browser.post(&door, &wrong).await;
        }

        told.assert_status(429).assert_contains(&format!("href=\"{door}\">Try again</a>"));
        app.env.advance(TimeDelta::minutes(20));
        let (_, shown) = come_back(&mut browser, &door, ADMIN).await;
        shown.assert_contains("Contoso Machine Works &amp; Sons");
    }

    async fn saving_it_twice_has_one_effect(app: TestApp) {
        let mut browser = too_late(&app, ADMIN).await;
        let door = browser.post(SETTINGS, &TYPED).await.location().to_owned();
        let (kept, _) = come_back(&mut browser, &door, ADMIN).await;
        let fields = [&TYPED[..], &[("kept", kept.as_str())]].concat();
        let (mut one, mut two) = (browser.twin(), browser.twin());

        let (first, second) = tokio::join!(one.post(SETTINGS, &fields), two.post(SETTINGS, &fields));
        let third = browser.post(SETTINGS, &fields).await;

        let mut places = [first.location().to_owned(), second.location().to_owned()];
        places.sort();
        assert_eq!(places, [format!("/kept/{kept}"), SETTINGS.to_owned()]);
        assert_eq!(third.location(), format!("/kept/{kept}"));
        let changes = app.trail(CONTOSO).await.into_iter().filter(|action| action == "organisation.changed");
        assert_eq!(changes.count(), 1);
    }

    async fn what_could_not_be_saved_can_be_sent_again(app: TestApp) {
        let mut browser = too_late(&app, ADMIN).await;
        let door = browser.post(SETTINGS, &TYPED).await.location().to_owned();
        let (kept, _) = come_back(&mut browser, &door, ADMIN).await;
        let bad = [("name", ""), ("kind", "pdf"), ("version", "1"), ("kept", kept.as_str())];

        browser.post(SETTINGS, &bad).await.assert_status(422);
        browser.get(&format!("/kept/{kept}")).await.assert_contains("Save it now");
        let fields = [&TYPED[..], &[("kept", kept.as_str())]].concat();

        browser.post(SETTINGS, &fields).await.assert_status(303);
        assert_eq!(name_of_contoso(&app).await, TYPED[0].1);
    }

    async fn nobody_else_sees_what_was_kept(app: TestApp) {
        let mut browser = too_late(&app, ADMIN).await;
        let door = browser.post(SETTINGS, &TYPED).await.location().to_owned();
        let kept = door.replace("/signin?kept=", "/kept/");

        let mut other = Browser::of(&app, LEAD).await;

        other.get(&kept).await.assert_status(404);
        other.post(&format!("{kept}/discard"), &[]).await.assert_status(303);
        let mut nobody = Browser::new(&app);
        assert!(nobody.get(&kept).await.location().starts_with("/signin?next="));
        let (_, shown) = come_back(&mut browser, &door, ADMIN).await;
        shown.assert_contains("Save it now");
    }

    async fn what_nobody_known_sent_is_for_who_signs_in_in_the_same_browser_alone(app: TestApp) {
        let mut browser = Browser::new(&app);
        let mut admin = Browser::of(&app, ADMIN).await;

        let door = browser.post(SETTINGS, &TYPED).await.assert_status(303).location().to_owned();
        let kept = door.strip_prefix("/signin?kept=").unwrap().to_owned();

        // Whoever is handed the link sees nothing, and what was sent has no effect through them.
        admin.get(&format!("/kept/{kept}")).await.assert_status(404);
        let again = [&TYPED[..], &[("kept", kept.as_str())]].concat();
        let refused = admin.post(SETTINGS, &again).await;
        assert_eq!(refused.assert_status(303).location(), format!("/kept/{kept}"));
        admin.post(&format!("/kept/{kept}/discard"), &[]).await.assert_status(303);
        assert_eq!(name_of_contoso(&app).await, CONTOSO.name);
        let (_, shown) = come_back(&mut browser, &door, ADMIN).await;
        shown.assert_status(200).assert_contains("Nobody was signed in in this browser").assert_contains(SETTINGS);
        browser.post(SETTINGS, &again).await.assert_status(303);
        assert_eq!(name_of_contoso(&app).await, TYPED[0].1);
    }

    async fn it_is_kept_for_an_hour_and_can_be_discarded(app: TestApp) {
        let mut browser = too_late(&app, ADMIN).await;
        let door = browser.post(SETTINGS, &TYPED).await.location().to_owned();
        let (kept, _) = come_back(&mut browser, &door, ADMIN).await;
        let mut other = browser.twin();

        browser.post(&format!("/kept/{kept}/discard"), &[]).await.assert_status(303);
        browser.get(&format!("/kept/{kept}")).await.assert_status(404);

        app.env.advance(TimeDelta::minutes(31));
        let door = other.post(SETTINGS, &TYPED).await.location().to_owned();
        let (kept, _) = come_back(&mut other, &door, ADMIN).await;
        for _ in 0..4 {
            app.env.advance(TimeDelta::minutes(16));
            other.get("/settings").await.assert_status(200);
        }
        other.get(&format!("/kept/{kept}")).await.assert_status(404);
    }

    async fn passwords_drafts_and_forms_of_other_pages_are_not_kept(app: TestApp) {
        let browser = too_late(&app, ADMIN).await;
        let secret = [("current_password", PASSWORD), ("new_password", "eleven quiet milling machines")];

        let password = browser.twin().post("/settings/password", &secret).await;
        let draft = browser.twin().post("/o/contoso/settings/draft", &TYPED).await;
        let mut forged = browser.twin();
        forged.csrf = "0".repeat(128);
        let forged = forged.post(SETTINGS, &TYPED).await;

        assert_eq!(password.location(), "/signin?next=%2F");
        assert_ne!(draft.status.as_u16(), 303);
        assert_eq!(forged.location(), "/signin?next=%2F");
        assert_eq!(kept_forms(&app).await, 0);
    }

    async fn who_signed_in_again_in_another_window_looks_it_over_and_saves_it(app: TestApp) {
        for is_scripted in [false, true] {
            let mut browser = signed_in_elsewhere(&app).await;
            let name = format!("{} {is_scripted}", TYPED[0].1);
            let version = if is_scripted { "2" } else { "1" };
            let typed = [("name", name.as_str()), ("kind", "pdf"), ("version", version)];

            let sent = match is_scripted {
                false => browser.post(SETTINGS, &typed).await,
                true => browser.post_fragment(SETTINGS, &typed).await,
            };
            assert_ne!(name_of_contoso(&app).await, name, "nothing is saved before it was seen");
            let at = sent.assert_status(if is_scripted { 204 } else { 303 }).location().to_owned();
            let kept = at.strip_prefix("/kept/").unwrap_or_else(|| panic!("{at}")).to_owned();
            let shown = browser.get(&at).await;
            shown.assert_status(200).assert_contains("Save it now").assert_contains("Contoso Machine Works &amp; Sons");
            assert_eq!(shown.field("version").as_deref(), Some(version));
            let saved = browser.post(SETTINGS, &[&typed[..], &[("kept", kept.as_str())]].concat()).await;

            assert_eq!(saved.assert_status(303).location(), SETTINGS);
            assert_eq!(name_of_contoso(&app).await, name);
            Browser::of(&app, LEAD).await.get(&at).await.assert_status(404);
        }
    }

    async fn of_another_session_neither_secrets_nor_what_no_page_of_ours_sent_is_kept(app: TestApp) {
        let browser = signed_in_elsewhere(&app).await;
        let code = [("secret", "sealed"), ("code", "123456")];
        let password = [("email", "new@contoso.example"), ("current_password", PASSWORD)];
        let draft = format!("{SETTINGS}/draft");

        for (path, fields) in [
            ("/settings/password", &password[..]), ("/settings/address", &password[..]),
            ("/account/security/totp", &code[..]), ("/signout", &TYPED[..]), ("/signin", &TYPED[..]),
            (draft.as_str(), &TYPED[..]), (SETTINGS, &[("version", "1")][..]),
        ] {
            let sent = browser.twin().post(path, fields).await;
            assert!([403, 404].contains(&sent.status.as_u16()), "{path}: {}", sent.status);
        }
        for token in ["", "x", &browser.csrf[2..], &"z".repeat(128)] {
            let mut forged = browser.twin();
            forged.csrf = token.to_owned();
            forged.post(SETTINGS, &TYPED).await.assert_status(403).assert_contains("This form has expired");
        }
        for foreign in [&[("sec-fetch-site", "same-site")][..], &[("origin", "http://evil.example")], &[]] {
            browser.twin().post_with(SETTINGS, &TYPED, foreign).await.assert_status(403);
        }
        assert_eq!(kept_forms(&app).await, 0);
        assert_eq!(name_of_contoso(&app).await, CONTOSO.name);
    }

    async fn who_signed_out_in_another_window_finds_it_too(app: TestApp) {
        let mut browser = Browser::of(&app, ADMIN).await;
        browser.get(SETTINGS).await.assert_status(200);
        browser.twin().post("/signout", &[]).await.assert_status(303);
        browser.cookies.retain(|(name, _)| name != "sid");

        let door = browser.post(SETTINGS, &TYPED).await.location().to_owned();
        let (_, shown) = come_back(&mut browser, &door, ADMIN).await;

        shown.assert_status(200).assert_contains("Contoso Machine Works &amp; Sons");
    }

    async fn whoever_comes_in_by_a_link_is_led_to_theirs_and_nobody_else_is(app: TestApp) {
        let mut browser = too_late(&app, ADMIN).await;
        let kept = browser.post(SETTINGS, &TYPED).await.location().replace("/signin?kept=", "/kept/");
        for (who, at) in [(LEAD, "/"), (ADMIN, kept.as_str()), (ADMIN, "/")] {
            let email = Email::parse(who.email).unwrap();
            let link = format!("/link/{}", actions::rescue_link(&app.db, &email).await.unwrap());
            let mut window = browser.twin();
            window.get(&link).await.assert_status(200);

            assert_eq!(window.post(&link, &[]).await.assert_status(303).location(), at);

            if at != "/" {
                window.get(at).await.assert_contains("Save it now").assert_contains("Contoso Machine Works &amp; Sons");
                window.post(&format!("{at}/discard"), &[]).await.assert_status(303);
            }
        }
    }

    async fn whoever_comes_in_by_a_link_is_not_led_to_what_nobody_known_wrote(app: TestApp) {
        let mut browser = Browser::of(&app, ADMIN).await;
        browser.get(SETTINGS).await.assert_status(200);
        browser.twin().post("/signout", &[]).await.assert_status(303);
        browser.cookies.retain(|(name, _)| name != "sid");
        browser.post(SETTINGS, &TYPED).await.assert_status(303);
        let email = Email::parse(LEAD.email).unwrap();
        let link = format!("/link/{}", actions::rescue_link(&app.db, &email).await.unwrap());
        browser.get(&link).await.assert_status(200);

        let came = browser.post(&link, &[]).await;

        assert_eq!((came.assert_status(303).location(), kept_forms(&app).await), ("/", 1));
    }

    async fn a_new_password_leads_back_to_the_door_with_it(app: TestApp) {
        app.leaves_jobs();
        let mut browser = too_late(&app, ADMIN).await;
        let door = browser.post(SETTINGS, &TYPED).await.location().to_owned();
        browser.get("/signin/forgot").await.assert_status(200);
        browser.post("/signin/forgot", &[("email", ADMIN.email)]).await.assert_status(200);
        let letters = app.letters().await;
        let link = letters.iter().find(|letter| letter.text.contains("/reset/")).unwrap().link("/reset/");
        browser.get(&link).await.assert_status(200);

        let done = browser.post(&link, &[("new_password", "eleven quiet milling machines")]).await;

        assert_eq!(done.assert_status(303).location(), door);
        browser.get(&door).await.assert_contains("What you wrote is kept for an hour");
    }

    async fn an_invitation_leads_to_what_was_written_elsewhere_first(app: TestApp) {
        app.leaves_jobs();
        let invited = [("name", "Sam"), ("email", STRANGER.email), ("role", "assessor")];
        let shown = app.post(ADMIN, "/o/contoso/people/invitations", &invited).await;
        let link = shown.assert_status(200).field("link").unwrap().replace("http://localhost:8080", "");
        let settings = "/o/fabrikam/settings";
        let mut browser = Browser::of(&app, STRANGER).await;
        browser.get(settings).await.assert_status(200);
        app.env.advance(TimeDelta::minutes(31));
        let kept = browser.post(settings, &TYPED).await.location().replace("/signin?kept=", "/kept/");
        browser.get(&link).await.assert_status(200);

        let joined = browser.post(&link, &[("password", PASSWORD)]).await;

        assert_eq!(joined.assert_status(303).location(), kept);
        browser.get(&kept).await.assert_contains("Contoso Machine Works &amp; Sons");
    }
}
