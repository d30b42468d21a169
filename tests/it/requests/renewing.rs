//! Asking anew for what runs out.

use super::*;
use muster::{jobs, notices, requests};

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
