//! The record of a review of a requirement.

use super::*;
use muster::kernel::{audit::Actor, db::Chore, hash::Sha256};

/// A file that serves 3.1.1[a].
async fn a_file(app: &TestApp, assessment: Uuid) -> Uuid {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let (now, id) = (tx.now(), app.env.new_id());
    sql! {
        execute, &mut tx,
        "insert into evidence (org_id, id, title, kind, state, owner_id, added_by, file_name, media_type, size_bytes,
            sha256, created_at)
         values ($1, $2, 'Account list', 'artifact', 'final', $3, $3, 'log.txt', 'text/plain', 9, $4, $5)",
        CONTOSO.id, id, CONTRIBUTOR.id, Sha256::of("Account list"), now
    }
    .unwrap();
    sql! {
        execute, &mut tx,
        "insert into evidence_links (org_id, evidence_id, assessment_id, requirement, objective, created_at)
         values ($1, $2, $3, '3.1.1', 'a', $4)",
        CONTOSO.id, id, assessment, now
    }
    .unwrap();
    tx.commit_chore(Chore::Sweep).await.unwrap();
    id
}

const GOOD: [(&str, &str); 3] =
    [("reviewed_on", "2026-03-01"), ("outcome", "as_recorded"), ("notes", "Looked at the list of accounts.")];

