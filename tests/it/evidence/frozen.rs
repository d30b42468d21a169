//! What a completed assessment stands on: its digests, and what happens when stored bytes are not the same any more.

use super::*;
use muster::evidence::verify_due;

async fn frozen(app: &TestApp) -> (String, String) {
    let (assessment, address) =
        (app.an_assessment(2).await, a_file(app, LEAD, "a.txt", "as it was put in").await);
    serve(app, id_of(&address), assessment, true).await;
    (format!("/o/contoso/evidence/frozen/{assessment}"), address)
}

fn damage(app: &TestApp) {
    let digits = Sha256::of("as it was put in").to_string();
    let path = app.dir().join("blobs").join(CONTOSO.id.to_string()).join(&digits[..2]).join(digits);
    std::fs::write(path, "as it was put iN").unwrap();
}

both! {
    async fn the_digests_come_as_the_hashing_tool_writes_them(app: TestApp) {
        let (at, _) = frozen(&app).await;
        let digest = Sha256::of("as it was put in").to_string().to_uppercase();

        let page = app.get(ASSESSOR, &at).await;
        let list = app.get(ASSESSOR, &format!("{at}/CMMCAssessmentArtifacts.log")).await;
        let hash = app.get(ASSESSOR, &format!("{at}/CMMCAssessmentLogHash.log")).await;

        let year = app.env.today().format("%Y").to_string().parse::<i32>().unwrap() + 6;
        page.assert_status(200).assert_contains("a.txt").assert_contains(&format!("<dd>{year}-"));
        let head = format!("\r\nAlgorithm       Hash{}Path\r\n", " ".repeat(67));
        assert!(list.body.starts_with(&head), "{:?}", list.body);
        assert!(list.contains(&format!("SHA256          {digest}       a.txt\r\n\r\n")));
        assert!(list.header("content-disposition").contains("CMMCAssessmentArtifacts"));
        hash.assert_contains(&Sha256::of(&list.body).to_string().to_uppercase());
        page.assert_contains(&Sha256::of(&list.body).to_string().to_uppercase());
    }

    async fn stored_files_are_compared_on_demand(app: TestApp) {
        let (at, _) = frozen(&app).await;

        app.post(LEAD, &format!("{at}/verify"), &[]).await.assert_status(303);
        app.get(LEAD, &at).await.assert_contains("The same");
        damage(&app);
        app.post(LEAD, &format!("{at}/verify"), &[]).await.assert_status(303);

        app.get(LEAD, &at).await.assert_contains("Damaged").assert_contains("damaged or gone");
        app.post(CONTRIBUTOR, &format!("{at}/verify"), &[]).await.assert_status(403);
        let (action, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((action.as_str(), detail["damaged"].as_array().unwrap().len()), ("evidence.verified", 1));
        let open = app.an_assessment(2).await;
        let early = app.post(LEAD, &format!("/o/contoso/evidence/frozen/{open}/verify"), &[]).await;
        early.assert_status(409).assert_contains("not completed");
        app.get(LEAD, &format!("/o/contoso/evidence/frozen/{open}")).await.assert_contains("Nothing is frozen yet");
    }

    async fn damage_refuses_the_download_and_rings_on_the_status_page_and_in_the_trail(app: TestApp) {
        let (_, address) = frozen(&app).await;
        app.get(ADMIN, "/status").await.assert_status(200);
        damage(&app);

        let refused = app.get(LEAD, &format!("{address}/file")).await;
        app.get(LEAD, &format!("{address}/file")).await.assert_status(409);

        refused.assert_status(409).assert_contains("no longer what was put in");
        assert!(!refused.contains("as it was put iN"));
        let (get, page) = (poem::http::Method::GET, [("accept", "text/html")]);
        let status = app.request(Some(ADMIN), get, "/status", &page, vec![]).await;
        status.assert_contains("damaged or gone");
        let rung = app.trail(CONTOSO).await.into_iter().filter(|action| action == "evidence.damaged").count();
        assert_eq!(rung, 1, "it rings once");
    }

    async fn the_night_finds_damage_by_itself_and_sees_when_it_is_healed(app: TestApp) {
        let (at, _) = frozen(&app).await;
        let scope = app.scope(CONTOSO);
        let compare = || verify_due(&app.db, &app.blobs, scope);

        assert_eq!(compare().await.unwrap(), 1);
        assert_eq!(compare().await.unwrap(), 0, "once a day is enough");
        damage(&app);
        app.env.advance(chrono::TimeDelta::hours(25));
        assert_eq!(compare().await.unwrap(), 1);
        app.sign_in_again().await;
        app.get(LEAD, &at).await.assert_contains("Damaged");
        a_file(&app, LEAD, "again.txt", "as it was put in").await;
        assert_eq!(compare().await.unwrap(), 1, "what was damaged is looked at again at once");

        app.get(LEAD, &at).await.assert_contains("The same");
        assert_eq!(app.trail(CONTOSO).await.iter().filter(|action| *action == "evidence.damaged").count(), 1);
    }
}
