//! Submitting the closure of an item, and validating it as a second person.

use super::*;

const DONE: [(&str, &str); 1] = [("closure", "The filter is on; the log shows stopped drawings.")];

/// Ticks the item's only milestone and links a final file.
async fn ready(app: &TestApp, page: &str) -> Uuid {
    let mut conn = app.db.read().await.unwrap();
    let item: Uuid = page.rsplit('/').next().unwrap().parse().unwrap();
    let (step,): (Uuid,) =
        sql! { fetch_one, &mut conn, "select id from poam_milestones where poam_id = $1", item }.unwrap();
    drop(conn);
    let change = format!("{page}/milestones/{step}/change");
    app.post(LEAD, &change, &[("do", "done")]).await.assert_status(303);
    let file = a_file(app, "Filter log", "final").await;
    app.post(LEAD, &format!("{page}/evidence"), &[("link", &file.to_string())]).await.assert_status(303);
    file
}

/// Assesses 3.1.3[a] again, so that the requirement is not NOT MET any more.
async fn met(app: &TestApp, assessment: Uuid) {
    let form = [("result", "met"), ("finding", "The filter stops drawings."), ("version", "1")];
    app.post(LEAD, &at(assessment, "work/3.1.3/a"), &form).await.assert_status(303);
}

async fn version(app: &TestApp, page: &str) -> String {
    kept(app, page).await.1.to_string()
}

/// An item that Carl submitted, of an assessment in which the requirement was assessed again.
async fn submitted(app: &TestApp) -> (Uuid, String) {
    let (id, page) = an_item(app, CONTRIBUTOR).await;
    ready(app, &page).await;
    met(app, id).await;
    app.post(CONTRIBUTOR, &format!("{page}/submit"), &DONE).await.assert_status(303);
    (id, page)
}

