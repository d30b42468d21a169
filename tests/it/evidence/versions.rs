//! Versions of one piece, and evidence that is kept elsewhere.

use super::*;

const REFERENCE: &str = "/o/contoso/evidence/reference";

/// What the trail says of a new version of what serves one objective.
const MOVED: [&str; 3] = ["evidence.superseded", "evidence.carried_over", "evidence.version_added"];

/// Adds a text file over another and gives the answer.
async fn renew(app: &TestApp, who: Person, address: &str, text: &str) -> Answer {
    app.env.advance(chrono::TimeDelta::milliseconds(5));
    let fields = [("state", "final"), ("captured_on", "2026-01-05")];
    app.upload(who, &format!("{address}/version"), &fields, &[("file", "b.txt", text.as_bytes())]).await
}

async fn served(app: &TestApp, assessment: uuid::Uuid) -> Vec<String> {
    let mut conn = app.db.read().await.unwrap();
    let found =
        evidence::of_assessment(&mut conn, app.scope(CONTOSO), assessment, app.env.today()).await.unwrap();
    found.into_iter().map(|cited| cited.evidence.id.to_string()).collect()
}

both! {
    async fn a_new_version_takes_the_place_and_the_old_one_stays_as_it_was(app: TestApp) {
        let (assessment, first) = (app.an_assessment(2).await, a_file(&app, CONTRIBUTOR, "a.txt", "one").await);
        serve(&app, id_of(&first), assessment, false).await;
        app.get(CONTRIBUTOR, &format!("{first}/version")).await.assert_status(200).assert_contains("Version 1 stays");

        let answer = renew(&app, CONTRIBUTOR, &first, "two").await;

        answer.assert_status(303);
        let second = answer.location().to_owned();
        let (old, new) = (app.get(ASSESSOR, &first).await, app.get(ASSESSOR, &second).await);
        old.assert_contains("Superseded.").assert_contains(&second);
        for text in [&Sha256::of("one").to_string(), &Sha256::of("two").to_string(), "2, this one", "3.1.1[a]"] {
            new.assert_status(200).assert_contains(text);
        }
        assert_eq!(app.get(ASSESSOR, &format!("{first}/file")).await.body, "one");
        assert_eq!(app.get(ASSESSOR, &format!("{second}/file")).await.body, "two");
        assert_eq!(served(&app, assessment).await, [id_of(&second).to_string()]);
        let list = app.get(LEAD, "/o/contoso/evidence").await;
        assert!(list.contains(&second) && !list.contains(&first), "the register shows the newest version");
        app.get(LEAD, "/o/contoso/evidence?state=superseded").await.assert_contains(&first);
        let trail = app.trail(CONTOSO).await;
        assert_eq!(trail[2..], MOVED);
        let statements = app.statements_of(|| app.get(ASSESSOR, &second)).await;
        assert!(statements <= 6, "{statements}");
    }

    async fn the_history_of_a_requirement_tells_a_new_version_and_no_link_that_nobody_made(app: TestApp) {
        let (assessment, first) = (app.an_assessment(2).await, a_file(&app, CONTRIBUTOR, "a.txt", "one").await);
        serve(&app, id_of(&first), assessment, false).await;
        let second = renew(&app, CONTRIBUTOR, &first, "two").await.location().to_owned();
        let (old, new) = (id_of(&first).to_string(), id_of(&second).to_string());

        let history = app.get(LEAD, &format!("/o/contoso/trail?subject={assessment}%2F3.1.1%2F")).await;
        let page = app.get(LEAD, &second).await;

        history.assert_status(200).assert_contains("Evidence carried over");
        history.assert_contains(&old).assert_contains(&new);
        let told = app.trail_entries(CONTOSO).await;
        assert_eq!(told.iter().filter(|(action, ..)| action == "evidence.linked").count(), 1, "{told:?}");
        let carried = serde_json::json!({
            "assessment": assessment, "requirement": "3.1.1", "objective": "a",
            "before": { "evidence": old, "number": 1 }, "after": { "evidence": new, "number": 2 },
        });
        let subject = format!("evidence:{new}");
        assert!(told.contains(&("evidence.carried_over".into(), subject, carried)), "{told:?}");
        page.assert_contains("Added as a new version");
        assert!(!page.contains("carried"), "what moved on is not the history of the piece");
    }

    async fn the_trail_names_every_objective_that_moved_on_or_was_let_go(app: TestApp) {
        let (assessment, first) = (app.an_assessment(2).await, a_file(&app, LEAD, "a.txt", "one").await);
        serve(&app, id_of(&first), assessment, false).await;
        let many = "insert into evidence_links (org_id, evidence_id, assessment_id, requirement, objective, created_at)
                    with recursive n (i) as (select 1 union all select i + 1 from n where i <= 5000)
                    select l.org_id, l.evidence_id, l.assessment_id, 'ACME-' || n.i, l.objective, l.created_at
                    from evidence_links l cross join n";
        app.store.behind_our_back(many).await;

        let second = renew(&app, LEAD, &first, "two").await.assert_status(303).location().to_owned();
        app.post(LEAD, &format!("{second}/remove"), &[]).await.assert_status(303);

        let told = app.trail_entries(CONTOSO).await;
        let count = |what: &str| told.iter().filter(|(action, ..)| action == what).count();
        assert_eq!((count("evidence.carried_over"), count("evidence.unlinked")), (5002, 5002));
        let (_, _, removed) = told.last().unwrap();
        assert_eq!(removed["served"].as_array().unwrap().len(), 5002);
        let (_, _, added) = told.iter().find(|(action, ..)| action == "evidence.version_added").unwrap();
        assert_eq!(added["objectives"], 5002);
    }

    async fn a_completed_assessment_keeps_the_version_it_was_completed_with(app: TestApp) {
        let (assessment, first) = (app.an_assessment(2).await, a_file(&app, LEAD, "a.txt", "one").await);
        serve(&app, id_of(&first), assessment, true).await;
        let second = renew(&app, LEAD, &first, "two").await.location().to_owned();

        assert_eq!(served(&app, assessment).await, [id_of(&first).to_string()]);
        app.post(LEAD, &format!("{first}/remove"), &[]).await.assert_status(409);
        let next = app.an_assessment(2).await;
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        evidence::copy_links_in(&mut tx, app.scope(CONTOSO), assessment, next).await.unwrap();
        tx.commit_chore(muster::kernel::db::Chore::Sweep).await.unwrap();
        assert_eq!(served(&app, next).await, [id_of(&second).to_string()], "a copy starts with the newest");
    }

    async fn only_the_newest_version_goes_on_and_never_to_the_same_bytes(app: TestApp) {
        let first = a_file(&app, LEAD, "a.txt", "one").await;

        let same = renew(&app, LEAD, &first, "one").await;
        let nothing = app.upload(LEAD, &format!("{first}/version"), &[("state", "draft")], &[]).await;
        let foreign = renew(&app, OTHER_CONTRIBUTOR, &first, "two").await;
        let second = renew(&app, LEAD, &first, "two").await.location().to_owned();
        let twice = renew(&app, LEAD, &first, "three").await;
        let form = [("title", "X"), ("kind", "artifact"), ("state", "final"), ("version", "2")];
        let edited = app.post(LEAD, &format!("{first}/edit"), &form).await;

        same.assert_status(422).assert_contains("same file as the version before");
        nothing.assert_status(422).assert_contains("Choose the file.");
        foreign.assert_status(403);
        twice.assert_status(409).assert_contains("newer version");
        edited.assert_status(409);
        app.post(LEAD, &format!("{second}/remove"), &[]).await.assert_status(303);
        assert!(!app.get(LEAD, &first).await.contains("Superseded."), "the one before is the newest again");
        renew(&app, LEAD, &first, "four").await.assert_status(303);
    }

    async fn a_wrong_day_beside_a_new_version_asks_for_its_file_again(app: TestApp) {
        let version = format!("{}/version", a_file(&app, LEAD, "a.txt", "one").await);
        let wrong = [("state", "final"), ("captured_on", "soon")];

        let chosen = app.upload(LEAD, &version, &wrong, &[("file", "b.txt", b"two")]).await;
        let nothing = app.upload(LEAD, &version, &wrong, &[]).await;

        chosen.assert_status(422).assert_contains("Enter a date like").assert_contains("choose the file again");
        nothing.assert_status(422).assert_contains("Enter a date like").assert_contains("Choose the file.");
        assert!(!nothing.contains("choose the file again"), "{}", nothing.body);
    }

    async fn what_must_not_be_uploaded_is_written_down_with_its_digest(app: TestApp) {
        let digest = Sha256::of("controlled").to_string();
        let shouted = digest.to_uppercase();
        let form = [("title", "Drawing list"), ("place", "https://enclave.example/drawings"), ("kind", "document"),
                    ("state", "final"), ("sha256", shouted.as_str())];
        app.get(CONTRIBUTOR, NEW).await.assert_contains("Does it hold CUI?").assert_contains(REFERENCE);

        let wrong = app.post(CONTRIBUTOR, REFERENCE, &[("title", "x"), ("sha256", "abc"), ("kind", "document")]).await;
        let answer = app.post(CONTRIBUTOR, REFERENCE, &form).await;

        wrong.assert_status(422).assert_contains("Say where it is kept.").assert_contains("Enter the 64 digits");
        answer.assert_status(303);
        let page = app.get(ASSESSOR, answer.location()).await;
        page.assert_contains(&digest).assert_contains("href=\"https://enclave.example/drawings\"");
        assert!(!page.contains(">Download<"));
        app.get(ASSESSOR, &format!("{}/file", answer.location())).await.assert_status(404);
        app.get(LEAD, "/o/contoso/evidence").await.assert_contains("kept elsewhere");
        assert!(evidence::fsck(&app.db, &app.blobs, app.scope(CONTOSO), true).await.unwrap().is_empty());
        app.post(LEAD, &format!("{}/remove", answer.location()), &[]).await.assert_status(303);
    }

    async fn what_is_kept_elsewhere_is_renewed_by_its_place_and_digest(app: TestApp) {
        let assessment = app.an_assessment(2).await;
        let (old, new) = (Sha256::of("old").to_string(), Sha256::of("new").to_string());
        let about = [("title", "Drawing"), ("kind", "document"), ("state", "final")];
        let form = [&about[..], &[("place", "Safe 3"), ("sha256", &old)]].concat();
        let first = app.post(CONTRIBUTOR, REFERENCE, &form).await.location().to_owned();
        serve(&app, id_of(&first), assessment, false).await;
        app.env.advance(chrono::TimeDelta::milliseconds(5));
        app.get(CONTRIBUTOR, &first).await.assert_contains(&format!("{first}/version"));
        let version = format!("{first}/version");
        let page = app.get(CONTRIBUTOR, &version).await;
        page.assert_status(200).assert_contains("value=\"Safe 3\"");
        assert!(page.field("file").is_none() && page.contains("name=\"sha256\""));

        let wrong = [("place", " "), ("sha256", "abc"), ("state", "final"), ("captured_on", "2026-01-05")];
        let wrong = app.upload(CONTRIBUTOR, &version, &wrong, &[]).await;
        let same = [("place", "Safe 3"), ("sha256", old.as_str()), ("state", "final")];
        let same = app.upload(CONTRIBUTOR, &version, &same, &[]).await;
        let good = [("place", "Safe 4"), ("sha256", new.as_str()), ("state", "final"), ("captured_on", "2026-01-05")];
        let good = app.upload(CONTRIBUTOR, &version, &good, &[]).await;

        wrong.assert_status(422).assert_contains("Say where it is kept.").assert_contains("Enter the 64 digits");
        wrong.assert_contains("value=\"abc\"");
        assert!(!wrong.contains("choose the file again"), "there is none");
        same.assert_status(422).assert_contains("same file in the same place");
        let second = good.assert_status(303).location().to_owned();
        let page = app.get(ASSESSOR, &second).await;
        for text in ["Safe 4", &new, "2, this one", "2026-01-05", "Drawing"] {
            page.assert_contains(text);
        }
        app.get(ASSESSOR, &first).await.assert_contains("Superseded.");
        assert_eq!(served(&app, assessment).await, [id_of(&second).to_string()]);
        let trail = app.trail(CONTOSO).await;
        assert_eq!(trail[trail.len() - 3..], MOVED);
    }
}
