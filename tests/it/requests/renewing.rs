//! Asking anew for what runs out.

use super::*;
use muster::{
    jobs,
    kernel::{
        audit::{self, Actor},
        db::Chore,
    },
    notices, requests,
};

/// A request that comes again after so many months, answered and accepted.
async fn accepted(app: &TestApp, more: &[(&str, &str)], months: &str) -> String {
    let request = a_request(app, &[more, &[("repeat_months", months)]].concat()).await;
    bring(app, CONTRIBUTOR, &request, "of this year").await.assert_status(303);
    decide(app, &request, "accept", "").await;
    app.letters().await;
    request
}

async fn renew(app: &TestApp) -> usize {
    requests::renew_due(&app.db, app.scope(CONTOSO)).await.unwrap()
}

both! {
    async fn what_runs_out_is_asked_for_anew_by_hand_as_it_was_before(app: TestApp) {
        let (fields, assessment) = for_an_objective(&app).await;
        let request = accepted(&app, &sent(&fields), "").await;
        let evidence = brought(&app, &request).await;
        let id = evidence.rsplit('/').next().unwrap();
        app.get(LEAD, &evidence).await.assert_contains(&format!("/o/contoso/requests/new?evidence={id}"));

        let form_again = app.get(LEAD, &format!("{NEW}?evidence={id}")).await;

        form_again.assert_status(200).assert_contains("becomes the next version of");
        form_again.assert_contains("value=\"3.1.1[a]\"").assert_contains("value=\"List of accounts\"");
        let again = a_request(&app, &[("renews", id), ("assessment", &assessment.to_string()),
                                      ("objectives", "3.1.1[a]")]).await;
        bring(&app, CONTRIBUTOR, &again, "of next year").await.assert_status(303);
        app.get(LEAD, &brought(&app, &again).await).await.assert_contains("2, this one").assert_contains("3.1.1[a]");
        app.get(LEAD, &evidence).await.assert_contains("Superseded.");
        assert_eq!(count(&app, "links").await, 1);
        app.get(CONTRIBUTOR, &format!("{NEW}?evidence={id}")).await.assert_status(403);
        app.get(LEAD, &format!("{NEW}?evidence=0199ffff-ffff-7fff-8fff-ffffffffffff")).await.assert_status(404);
    }

    async fn what_is_asked_for_anew_is_called_and_kept_as_was_typed(app: TestApp) {
        app.post(ADMIN, "/o/contoso/settings/evidence", &[("artifact", "90"), ("document", "300"), ("version", "0")])
            .await.assert_status(303);
        let request = accepted(&app, &[], "").await;
        let evidence = brought(&app, &request).await;
        let id = evidence.rsplit('/').next().unwrap();
        let more = [("renews", id), ("title", "Accounts of 2027"), ("kind", "document")];
        let again = app.post(LEAD, NEW, &[&more[..], &form(&[])].concat()).await.location().to_owned();

        bring(&app, CONTRIBUTOR, &again, "of next year").await.assert_status(303);

        let page = app.get(LEAD, &brought(&app, &again).await).await;
        page.assert_contains("2, this one").assert_contains("<h1>Accounts of 2027</h1>").assert_contains("2026-12-27");
        decide(&app, &again, "return", "Pages are missing").await;
        bring(&app, CONTRIBUTOR, &again, "of next year, whole").await.assert_status(303);
        app.get(LEAD, &brought(&app, &again).await).await.assert_contains("<h1>Accounts of 2027</h1>");
        app.letters().await;
    }

    async fn what_repeats_and_is_asked_for_anew_by_hand_goes_on_in_one_line(app: TestApp) {
        let request = accepted(&app, &[], "12").await;
        let evidence = brought(&app, &request).await;
        let id = evidence.rsplit('/').next().unwrap();
        let more = [("renews", id), ("repeat_months", "12")];

        let next = a_request(&app, &more).await;

        app.get(LEAD, &request).await.assert_contains(&next);
        app.get(LEAD, &next).await.assert_contains("the one before");
        let beside = app.post(LEAD, NEW, &form(&more)).await;
        beside.assert_status(422).assert_contains("asks for its next version already");
        app.env.advance(TimeDelta::days(400));
        assert_eq!(renew(&app).await, 0, "the next one is asked for already");
        app.sign_in_again().await;
        app.letters().await;
        bring(&app, CONTRIBUTOR, &next, "of next year").await.assert_status(303);
        decide(&app, &next, "accept", "").await;
        app.env.advance(TimeDelta::days(400));
        assert_eq!((renew(&app).await, renew(&app).await), (1, 0));
        assert_eq!(count(&app, "requests").await, 3);
        app.letters().await;
    }

    async fn what_does_not_last_is_asked_for_half_way_and_not_at_once(app: TestApp) {
        app.post(ADMIN, "/o/contoso/settings/evidence", &[("artifact", "20"), ("version", "0")]).await
            .assert_status(303);
        accepted(&app, &[], "12").await;
        assert_eq!(renew(&app).await, 0);
        app.env.advance(TimeDelta::days(9));
        assert_eq!(renew(&app).await, 0);
        app.env.advance(TimeDelta::days(1));

        assert_eq!((renew(&app).await, renew(&app).await), (1, 0));

        app.letters().await;
    }

    async fn what_repeats_is_asked_for_once_when_its_months_are_over(app: TestApp) {
        let (fields, _) = for_an_objective(&app).await;
        let request = accepted(&app, &sent(&fields), "2").await;
        assert_eq!(renew(&app).await, 0);
        app.env.advance(TimeDelta::days(60));
        assert_eq!(renew(&app).await, 0, "a day too early");
        app.env.advance(TimeDelta::days(1));

        assert_eq!((renew(&app).await, renew(&app).await), (1, 0));

        app.sign_in_again().await;
        assert_eq!(count(&app, "requests").await, 2);
        let letters = app.letters().await;
        assert_eq!(letters.len(), 1);
        let next = letters[0].link("/o/contoso/requests/");
        app.get(LEAD, &request).await.assert_contains(&next);
        let page = app.get(LEAD, &next).await;
        page.assert_contains("3.1.1[a]").assert_contains("the one before").assert_contains("Next version of");
        bring(&app, CONTRIBUTOR, &next, "of the spring").await.assert_status(303);
        app.get(LEAD, &brought(&app, &next).await).await.assert_contains("2, this one");
        assert_eq!(app.trail(CONTOSO).await.iter().filter(|it| *it == "request.renewed").count(), 1);
    }

    async fn what_runs_out_before_its_months_are_over_is_asked_for_thirty_days_ahead(app: TestApp) {
        app.post(ADMIN, "/o/contoso/settings/evidence", &[("artifact", "90"), ("version", "0")]).await
            .assert_status(303);
        let request = accepted(&app, &[], "12").await;
        app.env.advance(TimeDelta::days(59));
        assert_eq!(renew(&app).await, 0);
        app.env.advance(TimeDelta::days(1));

        assert_eq!(renew(&app).await, 1);

        app.sign_in_again().await;
        let next = app.letters().await[0].link("/o/contoso/requests/");
        app.get(LEAD, &next).await.assert_contains("2026-05-31");
        assert!(app.get(LEAD, &request).await.contains(&next));
    }

    async fn removed_evidence_is_named_nowhere(app: TestApp) {
        let request = a_request(&app, &[("repeat_months", "12")]).await;
        bring(&app, CONTRIBUTOR, &request, "one").await.assert_status(303);
        decide(&app, &request, "accept", "").await;
        let evidence = brought(&app, &request).await;
        let id = evidence.rsplit('/').next().unwrap();
        let again = a_request(&app, &[("renews", id), ("title", "List again")]).await;
        app.get(LEAD, &again).await.assert_contains("Next version of");

        app.post(LEAD, &format!("{evidence}/remove"), &[]).await.assert_status(303);

        let (old, new) = (app.get(LEAD, &request).await, app.get(LEAD, &again).await);
        old.assert_contains("Accepted");
        for page in [&old, &new] {
            assert!(!page.contains(id), "{}", page.body);
        }
        bring(&app, CONTRIBUTOR, &again, "two").await.assert_status(303);
        let more = [("renews", id), ("wanted", "As typed")];
        let refused = app.post(LEAD, NEW, &form(&more)).await;
        refused.assert_status(422).assert_contains("What was to be renewed was removed meanwhile.");
        refused.assert_contains("As typed");
        assert!(!refused.contains("name=\"renews\""));
    }

    async fn what_is_returned_while_the_program_waits_is_not_asked_for_anew(app: TestApp) {
        accepted(&app, &[], "1").await;
        let other = TestApp::with(app.store.as_another_node().await);
        let (scope, db) = (app.scope(CONTOSO), other.db.clone());
        other.env.advance(TimeDelta::days(40));
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        audit::hold_chain(&mut tx, CONTOSO.id).await.unwrap();
        let before = other.db.statements();
        let waiting = tokio::spawn(async move { requests::renew_due(&db, scope).await });
        // It has read what is due when it waits for the chain. SQLite does not let it begin before that.
        for _ in 0..100_000 {
            if other.db.statements() > before + 1 {
                break;
            }
            tokio::task::yield_now().await;
        }

        sql! { execute, &mut tx, "update requests set state = 'returned'" }.unwrap();
        tx.commit_chore(Chore::Sweep).await.unwrap();

        assert_eq!(waiting.await.unwrap().unwrap(), 0);
        assert_eq!(count(&app, "requests").await, 1);
    }

    async fn two_servers_ask_anew_once(app: TestApp) {
        accepted(&app, &[], "1").await;
        let other = TestApp::with(app.store.as_another_node().await);
        for node in [&app, &other] {
            node.leaves_jobs();
            node.env.advance(TimeDelta::days(40));
            jobs::schedule(&node.db, notices::KIND).await.unwrap();
        }
        let scope = app.scope(CONTOSO);

        let (a, b, c, d) = tokio::join!(
            requests::renew_due(&app.db, scope), requests::renew_due(&other.db, scope),
            requests::renew_due(&other.db, scope), requests::renew_due(&app.db, scope));
        tokio::join!(app.run_jobs(), other.run_jobs());

        let all = [a, b, c, d].map(|asked| asked.unwrap());
        assert_eq!((all.iter().sum::<usize>(), count(&app, "requests").await), (1, 2), "{all:?}");
        let mut letters = app.letters().await;
        letters.extend(other.letters().await);
        assert_eq!(letters.iter().filter(|it| it.subject.contains("asks you for evidence")).count(), 1);
    }

    async fn the_schedule_asks_anew_and_who_left_is_asked_no_more(app: TestApp) {
        accepted(&app, &[], "1").await;
        app.store.behind_our_back("update members set deactivated_at = created_at where role = 'contributor'").await;
        app.env.advance(TimeDelta::days(40));
        jobs::schedule(&app.db, notices::KIND).await.unwrap();

        let letters = app.letters().await;

        let asked = letters.iter().filter(|it| it.subject.contains("asks you"));
        assert_eq!(asked.map(|it| it.to.as_str()).collect::<Vec<_>>(), [LEAD.email]);
    }
}
