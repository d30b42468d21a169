//! Removing evidence: asked first, written down, and never from under a completed assessment.

use super::*;
use muster::evidence::{self, Fault};
use std::time::{Duration, SystemTime};

both! {
    async fn evidence_is_removed_after_a_question(app: TestApp) {
        let (assessment, address) = (app.an_assessment(2).await, a_file(&app, CONTRIBUTOR, "a.txt", "text").await);
        serve(&app, id_of(&address), assessment, false).await;
        let question = app.get(CONTRIBUTOR, &format!("{address}/remove")).await;
        let once = question.field("once").unwrap();

        let first = app.post(CONTRIBUTOR, &format!("{address}/remove"), &[("once", &once)]).await;
        let second = app.post(CONTRIBUTOR, &format!("{address}/remove"), &[("once", &once)]).await;

        question.assert_status(200).assert_contains("Remove a.txt?").assert_contains("3.1.1[a]");
        for answer in [first, second] {
            answer.assert_status(303);
            assert_eq!(answer.location(), "/o/contoso/evidence");
        }
        app.get(CONTRIBUTOR, &address).await.assert_status(404);
        app.get(CONTRIBUTOR, &format!("{address}/file")).await.assert_status(404);
        let (action, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!(action, "evidence.removed");
        assert_eq!(detail["served"], serde_json::json!(["Spring assessment, 3.1.1[a]"]));
        assert_eq!(detail["file"]["sha256"], Sha256::of("text").to_string());
        assert!(!has_bytes(&app, "text").await);
        let mut conn = app.db.read().await.unwrap();
        assert!(evidence::coverage(&mut conn, app.scope(CONTOSO), assessment).await.unwrap().is_empty());
    }

    async fn bytes_stay_while_another_piece_stands_on_them(app: TestApp) {
        let (one, two) = (a_file(&app, LEAD, "a.txt", "same").await, a_file(&app, LEAD, "b.txt", "same").await);

        app.post(LEAD, &format!("{one}/remove"), &[]).await.assert_status(303);
        assert_eq!(app.get(LEAD, &format!("{two}/file")).await.body, "same");
        app.post(LEAD, &format!("{two}/remove"), &[]).await.assert_status(303);

        assert!(!has_bytes(&app, "same").await);
    }

    async fn evidence_of_a_completed_assessment_is_kept(app: TestApp) {
        let (assessment, address) = (app.an_assessment(2).await, a_file(&app, LEAD, "a.txt", "text").await);
        serve(&app, id_of(&address), assessment, true).await;

        let question = app.get(LEAD, &format!("{address}/remove")).await;
        let answer = app.post(LEAD, &format!("{address}/remove"), &[]).await;

        question.assert_status(200).assert_contains("cannot be removed");
        assert!(!question.contains("Remove it"));
        answer.assert_status(409).assert_contains("completed assessment");
        assert!(has_bytes(&app, "text").await);
        app.get(LEAD, &address).await.assert_status(200);
        assert_eq!(app.trail(CONTOSO).await, ["evidence.added", "evidence.linked"]);
    }

    async fn a_removal_during_a_backup_leaves_its_bytes_to_the_sweep(app: TestApp) {
        let address = a_file(&app, LEAD, "a.txt", "text").await;
        let backup = app.blobs.hold().await.unwrap();

        app.post(LEAD, &format!("{address}/remove"), &[]).await.assert_status(303);
        let is_there = has_bytes(&app, "text").await;
        drop(backup);
        let swept = evidence::sweep(&app.db, &app.blobs, app.scope(CONTOSO)).await.unwrap();

        assert!(is_there && swept == 1 && !has_bytes(&app, "text").await);
    }

    async fn bytes_that_no_row_ever_named_go_after_a_week(app: TestApp) {
        a_file(&app, LEAD, "a.txt", "in use").await;
        for (text, age_days) in [("young", 6), ("old", 8)] {
            let mut incoming = app.blobs.begin(CONTOSO.id);
            incoming.write(text.as_bytes()).await.unwrap();
            drop(incoming.finish().await.unwrap().keep().await.unwrap());
            let digits = Sha256::of(text).to_string();
            let path = app.dir().join("blobs").join(CONTOSO.id.to_string()).join(&digits[..2]).join(digits);
            let now: SystemTime = app.env.now().into();
            let file = std::fs::File::options().write(true).open(path).unwrap();
            file.set_modified(now - Duration::from_secs(age_days * 86_400)).unwrap();
        }

        let swept = evidence::sweep(&app.db, &app.blobs, app.scope(CONTOSO)).await.unwrap();

        assert_eq!(swept, 1);
        assert!(has_bytes(&app, "in use").await && has_bytes(&app, "young").await && !has_bytes(&app, "old").await);
    }

    async fn rows_and_bytes_that_do_not_belong_together_are_named(app: TestApp) {
        let gone = id_of(&a_file(&app, LEAD, "a.txt", "gone").await);
        let broken = id_of(&a_file(&app, LEAD, "b.txt", "broken").await);
        let folder = app.dir().join("blobs").join(CONTOSO.id.to_string());
        let path = |text: &str| {
            let digits = Sha256::of(text).to_string();
            folder.join(&digits[..2]).join(digits)
        };
        std::fs::remove_file(path("gone")).unwrap();
        std::fs::write(path("broken"), "brOken").unwrap();

        let by_name = evidence::fsck(&app.db, &app.blobs, app.scope(CONTOSO), false).await.unwrap();
        let by_bytes = evidence::fsck(&app.db, &app.blobs, app.scope(CONTOSO), true).await.unwrap();

        let missing = Fault::Missing(gone, Sha256::of("gone"));
        assert_eq!(by_name, std::slice::from_ref(&missing));
        assert_eq!(by_bytes, [missing, Fault::Damaged(broken, Sha256::of("broken"))]);
    }
}