both! {
    async fn a_review_is_kept_as_it_was_seen_and_moves_the_next_one(app: TestApp) {
        let id = recorded(&app).await;
        let page = at(id, "reviews/3.1.1/record");
        app.get(LEAD, &page).await.assert_status(200).assert_contains("None yet.");

        let done = app.post(LEAD, &page, &GOOD).await;

        assert_eq!(done.assert_status(303).location(), format!("{page}#on-record"));
        record(&app, CONTRIBUTOR, id, "3.1.1/a", "not_met", "1").await;
        let kept = app.get(ASSESSOR, &page).await;
        kept.assert_contains("Still as recorded").assert_contains("Looked at the list of accounts.");
        kept.assert_contains("Lena Lead").assert_contains("Next review 2027-03-01, every 12 months");
        let first = kept.body.split("3.1.1[a]</th>").nth(1).unwrap();
        assert!(first.split("</tr>").next().unwrap().contains(">Met<"), "as it was then");
        let (_, subject, detail) = app.trail_entries(CONTOSO).await
            .into_iter().find(|(action, _, _)| action == "requirement.reviewed").unwrap();
        assert_eq!(subject, format!("requirement:{id}/3.1.1"));
        assert!(detail["before"]["reviewed_on"].is_null());
        assert_eq!((&detail["after"]["reviewed_on"], &detail["after"]["outcome"]),
            (&"2026-03-01".into(), &"as_recorded".into()));
        let requirement = app.get(CONTRIBUTOR, &at(id, "requirements/3.1.1")).await;
        requirement.assert_contains("2027-03-01").assert_contains("1 on record");
    }

    async fn evidence_is_kept_with_its_digest_even_when_it_is_taken_away(app: TestApp) {
        let id = recorded(&app).await;
        let file = a_file(&app, id).await;
        let page = at(id, "reviews/3.1.1/record");

        app.post(LEAD, &page, &GOOD).await.assert_status(303);

        app.store.behind_our_back("delete from evidence_links").await;
        let digest = Sha256::of("Account list").to_string();
        app.get(LEAD, &page).await.assert_contains(&digest).assert_contains(&file.to_string());
    }

    async fn what_needs_work_offers_a_task(app: TestApp) {
        let id = recorded(&app).await;
        let page = at(id, "reviews/3.1.1/record");
        let form = [("reviewed_on", "2026-03-02"), ("outcome", "needs_work"), ("notes", "Two accounts are old.")];

        let done = app.post_fragment(LEAD, &page, &form).await;

        assert_eq!(done.assert_status(204).location(), format!("{page}#on-record"));
        let shown = app.get(LEAD, &page).await;
        shown.assert_contains("Give the work as a task");
        let link = shown.body.split("class=\"button\" href=\"").nth(1).unwrap().split('"').next().unwrap();
        let task = app.get(LEAD, &link.replace("&amp;", "&")).await;
        task.assert_contains("Two accounts are old.").assert_contains("value=\"3.1.1\"");
        app.get(LEAD, &at(id, "requirements/3.1.1")).await.assert_contains("Needs work");
    }

    async fn long_notes_do_not_make_an_endless_link(app: TestApp) {
        let id = recorded(&app).await;
        let page = at(id, "reviews/3.1.1/record");
        let notes = "Prüfen. ".repeat(2000);
        let form = [("reviewed_on", "2026-03-02"), ("outcome", "needs_work"), ("notes", notes.as_str())];

        app.post(LEAD, &page, &form).await.assert_status(303);

        let shown = app.get(LEAD, &page).await;
        let link = shown.body.split("class=\"button\" href=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(link.len() < 6000, "{}", link.len());
        app.get(LEAD, &link.replace("&amp;", "&")).await.assert_status(200).assert_contains("Prüfen.");
    }

    async fn mistakes_are_told_at_their_fields(app: TestApp) {
        let id = recorded(&app).await;
        let page = at(id, "reviews/3.1.1/record");
        let wrong = [("reviewed_on", "2026-03-03"), ("outcome", "needs_work"), ("notes", "")];

        for answer in [app.post(LEAD, &page, &wrong).await, app.post_fragment(LEAD, &page, &wrong).await] {
            answer.assert_status(422).assert_contains("has taken place").assert_contains("Say what needs work.");
        }
        app.post(LEAD, &page, &[("notes", "typed")]).await
            .assert_status(422).assert_contains("Enter the day").assert_contains("Say what came of it")
            .assert_contains("typed");
        assert!(!app.trail(CONTOSO).await.contains(&"requirement.reviewed".to_owned()));
    }

    async fn a_form_sent_twice_is_one_review_and_a_late_one_moves_nothing_back(app: TestApp) {
        let id = recorded(&app).await;
        let page = at(id, "reviews/3.1.1/record");
        let once = app.get(LEAD, &page).await.field("once").unwrap();
        let twice = [&GOOD[..], &[("once", once.as_str())]].concat();

        app.post(LEAD, &page, &twice).await.assert_status(303);
        app.post(LEAD, &page, &twice).await.assert_status(303);
        let late = [("reviewed_on", "2026-02-01"), ("outcome", "needs_work"), ("notes", "Written down late.")];
        app.post(ADMIN, &page, &late).await.assert_status(303);

        let shown = app.get(LEAD, &page).await;
        assert_eq!(shown.body.matches("<article").count(), 2);
        shown.assert_contains("Last review 2026-03-01");
        assert!(shown.body.find("list of accounts") < shown.body.find("Written down late"), "the last is first");
        assert!(!app.get(LEAD, &at(id, "requirements/3.1.1")).await.contains("Needs work"));
        let (_, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((&detail["on"], &detail["after"]["reviewed_on"]), (&"2026-02-01".into(), &"2026-03-01".into()));
    }

    async fn only_leads_record_and_everybody_here_reads(app: TestApp) {
        let id = recorded(&app).await;
        let page = at(id, "reviews/3.1.1/record");
        app.post(LEAD, &page, &GOOD).await.assert_status(303);

        for who in [CONTRIBUTOR, ASSESSOR] {
            let seen = app.get(who, &page).await;
            assert!(!seen.assert_status(200).contains("name=\"outcome\""));
            app.post(who, &page, &GOOD).await.assert_status(403);
        }
        app.get(STRANGER, &page).await.assert_status(404);
        app.post(STRANGER, &page, &GOOD).await.assert_status(404);
        app.post(LEAD, &at(id, "reviews/9.9.9/record"), &GOOD).await.assert_status(404);
        app.store.behind_our_back("update assessments set completed_on = '2026-03-02'").await;
        something_else(&app).await;
        app.post(LEAD, &page, &GOOD).await.assert_status(409);
    }

    async fn the_database_changes_no_record(app: TestApp) {
        let id = recorded(&app).await;
        app.post(LEAD, &at(id, "reviews/3.1.1/record"), &GOOD).await.assert_status(303);
        let mut tx = app.db.begin(Actor::console()).await.unwrap();

        let changed: Result<u64, _> =
            sql! { execute, &mut tx, "update requirement_reviews set notes = 'x' where org_id = $1", CONTOSO.id };

        assert!(changed.is_err());
        drop(tx);
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        let gone: Result<u64, _> =
            sql! { execute, &mut tx, "delete from requirement_reviews where org_id = $1", CONTOSO.id };
        assert!(gone.is_err());
    }
}
