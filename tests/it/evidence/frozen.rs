//! What a completed assessment stands on: its digests, and what happens when stored bytes are not the same any more.

use super::{links::a_row, *};
use muster::{evidence::verify_due, kernel::db::Chore, run::sweep};

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

/// Freezes `count` more pieces beside `a.txt`, without any bytes.
async fn more(app: &TestApp, count: usize) {
    let (id, digest) = match app.store.backend {
        Backend::Sqlite => ("randomblob(16)", "randomblob(32)"),
        Backend::Postgres => ("gen_random_uuid()", "sha256(cast(cast(i as text) as bytea))"),
    };
    app.store
        .behind_our_back(&format!(
            "insert into evidence (org_id, id, title, kind, state, added_by, file_name, media_type, size_bytes, sha256,
                 created_at)
             with recursive n (i) as (select 1 union all select i + 1 from n where i < {count})
             select e.org_id, {id}, 'Log', e.kind, e.state, e.added_by, 'log.txt', e.media_type, 3, {digest},
                 e.created_at
             from n, evidence e where e.file_name = 'a.txt';
             insert into evidence_links
                 (org_id, evidence_id, assessment_id, requirement, objective, frozen_at, created_at)
             select l.org_id, e.id, l.assessment_id, l.requirement, l.objective, l.frozen_at, l.created_at
             from evidence e, evidence_links l where e.file_name = 'log.txt'"
        ))
        .await;
}

both! {
    async fn the_digests_come_as_the_hashing_tool_writes_them(app: TestApp) {
        let (at, _) = frozen(&app).await;
        let digest = Sha256::of("as it was put in").to_string().to_uppercase();

        let page = app.get(ASSESSOR, &at).await;
        let list = app.get(ASSESSOR, &format!("{at}/CMMCAssessmentArtifacts.log")).await;
        let hash = app.get(ASSESSOR, &format!("{at}/CMMCAssessmentLogHash.log")).await;

        page.assert_status(200).assert_contains("a.txt").assert_contains("there is no CMMC status");
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

    async fn the_hour_compares_what_is_kept_although_something_before_it_fails(app: TestApp) {
        let (at, _) = frozen(&app).await;
        let broken = a_row(&app, "No digest", "final").await;
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        let no_digest = vec![0_u8];
        sql! { execute, &mut tx, "update evidence set sha256 = $2 where id = $1", broken, no_digest }.unwrap();
        tx.commit_chore(Chore::Sweep).await.unwrap();
        let unused = evidence::sweep(&app.db, &app.blobs, app.scope(CONTOSO)).await;

        sweep::compare(&app.db, &app.blobs).await;

        assert!(unused.is_err(), "this step fails");
        app.get(LEAD, &at).await.assert_contains("The same");
    }

    async fn one_night_compares_all_however_many_there_are(app: TestApp) {
        frozen(&app).await;
        more(&app, 450).await;

        let compared = verify_due(&app.db, &app.blobs, app.scope(CONTOSO)).await.unwrap();

        assert_eq!(compared, 451);
        let mut conn = app.db.read().await.unwrap();
        let (noted,): (i64,) = sql! {
            fetch_one, &mut conn, "select count(*) from evidence_checks where org_id = $1", CONTOSO.id
        }
        .unwrap();
        assert_eq!(noted, 451);
    }

    async fn the_list_of_digests_has_all_pieces_however_many_there_are(app: TestApp) {
        let (at, _) = frozen(&app).await;
        more(&app, 5_001).await;

        let list = app.get(ASSESSOR, &format!("{at}/CMMCAssessmentArtifacts.log")).await;
        let page = app.get(ASSESSOR, &at).await;

        assert_eq!(list.body.matches("SHA256 ").count(), 5_002);
        page.assert_contains(&Sha256::of(&list.body).to_string().to_uppercase());
        page.assert_contains("5002 pieces of evidence; here are 1000, the Hashed Data List has all of them");
        assert_eq!(page.body.matches("<th scope=\"row\"").count(), 1000);
    }
}
