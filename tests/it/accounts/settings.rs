//! One's own settings.

use crate::support::*;

const DARK: [(&str, &str); 4] =
    [("name", "Lena L. Lead"), ("theme", "dark"), ("density", "compact"), ("version", "1")];

both! {
    async fn name_and_look_are_ones_own_and_count_from_the_next_page(app: TestApp) {
        app.get(LEAD, "/settings").await.assert_status(200).assert_contains("Lena Lead");

        let done = app.post(LEAD, "/settings", &DARK).await;
        let page = app.get(LEAD, "/settings").await;

        assert_eq!(done.assert_status(303).location(), "/settings");
        page.assert_contains("data-theme=\"dark\"").assert_contains("data-density=\"compact\"");
        page.assert_contains("Lena L. Lead");
        let (action, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!(action, "person.changed");
        assert_eq!((&detail["before"]["name"], &detail["after"]["theme"]), (&"Lena Lead".into(), &"dark".into()));
        assert!(!app.get(ADMIN, "/settings").await.contains("data-theme"));
    }

    async fn a_script_is_told_to_load_the_page_anew(app: TestApp) {
        let done = app.post_fragment(LEAD, "/settings", &DARK).await;

        assert_eq!(done.assert_status(204).header("hx-redirect"), "/settings");
    }

    async fn wrong_choices_come_back_with_their_problems(app: TestApp) {
        let fields = [("name", ""), ("theme", "pink"), ("density", "tiny"), ("version", "1")];

        let answer = app.post_fragment(LEAD, "/settings", &fields).await;

        answer.assert_status(422).assert_contains("Say how you want to be called.");
        answer.assert_contains("Choose how your pages look.").assert_contains("Choose how close lines stand.");
        assert_eq!(answer.header("hx-retarget"), "#settings-form");
        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn two_windows_do_not_overwrite_each_other_unseen(app: TestApp) {
        app.post(LEAD, "/settings", &DARK).await.assert_status(303);

        let late = app.post(LEAD, "/settings", &[("name", "Lena"), ("theme", ""), ("version", "1")]).await;

        late.assert_status(409).assert_contains("Lena L. Lead").assert_contains("value=\"Lena\"");
        assert_eq!(late.field("version").as_deref(), Some("2"));
    }

    async fn settings_are_nobodys_without_signing_in(app: TestApp) {
        assert_eq!(app.anonymous_get("/settings").await.location(), "/signin?next=%2Fsettings");
        assert_eq!(app.anonymous_get("/settings/password").await.location(), "/signin?next=%2Fsettings%2Fpassword");
    }
}
