//! Writing how a requirement is met.

use super::*;

/// A form that can be saved.
fn form(version: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("version", version),
        ("status", "partial"),
        ("narrative", "Accounts come from the directory."),
        ("review_months", "6"),
        ("reviewed_on", "2026-03-01"),
    ]
}

async fn narrative(app: &TestApp, assessment: Uuid, requirement: &str) -> Option<(String, i64)> {
    let mut conn = app.db.read().await.unwrap();
    sql! {
        fetch_optional, &mut conn,
        "select narrative, version from implementations
         where org_id = $1 and assessment_id = $2 and requirement = $3",
        CONTOSO.id, assessment, requirement
    }
    .unwrap()
}

both! {
    async fn what_is_written_is_kept_and_told(app: TestApp) {
        let id = app.an_assessment(2).await;
        let page = at(id, "requirements/3.1.1");
        app.get(LEAD, &format!("{page}/edit")).await.assert_status(200).assert_contains("name=\"narrative\"");

        let done = app.post(LEAD, &format!("{page}/edit"), &form("0")).await;

        done.assert_status(303);
        assert_eq!(done.location(), format!("{page}#practice"));
        let shown = app.get(LEAD, &page).await;
        shown.assert_contains("Accounts come from the directory.").assert_contains("Partly implemented");
        shown.assert_contains("2026-09-01, every 6 months");
        let (action, subject, detail) = app.trail_entries(CONTOSO).await.remove(0);
        assert_eq!((action.as_str(), subject), ("implementation.written", format!("requirement:{id}/3.1.1")));
        assert_eq!(detail["before"]["narrative"], "");
        assert_eq!(detail["after"]["review_months"], 6);
        app.get(LEAD, &at(id, "requirements?sort=next_review")).await.assert_contains("2026-09-01");
    }

    async fn a_script_is_sent_to_the_page(app: TestApp) {
        let id = app.an_assessment(2).await;

        let done = app.post_fragment(LEAD, &at(id, "requirements/3.1.1/edit"), &form("0")).await;

        assert_eq!(done.assert_status(204).location(), at(id, "requirements/3.1.1#practice"));
    }

    async fn mistakes_are_told_together_and_nothing_typed_is_lost(app: TestApp) {
        let id = app.an_assessment(2).await;
        let path = at(id, "requirements/3.1.1/edit");
        let words = [("narrative", "Half a page"), ("review_months", "400"), ("reviewed_on", "soon")];
        let claim = [("claim", "dod_cio_adjudication"), ("ticked", "adjudication_in_ssp"), ("claim_note", "old")];
        let wrong = [&[("version", "0")], &words[..], &claim].concat();

        for answer in [app.post(LEAD, &path, &wrong).await, app.post_fragment(LEAD, &path, &wrong).await] {
            answer.assert_status(422).assert_contains("Half a page").assert_contains("value=\"400\"");
            answer.assert_contains("value=\"soon\"").assert_contains(">\nold</textarea>");
            answer.assert_contains("170.4").assert_contains("Enter a date like")
                .assert_contains("Say what it is about");
            assert_eq!(answer.body.matches("value=\"adjudication_in_ssp\"\n    checked").count(), 1);
        }
        let tomorrow = [("version", "0"), ("reviewed_on", "2026-03-03"), ("review_months", "x")];
        let future = app.post(LEAD, &path, &tomorrow).await;
        future.assert_status(422)
            .assert_contains("has taken place").assert_contains("Enter 1 to 12 months");
        assert!(narrative(&app, id, "3.1.1").await.is_none() && app.trail(CONTOSO).await.is_empty());
    }

    async fn two_people_at_once_both_see_both_texts(app: TestApp) {
        let id = app.an_assessment(2).await;
        let path = at(id, "requirements/3.1.1/edit");
        app.post(ADMIN, &path, &form("0")).await.assert_status(303);
        let mine = [("version", "0"), ("narrative", "Accounts come from a list."), ("status", "planned")];

        for late in [app.post(LEAD, &path, &mine).await, app.post_fragment(LEAD, &path, &mine).await] {
            late.assert_status(409).assert_contains("Accounts come from the directory.");
            late.assert_contains(">\nAccounts come from a list.</textarea>");
            assert_eq!(late.field("version").as_deref(), Some("1"));
        }
        let again = [("version", "1"), ("narrative", "Accounts come from a list.")];
        app.post(LEAD, &path, &again).await.assert_status(303);
        assert_eq!(narrative(&app, id, "3.1.1").await, Some(("Accounts come from a list.".into(), 2)));
    }

    async fn a_double_click_has_one_effect(app: TestApp) {
        let id = app.an_assessment(2).await;
        let path = at(id, "requirements/3.1.1/edit");

        app.post(LEAD, &path, &form("0")).await.assert_status(303);
        app.post(LEAD, &path, &form("0")).await.assert_status(303);

        assert_eq!(app.trail(CONTOSO).await, ["implementation.written"]);
    }

    async fn only_the_owner_and_the_lead_write(app: TestApp) {
        let id = app.an_assessment(2).await;
        give(&app, id, "3.1.1", CONTRIBUTOR).await;
        let path = at(id, "requirements/3.1.1/edit");

        for (who, words) in [(OTHER_CONTRIBUTOR, "another owner"), (ASSESSOR, "Assessor")] {
            app.get(who, &path).await.assert_status(403).assert_contains(words);
            app.post(who, &path, &form("1")).await.assert_status(403).assert_contains(words);
            app.post(who, &path, &[("review_months", "400")]).await.assert_status(403);
        }
        app.get(STRANGER, &path).await.assert_status(404);
        app.post(STRANGER, &path, &form("1")).await.assert_status(404);
        app.get(CONTRIBUTOR, &path).await.assert_status(200);
        app.post(CONTRIBUTOR, &path, &form("1")).await.assert_status(303);
        assert_eq!(app.trail(CONTOSO).await, ["implementation.written"]);
    }

    async fn a_completed_assessment_takes_no_words(app: TestApp) {
        let id = app.an_assessment(2).await;
        lock(&app, id).await;
        let path = at(id, "requirements/3.1.1/edit");

        app.get(LEAD, &path).await.assert_status(409).assert_contains("locked");
        app.post(LEAD, &path, &form("0")).await.assert_status(409);
        app.post(LEAD, &at(id, "requirements/3.1.1/owner"), &[("owner", "nobody")]).await.assert_status(409);

        assert!(narrative(&app, id, "3.1.1").await.is_none());
    }

    async fn the_lighter_case_exists_for_two_requirements_only(app: TestApp) {
        let id = app.an_assessment(2).await;
        let edit = |requirement: &str| at(id, &format!("requirements/{requirement}/edit"));

        let mfa = app.get(LEAD, &edit("3.5.3")).await;
        mfa.assert_contains("mfa_remote_and_privileged").assert_contains("costs 3 points");
        mfa.assert_contains("170.24(c)(2)(i)(B)(4)(i)");
        app.get(LEAD, &edit("3.13.11")).await.assert_contains("encryption_not_fips");
        assert!(!app.get(LEAD, &edit("3.1.1")).await.contains("partial_case"));

        let forged = [("version", "0"), ("narrative", "Words"), ("partial_case", "encryption_not_fips")];
        app.post(LEAD, &edit("3.1.1"), &forged).await.assert_status(303);
        assert_eq!(app.trail_entries(CONTOSO).await.remove(0).2["after"]["partial_case"], "");
        assess(&app, id, "3.13.11/a", "not_met").await;
        app.post(LEAD, &edit("3.13.11"), &forged).await.assert_status(303);
        app.get(LEAD, &at(id, "requirements/3.13.11")).await.assert_contains("Put it on the POA");
    }

    async fn a_decision_counts_once_everything_the_rule_asks_is_true(app: TestApp) {
        let id = app.an_assessment(2).await;
        assess(&app, id, "3.1.1/a", "not_met").await;
        for other in ["b", "c", "d", "e", "f"] {
            assess(&app, id, &format!("3.1.1/{other}"), "not_met").await;
        }
        let (page, path) = (at(id, "requirements/3.1.1"), at(id, "requirements/3.1.1/edit"));
        let claim = [("claim", "dod_cio_adjudication"), ("claim_note", "Memo of 2 March 2026, number 12.")];

        app.post(LEAD, &path, &[&claim[..], &[("version", "0")]].concat()).await.assert_status(303);
        let shown = app.get(LEAD, &page).await;
        shown.assert_contains("Memo of 2 March 2026").assert_contains("It does not count as met yet");
        shown.assert_contains("the system security plan has to contain the decision");

        let more = [("version", "1"), ("ticked", "adjudication_in_ssp")];
        app.post(LEAD, &path, &[&claim[..], &more].concat()).await.assert_status(303);
        app.get(LEAD, &page).await.assert_contains("counts as met").assert_contains("Met by claim");
        app.get(LEAD, &at(id, "requirements?family=AC")).await.assert_contains("Met by claim");
        app.get(LEAD, &path).await.assert_contains("value=\"adjudication_in_ssp\"\n    checked");
        assert_eq!(app.trail_entries(CONTOSO).await.remove(7).2["after"]["claim"]["in_ssp"], true);
    }

    async fn a_decision_is_offered_at_its_level_only(app: TestApp) {
        let (one, two) = (app.an_assessment(1).await, app.an_assessment(2).await);
        own_requirements(&app, 1).await;

        let two_page = app.get(LEAD, &at(two, "requirements/3.1.1/edit")).await;
        two_page.assert_contains("dod_cio_adjudication").assert_contains("170.24(c)(2)(i)(B)(8)");
        let one_page = app.get(LEAD, &at(one, "requirements/AC.L1-b.1.i/edit")).await;
        assert!(!one_page.contains("dod_cio_adjudication"));
        assert!(!app.get(LEAD, &at(two, "requirements/ACME-1/edit")).await.contains("name=\"claim\""));
    }
}
