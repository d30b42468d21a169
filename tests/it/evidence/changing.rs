//! Changing what is known about evidence.

use super::*;

const CHANGED: [(&str, &str); 6] = [
    ("title", "Better name"),
    ("kind", "document"),
    ("state", "final"),
    ("captured_on", "2026-02-01"),
    ("valid_until", "2026-12-31"),
    ("description", "What it shows"),
];

fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&CHANGED[..], more].concat()
}

both! {
    async fn the_owner_changes_what_is_known_and_the_trail_says_how(app: TestApp) {
        let address = a_file(&app, CONTRIBUTOR, "a.txt", "text").await;
        let edit = format!("{address}/edit");
        let page = app.get(CONTRIBUTOR, &edit).await;
        page.assert_status(200);
        let (version, owner) = (page.field("version").unwrap(), OTHER_CONTRIBUTOR.id.to_string());

        let answer = app.post(CONTRIBUTOR, &edit, &with(&[("version", &version), ("owner", &owner)])).await;

        answer.assert_status(303);
        assert_eq!(answer.location(), address);
        let shown = app.get(ASSESSOR, &address).await;
        for text in ["Better name", "Document", "2026-02-01", "2026-12-31", "What it shows", "Olga Othercontributor"] {
            shown.assert_contains(text);
        }
        let (action, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!(action, "evidence.changed");
        assert_eq!((&detail["before"]["title"], &detail["after"]["title"]), (&"a.txt".into(), &"Better name".into()));
        app.get(OTHER_CONTRIBUTOR, &edit).await.assert_status(200);
    }

    async fn what_belongs_to_somebody_else_can_be_seen_and_not_changed(app: TestApp) {
        let address = a_file(&app, CONTRIBUTOR, "a.txt", "text").await;

        for page in ["edit", "remove"] {
            let seen = app.get(OTHER_CONTRIBUTOR, &format!("{address}/{page}")).await;
            let sent = app.post(OTHER_CONTRIBUTOR, &format!("{address}/{page}"), &with(&[("version", "1")])).await;

            seen.assert_status(403).assert_contains("belongs to somebody else");
            sent.assert_status(403).assert_contains("belongs to somebody else");
            app.post(ASSESSOR, &format!("{address}/{page}"), &with(&[("version", "1")])).await.assert_status(403);
        }
        assert_eq!(app.trail(CONTOSO).await, ["evidence.added"]);
        app.post(LEAD, &format!("{address}/edit"), &with(&[("version", "1")])).await.assert_status(303);
    }

    async fn two_people_see_both_versions(app: TestApp) {
        let edit = format!("{}/edit", a_file(&app, LEAD, "a.txt", "text").await);
        app.post(ADMIN, &edit, &with(&[("version", "1")])).await.assert_status(303);

        let mine = [("title", "My name"), ("kind", "artifact"), ("state", "draft"), ("version", "1")];
        let page = app.post(LEAD, &edit, &mine).await;
        let part = app.post_fragment(LEAD, &edit, &mine).await;

        for answer in [&page, &part] {
            answer.assert_status(409).assert_contains("value=\"My name\"").assert_contains("<dd>Better name</dd>");
        }
        assert_eq!((part.header("hx-retarget"), page.field("version").unwrap().as_str()), ("#edit-form", "2"));
        let again = [("title", "My name"), ("kind", "artifact"), ("state", "draft"), ("version", "2")];
        app.post(LEAD, &edit, &again).await.assert_status(303);
    }

    async fn wrong_values_come_back_as_typed(app: TestApp) {
        let edit = format!("{}/edit", a_file(&app, LEAD, "a.txt", "text").await);
        let stranger = STRANGER.id.to_string();

        let wrong = [("title", " "), ("kind", "poem"), ("state", "final"), ("valid_until", "x"), ("version", "1")];
        let typed = app.post_fragment(LEAD, &edit, &wrong).await;
        let nobody = app.post(LEAD, &edit, &with(&[("version", "1"), ("owner", &stranger)])).await;

        typed.assert_status(422).assert_contains("Say what it is called.").assert_contains("Choose what it is.");
        typed.assert_contains("value=\"x\"");
        assert_eq!(typed.header("hx-retarget"), "#edit-form");
        nobody.assert_status(422).assert_contains("Choose somebody from the list.");
        assert_eq!(app.trail(CONTOSO).await, ["evidence.added"]);
    }

    async fn evidence_of_a_completed_assessment_stays_what_it_was(app: TestApp) {
        let (assessment, address) = (app.an_assessment(2).await, a_file(&app, LEAD, "a.txt", "text").await);
        serve(&app, id_of(&address), assessment, true).await;
        let edit = format!("{address}/edit");

        let page = app.get(LEAD, &edit).await;
        let sent = app.post(LEAD, &edit, &with(&[("version", "1")])).await;

        assert!(page.field("title").is_none() && page.contains("name=\"valid_until\""));
        sent.assert_status(303);
        let shown = app.get(LEAD, &address).await;
        shown.assert_contains("2026-12-31").assert_contains("<h1>a.txt</h1>");
        assert!(!shown.contains("Better name") && !shown.contains("Document"));
    }
}
