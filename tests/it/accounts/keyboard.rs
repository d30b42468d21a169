//! One's own keys.

use crate::support::*;
use muster::web::keys;

const KEYBOARD: &str = "/settings/keyboard";

/// The whole form with the usual keys, but for these.
fn keys(version: &'static str, own: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let typed = |name, usual| own.iter().find(|(it, _)| *it == name).map_or(usual, |(_, key)| *key);
    let all = keys::all().map(|(_, action)| (action.name, typed(action.name, action.usual)));
    all.chain([("has_keys", "yes"), ("version", version)]).collect()
}

/// The value that stands in the field of an action.
fn typed(page: &Answer, name: &str) -> String {
    page.field(name).unwrap_or_else(|| panic!("no field {name}"))
}

both! {
    async fn a_key_of_ones_own_is_on_every_page_and_in_the_help_and_nobody_elses(app: TestApp) {
        let id = app.an_assessment(2).await;
        let work = format!("/o/contoso/assessments/{id}/work/3.1.1/a");

        let done = app.post(LEAD, KEYBOARD, &keys("1", &[("met", "y"), ("link_5", "")])).await;
        let page = app.get(LEAD, &work).await;
        let help = app.get(LEAD, "/help/keys?at=assessing").await;

        assert_eq!(done.assert_status(303).location(), KEYBOARD);
        page.assert_contains("met=y").assert_contains("<kbd aria-hidden=\"true\">y</kbd>");
        assert!(!page.contains("link_5=") && !page.contains("<kbd aria-hidden=\"true\">m</kbd>"));
        help.assert_contains("<kbd>y</kbd></td>\n      <td>Met</td>");
        assert!(!help.contains("offered fifth"), "what has no key is not in the list of keys");
        let first = help.body.split("<h2 id=\"").nth(1).unwrap_or_default();
        assert!(first.starts_with("assessing"), "the keys of the page come first");
        assert_eq!(typed(&app.get(LEAD, KEYBOARD).await, "met"), "y");
        app.get(ADMIN, &work).await.assert_contains("<kbd aria-hidden=\"true\">m</kbd>");
        let (action, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!(action, "person.changed");
        assert_eq!((&detail["before"]["keymap"], &detail["after"]["keymap"]), (&"".into(), &"met=y link_5=".into()));
    }

    async fn a_key_for_two_things_is_refused_in_words_and_the_rest_stays_typed(app: TestApp) {
        let wrong = keys("1", &[("next_open", "m"), ("finding", "ab"), ("carry", "~")]);

        let page = app.post(LEAD, KEYBOARD, &wrong).await;
        let part = app.post_fragment(LEAD, KEYBOARD, &wrong).await;

        for answer in [&page, &part] {
            answer.assert_status(422).assert_contains("m already does “Met”.");
            answer.assert_contains("Type one letter, digit or sign").assert_contains("href=\"#field-next_open\"");
            assert_eq!((typed(answer, "finding"), typed(answer, "carry")), ("ab".into(), "~".into()));
        }
        assert_eq!(part.header("hx-retarget"), "#keyboard-form");
        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn the_usual_keys_come_back_at_once(app: TestApp) {
        app.post(LEAD, KEYBOARD, &keys("1", &[("met", "y")])).await.assert_status(303);
        let mut form = keys("2", &[("met", "q"), ("not_met", "q")]);
        form.push(("usual", "yes"));

        app.post(LEAD, KEYBOARD, &form).await.assert_status(303);

        let page = app.get(LEAD, KEYBOARD).await;
        assert_eq!((typed(&page, "met"), typed(&page, "not_met")), ("m".into(), "n".into()));
    }

    async fn without_keys_no_page_speaks_of_them(app: TestApp) {
        let id = app.an_assessment(2).await;
        let form: Vec<_> =
            keys("1", &[("met", "y")]).into_iter().filter(|(name, _)| *name != "has_keys").collect();

        app.post(LEAD, KEYBOARD, &form).await.assert_status(303);

        let page = app.get(LEAD, &format!("/o/contoso/assessments/{id}/work/3.1.1/a")).await;
        page.assert_contains("data-keys=\"off\"").assert_contains("Ctrl Enter");
        assert!(!page.contains("data-keymap") && !page.contains("<kbd aria-hidden=\"true\">y</kbd>"));
        app.get(LEAD, "/help/keys").await.assert_contains("switched off").assert_contains("<kbd>y</kbd>");
        assert_eq!(typed(&app.get(LEAD, KEYBOARD).await, "met"), "y");
    }

    async fn two_windows_do_not_overwrite_each_others_keys_unseen(app: TestApp) {
        app.post(LEAD, KEYBOARD, &keys("1", &[("met", "y")])).await.assert_status(303);

        let late = app.post(LEAD, KEYBOARD, &keys("1", &[("met", "w")])).await;

        late.assert_status(409).assert_contains("in another window");
        assert_eq!((typed(&late, "met"), typed(&late, "version")), ("w".into(), "2".into()));
    }

    async fn a_script_is_told_to_load_the_page_with_its_new_keys(app: TestApp) {
        let done = app.post_fragment(LEAD, KEYBOARD, &keys("1", &[("met", "y")])).await;

        assert_eq!(done.assert_status(204).header("hx-redirect"), KEYBOARD);
    }

    async fn a_name_can_be_changed_without_losing_the_keys(app: TestApp) {
        app.post(LEAD, KEYBOARD, &keys("1", &[("met", "y")])).await.assert_status(303);
        let form = [("name", "Lena"), ("theme", ""), ("density", ""), ("version", "2")];

        app.post(LEAD, "/settings", &form).await.assert_status(303);

        assert_eq!(typed(&app.get(LEAD, KEYBOARD).await, "met"), "y");
    }
}
