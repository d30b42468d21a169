//! The register: what is decided about evidence, one by one and many at once, tags, and days of validity.

use super::{links::a_row, *};
use chrono::TimeDelta;

const DEFAULTS: &str = "/o/contoso/settings/evidence";
const LIST: &str = "/o/contoso/evidence";

fn at(id: EvidenceId) -> String {
    format!("{LIST}/{id}")
}

async fn decide(app: &TestApp, id: EvidenceId, verdict: &str, reason: &str, version: &str) -> Answer {
    let fields = [("verdict", verdict), ("reason", reason), ("version", version)];
    app.post(LEAD, &format!("{}/review", at(id)), &fields).await
}

/// Fields of a change of many, for these pieces.
fn of<'a>(ids: &'a [String], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    ids.iter().map(|id| ("id", id.as_str())).chain(more.iter().copied()).collect()
}

both! {
    async fn a_lead_accepts_a_piece_and_the_trail_says_so(app: TestApp) {
        let id = a_row(&app, "Log", "final").await;
        app.get(LEAD, LIST).await.assert_contains("Submitted");
        app.get(LEAD, &format!("{}/review", at(id))).await.assert_status(200).assert_contains("Accept it");

        let answer = decide(&app, id, "accept", "", "1").await;

        answer.assert_status(303);
        assert_eq!(answer.location(), at(id));
        app.get(ASSESSOR, &at(id)).await.assert_contains("Accepted").assert_contains("by Lena Lead");
        app.get(ASSESSOR, &format!("{LIST}?state=accepted")).await.assert_contains("Log");
        let (action, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((action.as_str(), &detail["before"]["review"]), ("evidence.accepted", &"submitted".into()));
        decide(&app, id, "accept", "", "2").await.assert_status(409).assert_contains("like that already");
    }

    async fn what_is_returned_says_why_and_proves_nothing_until_it_is_better(app: TestApp) {
        let (assessment, id) = (app.an_assessment(2).await, a_row(&app, "Log", "final").await);
        serve(&app, id, assessment, false).await;

        let silent = decide(&app, id, "return", " ", "1").await;
        let undecided = decide(&app, id, "", "", "1").await;
        decide(&app, id, "return", "The year is missing.", "1").await.assert_status(303);

        silent.assert_status(422).assert_contains("Say what is to be made better.");
        undecided.assert_status(422).assert_contains("Choose to accept or to return it.");
        app.get(CONTRIBUTOR, &at(id)).await.assert_contains("The year is missing.").assert_contains("Returned");
        let mut conn = app.db.read().await.unwrap();
        let covered = evidence::coverage(&mut conn, app.scope(CONTOSO), assessment).await.unwrap();
        assert_eq!((covered[0].links, covered[0].finals), (1, 0));
        drop(conn);
        let better = [("title", "Log of 2026"), ("kind", "artifact"), ("state", "final"), ("version", "2")];
        app.post(LEAD, &format!("{}/edit", at(id)), &better).await.assert_status(303);
        let page = app.get(LEAD, &at(id)).await;
        page.assert_contains("Submitted");
        assert!(!page.contains("The year is missing.</p>"));
    }

    async fn drafts_and_frozen_evidence_are_not_decided_about(app: TestApp) {
        let (draft, frozen) = (a_row(&app, "Draft", "draft").await, a_row(&app, "Kept", "final").await);
        serve(&app, frozen, app.an_assessment(2).await, true).await;

        decide(&app, draft, "accept", "", "1").await.assert_status(409).assert_contains("still a draft");
        decide(&app, frozen, "return", "Why not", "1").await.assert_status(409).assert_contains("stays as it is");
        decide(&app, draft, "accept", "", "7").await.assert_status(409).assert_contains("meanwhile");
        app.post(CONTRIBUTOR, &format!("{}/review", at(draft)), &[("verdict", "accept")]).await.assert_status(403);
        assert_eq!(app.trail(CONTOSO).await, ["evidence.linked"]);
    }

    async fn many_are_accepted_after_a_preview(app: TestApp) {
        let (one, two) = (a_row(&app, "One", "final").await, a_row(&app, "Two", "final").await);
        let ids = [one.to_string(), two.to_string(), a_row(&app, "Sketch", "draft").await.to_string()];
        let form = [("set", "accept"), ("back", "?sort=title"), ("expected", "2")];

        let preview = app.post(LEAD, &format!("{LIST}/bulk"), &of(&ids, &form[..2])).await;
        let before = app.trail(CONTOSO).await;
        let done = app.post(LEAD, &format!("{LIST}/bulk/review"), &of(&ids, &form)).await;
        let again = app.post(LEAD, &format!("{LIST}/bulk/review"), &of(&ids, &form)).await;

        preview.assert_status(200).assert_contains("2 pieces would change").assert_contains("still a draft");
        assert!(before.is_empty(), "a preview changes nothing");
        done.assert_status(303);
        assert_eq!(done.location(), "/o/contoso/evidence?sort=title");
        again.assert_status(409).assert_contains("Nothing was changed");
        assert_eq!(app.trail(CONTOSO).await, ["evidence.accepted", "evidence.accepted"]);
        app.post(CONTRIBUTOR, &format!("{LIST}/bulk/review"), &of(&ids, &form)).await.assert_status(403);
        let sly = [("set", "accept"), ("expected", "0")];
        let refused = app.post(CONTRIBUTOR, &format!("{LIST}/bulk/details"), &of(&ids, &sly)).await;
        refused.assert_status(422);
    }

    async fn many_are_tagged_and_change_hands(app: TestApp) {
        let mine = id_of(&a_file(&app, CONTRIBUTOR, "mine.txt", "mine").await);
        let ids = [mine.to_string(), a_row(&app, "Other", "final").await.to_string()];
        let tag = [("set", "tag"), ("tags", "Site B, logs"), ("expected", "1")];
        let give = [("set", "owner"), ("owner", "nobody"), ("expected", "1")];

        let preview = app.post_fragment(CONTRIBUTOR, &format!("{LIST}/bulk"), &of(&ids, &tag)).await;
        app.post(CONTRIBUTOR, &format!("{LIST}/bulk/details"), &of(&ids, &tag)).await.assert_status(303);
        app.post(CONTRIBUTOR, &format!("{LIST}/bulk/details"), &of(&ids, &give)).await.assert_status(303);

        preview.assert_status(200).assert_contains("belongs to somebody else").assert_contains("logs, site-b");
        app.get(LEAD, &format!("{LIST}?tag=site-b")).await.assert_contains("mine.txt");
        app.get(LEAD, &format!("{LIST}?tag=site")).await.assert_contains("Nothing fits");
        for (wrong, said) in [
            (&[("set", "tag"), ("tags", " ")], "Type at least one tag."),
            (&[("set", "owner"), ("owner", "")], "Choose the new owner"),
            (&[("set", "return"), ("reason", "")], "Say what is to be made better."),
            (&[("set", "x"), ("reason", "")], "Choose what is to become of them."),
        ] {
            let answer = app.post(LEAD, &format!("{LIST}/bulk"), &of(&ids, wrong)).await;
            answer.assert_status(422).assert_contains(said);
        }
        app.post(LEAD, &format!("{LIST}/bulk"), &[("set", "accept")]).await.assert_status(422);
    }

    async fn a_kind_lasts_as_long_as_the_organisation_says(app: TestApp) {
        let page = app.get(ADMIN, DEFAULTS).await;
        let version = page.field("version").unwrap();
        let days = [("test", "90"), ("artifact", ""), ("document", "365"), ("version", version.as_str())];
        app.get(LEAD, DEFAULTS).await.assert_status(200).assert_contains("No end");

        let wrong = app.post(ADMIN, DEFAULTS, &[("test", "ten"), ("version", "0")]).await;
        app.post(ADMIN, DEFAULTS, &days).await.assert_status(303);
        let late = app.post(ADMIN, DEFAULTS, &days).await;

        wrong.assert_status(422).assert_contains("from 1 to 3650").assert_contains("value=\"ten\"");
        late.assert_status(409).assert_contains("<dd>90</dd>");
        app.post(LEAD, DEFAULTS, &days).await.assert_status(403);
        assert_eq!(app.trail(CONTOSO).await, ["evidence.validity_changed"]);
        let captured = app.env.today().to_string();
        let test = [("kind", "test"), ("state", "final"), ("captured_on", captured.as_str()), ("tags", "scan")];
        let added = app.upload(LEAD, NEW, &test, &[("file", "scan.txt", b"nothing open")]).await;
        let until = (app.env.today() + TimeDelta::days(90)).to_string();
        app.get(LEAD, added.location()).await.assert_contains(&until).assert_contains(">scan</a>");
        app.env.advance(TimeDelta::days(90));
        app.sign_in_again().await;
        app.get(LEAD, added.location()).await.assert_contains("Submitted");
        app.env.advance(TimeDelta::days(1));
        app.sign_in_again().await;
        app.get(LEAD, added.location()).await.assert_contains("Out of date");
    }
}