both! {
    async fn an_item_is_submitted_by_one_person_and_closed_by_another(app: TestApp) {
        let (id, page) = submitted(&app).await;
        let look = app.get(LEAD, &format!("{page}/close")).await;
        look.assert_status(200).assert_contains("The filter is on; the log shows stopped drawings.");
        look.assert_contains("Filter log").assert_contains("What closing it does to the score");
        app.get(LEAD, &page).await.assert_contains("A second person has to validate it");
        let seen = version(&app, &page).await;

        let closed = app.post_fragment(LEAD, &format!("{page}/close"), &[("version", &seen)]).await;

        assert_eq!(closed.assert_status(204).location(), page);
        assert_eq!(kept(&app, &page).await.0, "closed");
        app.get(ASSESSOR, &page).await.assert_contains("Validated").assert_contains("Lena Lead");
        let line = app.get(LEAD, &at(id, "requirements/3.1.3")).await;
        assert!(!line.contains("It is on the POA"));
        app.post(LEAD, &format!("{page}/close"), &[("version", &seen)]).await.assert_status(303);
        let end = told(&app).await.split_off(3);
        assert_eq!(end, ["poam.evidence_linked", "poam.submitted", "poam.closed"]);
    }

    async fn whoever_submitted_a_closure_does_not_validate_it(app: TestApp) {
        let (id, page) = an_item(&app, CONTRIBUTOR).await;
        ready(&app, &page).await;
        met(&app, id).await;
        app.post(LEAD, &format!("{page}/submit"), &DONE).await.assert_status(303);
        let close = format!("{page}/close");
        let seen = version(&app, &page).await;

        let own = app.get(LEAD, &close).await;
        own.assert_contains("somebody else has to validate it");
        assert!(!own.contains("Validate and close it"));
        app.post(LEAD, &close, &[("version", &seen)]).await.assert_status(403).assert_contains("somebody else");
        assert_eq!(kept(&app, &page).await.0, "submitted");
        app.post(ADMIN, &close, &[("version", &seen)]).await.assert_status(303);
        assert_eq!(kept(&app, &page).await.0, "closed");
    }

    async fn the_database_itself_wants_two_people(app: TestApp) {
        let (_, page) = submitted(&app).await;
        let id: Uuid = page.rsplit('/').next().unwrap().parse().unwrap();
        let mut tx = app.db.begin(Actor::console()).await.unwrap();

        let refused = sql! {
            execute, &mut tx,
            "update poams set state = 'closed', closed_by = submitted_by where org_id = $1 and id = $2",
            CONTOSO.id, id
        };

        assert!(refused.is_err());
    }

    async fn only_leads_validate(app: TestApp) {
        let (_, page) = submitted(&app).await;
        let seen = version(&app, &page).await;
        for path in ["close", "reopen"] {
            let path = format!("{page}/{path}");
            for (who, status) in [(CONTRIBUTOR, 403), (OTHER_CONTRIBUTOR, 403), (ASSESSOR, 403), (STRANGER, 404)] {
                app.get(who, &path).await.assert_status(status);
                app.post(who, &path, &[("version", &seen), ("why", "No reason")]).await.assert_status(status);
            }
        }
        for who in [OTHER_CONTRIBUTOR, ASSESSOR] {
            app.post(who, &format!("{page}/submit"), &DONE).await.assert_status(403);
            app.post(who, &format!("{page}/evidence"), &[("link", "x")]).await.assert_status(403);
        }
        assert_eq!(kept(&app, &page).await.0, "submitted");
    }

    async fn a_closure_needs_words_done_milestones_and_final_evidence(app: TestApp) {
        let (_, page) = an_item(&app, CONTRIBUTOR).await;
        let submit = format!("{page}/submit");
        app.get(CONTRIBUTOR, &submit).await.assert_status(200).assert_contains("not done");
        let draft = a_file(&app, "Draft log", "draft").await.to_string();
        app.post(CONTRIBUTOR, &format!("{page}/evidence"), &[("link", &draft)]).await.assert_status(303);

        for bare in [
            app.post(CONTRIBUTOR, &submit, &[("closure", "Done")]).await,
            app.post_fragment(CONTRIBUTOR, &submit, &[("closure", "Done")]).await,
        ] {
            bare.assert_status(422).assert_contains("Say what was done").assert_contains(">\nDone</textarea>");
            bare.assert_contains("Milestones that are not done: 1").assert_contains("170.24(b)(1)");
        }
        assert_eq!(kept(&app, &page).await.0, "open");
        ready(&app, &page).await;
        app.post_fragment(CONTRIBUTOR, &submit, &DONE).await.assert_status(204);
        app.post(CONTRIBUTOR, &submit, &DONE).await.assert_status(303);
        assert_eq!(told(&app).await.iter().filter(|action| *action == "poam.submitted").count(), 1);
    }

    async fn what_waits_to_be_validated_does_not_change(app: TestApp) {
        let (_, page) = submitted(&app).await;

        for path in ["edit", "evidence", "submit"] {
            app.get(CONTRIBUTOR, &format!("{page}/{path}")).await.assert_status(409).assert_contains("second person");
        }
        let step = [("milestone_words", "One more"), ("milestone_due_on", "2026-04-01")];
        app.post(CONTRIBUTOR, &format!("{page}/milestones"), &step).await.assert_status(409);
        app.post(CONTRIBUTOR, &format!("{page}/withdraw"), &[("why", "Mistake")]).await.assert_status(409);
    }

    async fn its_evidence_is_kept_as_it_was(app: TestApp) {
        let (_, page) = an_item(&app, CONTRIBUTOR).await;
        let file = ready(&app, &page).await;
        let of_file = format!("/o/contoso/evidence/{file}");
        app.post(CONTRIBUTOR, &format!("{page}/submit"), &DONE).await.assert_status(303);

        app.get(CONTRIBUTOR, &of_file).await.assert_contains("POA&amp;M item whose");
        let gone = app.post(CONTRIBUTOR, &format!("{of_file}/remove"), &[]).await;

        gone.assert_status(409).assert_contains("POA&amp;M item");
    }

    async fn what_is_still_not_met_is_not_closed(app: TestApp) {
        let (id, page) = an_item(&app, CONTRIBUTOR).await;
        ready(&app, &page).await;
        app.post(CONTRIBUTOR, &format!("{page}/submit"), &DONE).await.assert_status(303);
        let (close, seen) = (format!("{page}/close"), version(&app, &page).await);

        app.get(LEAD, &close).await.assert_contains("3.1.3 is still NOT MET");
        app.post(LEAD, &close, &[("version", &seen)]).await.assert_status(409).assert_contains("Assess it again");
        met(&app, id).await;
        app.post(LEAD, &close, &[("version", &seen)]).await.assert_status(303);
    }

    async fn a_completed_assessment_keeps_its_findings_and_its_items_are_closed(app: TestApp) {
        let (id, page) = an_item(&app, CONTRIBUTOR).await;
        complete(&app, id, "Conditional Level 2 (Self)").await;
        ready(&app, &page).await;
        app.post(CONTRIBUTOR, &format!("{page}/submit"), &DONE).await.assert_status(303);
        let seen = version(&app, &page).await;

        app.post(LEAD, &format!("{page}/close"), &[("version", &seen)]).await.assert_status(303);

        let register = app.get(LEAD, &at(id, "poams")).await;
        register.assert_contains("Every item is closed.").assert_contains("Final Level 2 (Self)");
    }

    async fn a_closure_is_sent_back_and_a_closed_item_reopened_with_a_reason(app: TestApp) {
        let (_, page) = submitted(&app).await;
        let reopen = format!("{page}/reopen");
        let silent = app.post_fragment(LEAD, &reopen, &[("why", " ")]).await;
        silent.assert_status(422).assert_contains("Say what is missing");

        app.post(LEAD, &reopen, &[("why", "The log is of the wrong week")]).await.assert_status(303);
        assert_eq!(kept(&app, &page).await.0, "open");
        app.post(LEAD, &reopen, &[("why", "Again")]).await.assert_status(409);
        app.get(CONTRIBUTOR, &format!("{page}/submit")).await.assert_contains("The filter is on; the log");

        app.post(CONTRIBUTOR, &format!("{page}/submit"), &DONE).await.assert_status(303);
        let seen = version(&app, &page).await;
        app.post(LEAD, &format!("{page}/close"), &[("version", &seen)]).await.assert_status(303);
        app.get(LEAD, &reopen).await.assert_status(200).assert_contains("Reopen it because");
        app.post(ADMIN, &reopen, &[("why", "It came back")]).await.assert_status(303);
        let (action, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((action.as_str(), &detail["before"]), ("poam.reopened", &"closed".into()));
        assert_eq!(detail["reason"], "It came back");
    }

    async fn what_changed_since_somebody_looked_is_not_closed(app: TestApp) {
        let (_, page) = submitted(&app).await;
        let seen = version(&app, &page).await;
        app.post(LEAD, &format!("{page}/reopen"), &[("why", "The log is of the wrong week")]).await
            .assert_status(303);
        app.post(CONTRIBUTOR, &format!("{page}/submit"), &DONE).await.assert_status(303);

        let late = app.post(LEAD, &format!("{page}/close"), &[("version", &seen)]).await;

        late.assert_status(409).assert_contains("since you looked");
        assert_eq!(kept(&app, &page).await.0, "submitted");
    }

    async fn evidence_is_found_linked_and_taken_away(app: TestApp) {
        let (_, page) = an_item(&app, CONTRIBUTOR).await;
        let (log, plan) = (a_file(&app, "Filter log", "final").await, a_file(&app, "Network plan", "draft").await);
        let path = format!("{page}/evidence");
        let found = app.get_fragment(CONTRIBUTOR, &format!("{path}?search=filter")).await;
        found.assert_contains("Filter log");
        assert!(!found.contains("Network plan") && !found.contains("<h1"));

        let both = [("link", log.to_string()), ("link", plan.to_string())];
        app.post(CONTRIBUTOR, &path, &sent(&both)).await.assert_status(303);
        app.post(CONTRIBUTOR, &path, &sent(&both)).await.assert_status(303);
        app.post(CONTRIBUTOR, &path, &[("unlink", &plan.to_string())]).await.assert_status(303);

        let shown = app.get(ASSESSOR, &page).await;
        shown.assert_contains("Filter log");
        assert!(!shown.contains("Network plan"));
        let ends = ["poam.evidence_linked", "poam.evidence_linked", "poam.evidence_unlinked"];
        assert_eq!(told(&app).await.split_off(2), ends);
        let asked = app.statements_of(|| app.get(CONTRIBUTOR, &page)).await;
        assert!(asked <= 6, "{asked}");
    }

    async fn the_evidence_of_a_closure_is_listed_compared_and_kept_as_the_assessment_s_is(app: TestApp) {
        let (id, page) = an_item(&app, CONTRIBUTOR).await;
        complete(&app, id, "Conditional Level 2 (Self)").await;
        app.env.advance(chrono::TimeDelta::minutes(1));
        app.store.behind_our_back("update assessments set kept_until = '2032-03-02'").await;
        let file = ready(&app, &page).await;
        let frozen = format!("/o/contoso/evidence/frozen/{id}");
        assert!(!app.get(ASSESSOR, &frozen).await.contains("Filter log"));

        app.post(CONTRIBUTOR, &format!("{page}/submit"), &DONE).await.assert_status(303);
        let compared = muster::evidence::verify_due(&app.db, &app.blobs, app.scope(CONTOSO)).await.unwrap();
        let seen = version(&app, &page).await;
        app.post(LEAD, &format!("{page}/close"), &[("version", &seen)]).await.assert_status(303);

        assert_eq!(compared, 1, "by night");
        app.post(LEAD, &format!("{frozen}/verify"), &[]).await.assert_status(303);
        let lists = app.get(ASSESSOR, &frozen).await;
        lists.assert_contains("Closed items of the POA&amp;M").assert_contains("Filter log").assert_contains("Damaged");
        lists.assert_contains("2032-03-02");
        let digest = muster::kernel::hash::Sha256::of("Filter log").to_string().to_uppercase();
        let log = |part: &str| format!("{frozen}{part}/CMMCAssessmentArtifacts.log");
        assert!(app.get(ASSESSOR, &log("/closure")).await.contains(&digest));
        assert!(!app.get(ASSESSOR, &log("")).await.contains(&digest), "that one was handed in as it was");
        let hash = app.get(ASSESSOR, &format!("{frozen}/closure/CMMCAssessmentLogHash.log")).await;
        let list = app.get(ASSESSOR, &log("/closure")).await;
        hash.assert_contains(&muster::kernel::hash::Sha256::of(&list.body).to_string().to_uppercase());
        let piece = format!("/o/contoso/evidence/{file}");
        app.get(ASSESSOR, &piece).await.assert_contains("Kept until").assert_contains("2032-03-02");
        app.post(ADMIN, &format!("{page}/reopen"), &[("why", "It came back")]).await.assert_status(303);
        app.post(LEAD, &format!("{piece}/remove"), &[]).await.assert_status(409).assert_contains("until 2032-03-02");
    }

    async fn evidence_that_was_removed_before_is_neither_listed_nor_missed(app: TestApp) {
        let (id, page) = an_item(&app, CONTRIBUTOR).await;
        ready(&app, &page).await;
        let wrong = a_file(&app, "Wrong log", "final").await;
        app.post(LEAD, &format!("{page}/evidence"), &[("link", &wrong.to_string())]).await.assert_status(303);
        let remove = format!("/o/contoso/evidence/{wrong}/remove");
        let once = app.get(LEAD, &remove).await.field("once").unwrap();
        app.post(LEAD, &remove, &[("once", &once)]).await.assert_status(303);
        // As it is where it was removed by a Muster that did not take it away from items.
        let linked = "insert into poam_evidence (org_id, assessment_id, poam_id, evidence_id, created_at)
                      select l.org_id, l.assessment_id, l.poam_id, e.id, l.created_at
                      from poam_evidence l, evidence e where e.title = 'Wrong log'";
        app.store.behind_our_back(linked).await;
        met(&app, id).await;
        app.post(CONTRIBUTOR, &format!("{page}/submit"), &DONE).await.assert_status(303);

        let list = app.get(ASSESSOR, &format!("/o/contoso/evidence/frozen/{id}")).await;

        list.assert_contains("Filter log");
        assert!(!list.contains("Wrong log"));
    }

    async fn what_was_closed_when_the_assessment_was_completed_belongs_to_its_list_and_stays(app: TestApp) {
        let (id, page) = submitted(&app).await;
        let seen = version(&app, &page).await;
        app.post(LEAD, &format!("{page}/close"), &[("version", &seen)]).await.assert_status(303);
        complete(&app, id, "Final Level 2 (Self)").await;

        let reopened = app.post(ADMIN, &format!("{page}/reopen"), &[("why", "It came back")]).await;

        reopened.assert_status(409).assert_contains("Reopen the assessment first");
        let form = app.get(ADMIN, &format!("{page}/reopen")).await;
        form.assert_contains("Reopen the assessment first");
        assert!(!form.contains("name=\"why\"") && !app.get(ADMIN, &page).await.contains("/reopen\""));
        let frozen = app.get(ASSESSOR, &format!("/o/contoso/evidence/frozen/{id}")).await;
        frozen.assert_contains("Filter log");
        assert!(!frozen.contains("Closed items of the POA&amp;M"));
    }
}
