//! Organisations: the start page, their settings, the key that lets a form through once, and help.

use crate::support::*;
use muster::{
    kernel::{Error, audit::Actor, db::Chore, text::Line},
    organisations,
};

const SETTINGS: &str = "/o/contoso/settings";

both! {
    async fn who_works_for_one_organisation_is_taken_there(app: TestApp) {
        assert_eq!(app.get(LEAD, "/").await.assert_status(303).location(), "/o/contoso");
        assert_eq!(app.anonymous_get("/").await.assert_status(303).location(), "/signin?next=%2F");
    }

    async fn who_works_for_several_chooses_and_sees_no_others(app: TestApp) {
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        let org = organisations::create_in(&mut tx, Line::parse("Contoso", "").unwrap()).await.unwrap();
        let email = muster::kernel::text::Email::parse(LEAD.email).unwrap();
        let role = muster::access::Role::Assessor;
        muster::accounts::add_member_in(&mut tx, org.id, LEAD.id, &email, role).await.unwrap();
        tx.commit_chore(Chore::Sweep).await.unwrap();

        let page = app.get(LEAD, "/").await;

        page.assert_status(200).assert_contains("href=\"/o/contoso\"").assert_contains("href=\"/o/contoso-2\"");
        page.assert_contains("Assessor").assert_contains("Compliance lead");
        assert!(!page.contains(FABRIKAM.name));
        app.get(LEAD, "/o/contoso-2/people").await.assert_status(200);
    }

    async fn who_has_no_place_is_told_what_to_do(app: TestApp) {
        app.store.behind_our_back("update members set deactivated_at = created_at where role = 'lead'").await;

        app.get(LEAD, "/").await.assert_status(200).assert_contains("You belong to no organisation");
    }

    async fn an_administrator_changes_the_settings_and_the_trail_tells_before_and_after(app: TestApp) {
        let mut browser = Browser::of(&app, ADMIN).await;
        browser.get(SETTINGS).await.assert_status(200).assert_contains("Line above every page");
        let fields = [("name", "Contoso Works"), ("banner", "CUI"), ("imprint", "CAGE 1ABC2"), ("version", "1")];

        let done = browser.post(SETTINGS, &fields).await;

        assert_eq!(done.assert_status(303).location(), SETTINGS);
        let page = browser.get(SETTINGS).await;
        page.assert_contains("The settings are saved.").assert_contains("Contoso Works");
        page.assert_contains("to be handled\">CUI</aside>").assert_contains(">CAGE 1ABC2</p>");
        let (action, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!(action, "organisation.changed");
        assert_eq!(detail["before"]["name"], CONTOSO.name);
        assert_eq!((&detail["before"]["banner"], &detail["after"]["banner"]), (&"".into(), &"CUI".into()));
        assert_eq!(detail["after"]["imprint"], "CAGE 1ABC2");
    }

    async fn a_script_is_told_to_load_the_page_in_its_new_color(app: TestApp) {
        let fields = [("name", "Contoso Works"), ("version", "1")];

        let done = app.post_fragment(ADMIN, SETTINGS, &fields).await;

        assert_eq!(done.assert_status(204).header("hx-redirect"), SETTINGS);
        assert_eq!(app.get(ADMIN, SETTINGS).await.field("version").as_deref(), Some("2"));
    }

    async fn every_page_of_an_organisation_shows_its_color_and_letters_and_no_other_does(app: TestApp) {
        let plain = app.get(LEAD, "/o/contoso/evidence").await;
        let fields =
            [("name", CONTOSO.name), ("color", "blue"), ("initials", "cmw"), ("version", "1")];

        app.post(ADMIN, SETTINGS, &fields).await.assert_status(303);

        let page = app.get(LEAD, "/o/contoso/evidence").await;
        page.assert_contains("data-client=\"blue\"").assert_contains("/marks/blue-CMW.svg");
        page.assert_contains("<span class=\"mark mark--blue\" aria-hidden=\"true\">CMW</span>");
        assert!(!plain.contains("data-client") && !plain.contains("class=\"mark"));
        assert!(!app.get(LEAD, "/settings").await.contains("data-client"), "one's own settings are no client's");
        assert!(!app.get(STRANGER, "/o/fabrikam/evidence").await.contains("data-client"));
        let (_, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((&detail["before"]["color"], &detail["after"]["color"]), (&"".into(), &"blue".into()));
    }

    async fn a_color_or_letters_that_cannot_be_are_refused_and_kept(app: TestApp) {
        let fields =
            [("name", "Contoso"), ("color", "pink"), ("initials", "ABCD"), ("version", "1")];

        let answer = app.post(ADMIN, SETTINGS, &fields).await;

        answer.assert_status(422).assert_contains("Choose one of the colors, or none.");
        answer.assert_contains("Write one to three letters").assert_contains("value=\"ABCD\"");
    }

    async fn the_icon_of_the_tab_is_the_mark_of_the_organisation(app: TestApp) {
        let icon = app.anonymous_get("/marks/violet-CM.svg").await;

        icon.assert_status(200).assert_contains("#6a3fa0").assert_contains(">CM</text>");
        assert_eq!(icon.header("content-type"), "image/svg+xml");
        for wrong in ["pink-CM.svg", "violet-ABCD.svg", "violet-C.png", "violet.svg", "violet-%3Cb.svg"] {
            app.anonymous_get(&format!("/marks/{wrong}")).await.assert_status(404);
        }
    }

    async fn settings_without_a_name_or_with_too_long_a_line_are_refused_and_kept(app: TestApp) {
        let (long, longer) = ("C".repeat(81), "i".repeat(161));
        let fields = [("name", " "), ("banner", long.as_str()), ("imprint", &longer), ("version", "1")];

        let answer = app.post_fragment(ADMIN, SETTINGS, &fields).await;

        answer.assert_status(422).assert_contains("Say what the organisation is called.");
        answer.assert_contains("Keep it to 80 characters; these are 81.").assert_contains(&long);
        answer.assert_contains("Keep it to 160 characters; these are 161.").assert_contains(&longer);
        assert_eq!(answer.header("hx-retarget"), "#settings-form");
    }

    async fn who_was_slower_sees_both_versions(app: TestApp) {
        let first = [("name", "Contoso One"), ("version", "1")];
        app.post(ADMIN, SETTINGS, &first).await.assert_status(303);

        let late = app.post(ADMIN, SETTINGS, &[("name", "Contoso Two"), ("version", "1")]).await;

        late.assert_status(409).assert_contains("“Contoso One”").assert_contains("value=\"Contoso Two\"");
        assert_eq!(late.field("version").as_deref(), Some("2"));
        let again = [("name", "Contoso Two"), ("version", "2")];
        app.post(ADMIN, SETTINGS, &again).await.assert_status(303);
    }

    async fn nobody_else_touches_the_settings(app: TestApp) {
        let missing = app.get(STRANGER, "/o/nowhere/settings").await;
        for who in [LEAD, CONTRIBUTOR, ASSESSOR] {
            app.get(who, SETTINGS).await.assert_status(403);
            app.post(who, SETTINGS, &[("name", "X"), ("version", "1")]).await.assert_status(403);
        }

        assert_eq!(app.get(STRANGER, SETTINGS).await.assert_status(404).body, missing.body);
        assert!(app.anonymous_get(SETTINGS).await.location().starts_with("/signin"));
        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn a_form_with_a_key_is_carried_out_once_and_only_in_its_organisation(app: TestApp) {
        let (here, there) = (app.scope(CONTOSO), app.scope(FABRIKAM));
        let mut tx = app.db.begin(Actor::console()).await.unwrap();

        organisations::once(&mut tx, here, "key-1", "/o/contoso/tasks/1").await.unwrap();
        let again = organisations::once(&mut tx, here, "key-1", "/o/contoso/tasks/2").await;
        let elsewhere = organisations::once(&mut tx, there, "key-1", "/o/fabrikam/tasks/1").await;
        let without = organisations::once(&mut tx, here, "", "/o/contoso/tasks/3").await;

        assert!(matches!(again, Err(Error::AlreadyDone(at)) if at == "/o/contoso/tasks/1"));
        assert!(elsewhere.is_ok() && without.is_ok());
        assert!(organisations::once(&mut tx, here, &"x".repeat(65), "/").await.is_err());
    }

    async fn help_is_for_everybody(app: TestApp) {
        for path in ["/help", "/help/keys", "/help/accessibility"] {
            app.anonymous_get(path).await.assert_status(200);
            app.get(CONTRIBUTOR, path).await.assert_status(200).assert_contains("Sign out");
        }
    }
}
