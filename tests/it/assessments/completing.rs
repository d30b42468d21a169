//! Completing an assessment, which locks it with its result, and reopening it.

use super::{at, commit, meet_all, plan, set, trail, unlink};
use crate::support::*;
use muster::sql;
use serde_json::Value;
use uuid::Uuid;

async fn digest(app: &TestApp, id: Uuid) -> String {
    app.get(LEAD, &at(id, "/complete")).await.field("digest").unwrap()
}

pub async fn complete(app: &TestApp, id: Uuid, more: &[(&str, &str)]) -> Answer {
    let digest = digest(app, id).await;
    let today = app.env.today().to_string();
    let form = [more, &[("name", "Lena Lead"), ("on", &today), ("digest", &digest)]].concat();
    app.post(LEAD, &at(id, "/complete"), &form).await
}

/// Writes a requirement of Contoso's own at that address.
async fn own(app: &TestApp, at: &str, fields: &[(&str, &str)]) {
    let fields = [&[("family", "Gate"), ("statement", "Know who is there.")], fields].concat();
    app.post(LEAD, &format!("/o/contoso/catalogue/own/{at}"), &fields).await.assert_status(303);
}

async fn kept(app: &TestApp, id: Uuid) -> Option<Value> {
    let mut conn = app.db.read().await.unwrap();
    let (result,): (Option<sqlx::types::Json<Value>>,) =
        sql! { fetch_one, &mut conn, "select result from assessments where id = $1", id }.unwrap();
    result.map(|result| result.0)
}

both! {
    async fn completing_locks_everything_and_keeps_the_result(app: TestApp) {
        let id = app.an_assessment(2).await;
        meet_all(&app, id, 2).await;
        set(&app, id, &[("3.1.1", "a", "not_met")]).await;

        complete(&app, id, &[]).await.assert_status(303);

        let page = app.get(LEAD, &at(id, "")).await;
        page.assert_contains("105 <span>of 110</span>").assert_contains("by Lena Lead, and locked");
        let entries = app.trail_entries(CONTOSO).await;
        let (action, _, detail) = entries.last().unwrap();
        assert_eq!((action.as_str(), &detail["result"]["score"]), ("assessment.completed", &105.into()));
        assert_eq!(detail["result"]["points"]["3.1.1"], 5);
        let again = [("result", "met"), ("finding", "Fixed after all."), ("version", "1")];
        let late = app.post(LEAD, &at(id, "/work/3.1.1/a"), &again).await;
        late.assert_status(409).assert_contains("locked").assert_contains(">\nFixed after all.</textarea>");
        app.post(LEAD, &at(id, "/work/3.1.1/a/draft"), &again).await.assert_status(409);
        app.get(LEAD, &at(id, "/edit")).await.assert_status(409);
        let list = app.get(LEAD, "/o/contoso/assessments").await;
        list.assert_contains("105").assert_contains("No CMMC Status");
        list.assert_contains("Scores by rule-pack-2026-11-21.");
        let mut conn = app.db.read().await.unwrap();
        let (frozen,): (i64,) = sql! {
            fetch_one, &mut conn,
            "select count(*) from evidence_links where org_id = $1 and frozen_at is not null", CONTOSO.id
        }
        .unwrap();
        assert_eq!(frozen, 320);
    }

    async fn the_kept_result_is_shown_whatever_the_rules_say_today(app: TestApp) {
        let id = app.an_assessment(2).await;
        meet_all(&app, id, 2).await;
        complete(&app, id, &[]).await.assert_status(303);
        let mut result = kept(&app, id).await.unwrap();
        result["score"] = 77.into();
        result["pack"]["name"] = "rule-pack-of-another-day".into();
        let mut tx = app.db.begin(muster::kernel::audit::Actor::console()).await.unwrap();
        sql! {
            execute, &mut tx, "update assessments set result = $2 where org_id = $1 and id = $3",
            CONTOSO.id, sqlx::types::Json(result), id
        }
        .unwrap();
        commit(tx).await;

        for page in ["", "/score"] {
            app.get(LEAD, &at(id, page)).await.assert_contains("77").assert_contains("rule-pack-of-another-day");
        }
        app.get(LEAD, &at(id, "/score.json")).await.assert_contains("rule-pack-of-another-day");
    }

    async fn own_requirements_stay_as_they_were_when_it_was_completed(app: TestApp) {
        let id = app.an_assessment(2).await;
        meet_all(&app, id, 2).await;
        own(&app, "new", &[("code", "Q.1"), ("title", "Visitors"), ("objectives", "a: all sign in")]).await;
        let found = [("result", "not_met"), ("finding", "Nobody signs."), ("version", "0")];
        app.post(LEAD, &at(id, "/work/Q.1/a"), &found).await.assert_status(303);
        complete(&app, id, &[]).await.assert_status(303);
        app.env.advance(chrono::TimeDelta::minutes(1));

        own(&app, "Q.1/edit", &[("version", "1"), ("title", "Guests"), ("objectives", "b: all are met")]).await;

        for page in ["/score.json", "/score.csv", "/requirements/Q.1", "/work/Q.1/a"] {
            let page = app.get(LEAD, &at(id, page)).await;
            assert!(page.assert_status(200).contains("Visitors") && !page.contains("Guests"), "{}", page.body);
        }
        app.get(LEAD, &at(id, "/requirements/Q.1")).await.assert_contains("1 of 1").assert_contains("all sign in");
        app.get(LEAD, &at(id, "/work/Q.1/a")).await.assert_contains("all sign in").assert_contains("Nobody signs.");
        let kept = app.get(LEAD, &at(id, "/requirements?text=sign+in+all+visitors&origin=own")).await;
        kept.assert_contains("<caption>1 of 111 requirements");
        let later = app.get(LEAD, &at(id, "/requirements?text=met+guests&origin=own")).await;
        later.assert_contains("Nothing matches");
        let later = app.an_assessment(2).await;
        app.get(LEAD, &at(later, "/work/Q.1/b")).await.assert_contains("all are met");
    }

    async fn what_was_no_longer_asked_when_it_was_completed_does_not_come_back(app: TestApp) {
        let id = app.an_assessment(2).await;
        meet_all(&app, id, 2).await;
        let asked = [("code", "Q.1"), ("title", "Visitors"), ("objectives", "b: all sign in\na: all are met\nc: gone")];
        own(&app, "new", &asked).await;
        for (letter, result) in [("a", "met"), ("b", "met"), ("c", "not_met")] {
            let found = [("result", result), ("finding", "Nobody signs."), ("version", "0")];
            app.post(LEAD, &at(id, &format!("/work/Q.1/{letter}")), &found).await.assert_status(303);
        }
        let fewer = [("version", "1"), ("title", "Visitors"), ("objectives", "b: all sign in\na: all are met")];
        own(&app, "Q.1/edit", &fewer).await;

        for state in ["open", "completed"] {
            let page = app.get(LEAD, &at(id, "/requirements/Q.1")).await;
            page.assert_contains("2 of 2");
            let place = |letter: &str| page.body.find(&at(id, &format!("/work/Q.1/{letter}\""))).unwrap();
            assert!(place("b") < place("a"), "as they were typed, {state}: {}", page.body);
            app.get(LEAD, &at(id, "/work/Q.1/c")).await.assert_status(404);
            if state == "open" {
                complete(&app, id, &[("accepts", "yes")]).await.assert_status(303);
            }
        }
    }

    async fn what_is_open_or_unconfirmed_stands_against_it(app: TestApp) {
        let id = app.an_assessment(2).await;
        meet_all(&app, id, 2).await;
        set(&app, id, &[("3.1.1", "a", "")]).await;

        let page = app.get(LEAD, &at(id, "/complete")).await;
        page.assert_status(200).assert_contains("Not assessed yet").assert_contains(&at(id, "/work/3.1.1/a"));
        assert_eq!(page.field("digest"), None, "no form to send");
        let seen = app.get(LEAD, &at(id, "")).await;
        assert!(!seen.contains("Complete this assessment"));
        set(&app, id, &[("3.1.1", "a", "met")]).await;
        let digest = digest(&app, id).await;
        set(&app, id, &[("3.1.1", "a", "")]).await;
        let form = [("name", "Lena"), ("on", "2023-11-14"), ("digest", digest.as_str())];
        app.post(LEAD, &at(id, "/complete"), &form).await.assert_status(409).assert_contains("The result changed");
        assert!(kept(&app, id).await.is_none() && trail(&app).await.is_empty());
    }

    async fn a_copy_is_completed_only_once_its_results_are_confirmed(app: TestApp) {
        let id = app.an_assessment(1).await;
        meet_all(&app, id, 1).await;
        let copy = app.post(LEAD, &at(id, "/copy"), &[("title", "Next year")]).await;
        let page = app.get(LEAD, &format!("{}/complete", copy.location())).await;

        page.assert_contains("not confirmed: look at each");
        assert_eq!(page.field("digest"), None);
    }

    async fn a_provisional_met_must_be_accepted_and_leaves_a_range(app: TestApp) {
        let id = app.an_assessment(2).await;
        meet_all(&app, id, 2).await;
        unlink(&app, id, "3.1.1", "b").await;

        let page = app.get(LEAD, &at(id, "/complete")).await;
        page.assert_contains("Met without evidence in final form").assert_contains("105 to 110 of");
        complete(&app, id, &[]).await.assert_status(422).assert_contains("Tick that you complete it");
        complete(&app, id, &[("accepts", "yes")]).await.assert_status(303);

        let result = kept(&app, id).await.unwrap();
        assert_eq!((&result["score"], &result["best"], &result["worst"]), (&Value::Null, &110.into(), &105.into()));
        let page = app.get(LEAD, &at(id, "")).await;
        page.assert_contains("105 and 110 <span>of 110</span>").assert_contains("Incomplete");
    }

    async fn what_stays_open_under_a_conditional_status_is_told_with_its_day(app: TestApp) {
        let id = app.an_assessment(2).await;
        meet_all(&app, id, 2).await;
        set(&app, id, &[("3.2.3", "a", "not_met"), ("3.1.3", "a", "not_met")]).await;
        plan(&app, id, "3.2.3").await;
        let blocked = app.get(LEAD, &at(id, "/complete")).await;
        assert!(!blocked.assert_contains("No CMMC Status").contains("stay open"), "{}", blocked.body);
        plan(&app, id, "3.1.3").await;

        let page = app.get(LEAD, &at(id, "/complete")).await;
        let typed = complete(&app, id, &[("name", ""), ("on", "2026-03-01")]).await;

        page.assert_contains("Conditional Level 2 (Self)").assert_contains("2 requirements on the");
        page.assert_contains("stay open.").assert_contains("<time>2026-08-29</time>: 180 days (32 CFR 170.21(b))");
        typed.assert_status(422).assert_contains("<time>2026-08-28</time>: 180 days");
    }

    async fn a_completed_one_without_a_plan_is_not_said_to_be_impossible_to_complete(app: TestApp) {
        let id = app.an_assessment(2).await;
        meet_all(&app, id, 2).await;
        set(&app, id, &[("3.12.4", "a", "not_met")]).await;
        complete(&app, id, &[]).await.assert_status(303);

        for page in ["", "/score"] {
            let page = app.get(ASSESSOR, &at(id, page)).await;
            page.assert_contains("No CMMC Score").assert_contains("(3.12.4), so there is no score.");
            assert!(!page.contains("cannot be completed"), "{}", page.body);
        }
        app.get(ASSESSOR, &at(id, "")).await.assert_contains("What stood in the way");
    }

    async fn the_signature_needs_a_name_and_a_day_that_is_not_to_come(app: TestApp) {
        let id = app.an_assessment(1).await;
        meet_all(&app, id, 1).await;
        let digest = digest(&app, id).await;
        let form = [("name", ""), ("on", "2199-01-01"), ("digest", digest.as_str())];

        for answer in [app.post(LEAD, &at(id, "/complete"), &form).await,
                       app.post_fragment(LEAD, &at(id, "/complete"), &form).await] {
            answer.assert_status(422).assert_contains("Type the name").assert_contains("a day before");
            answer.assert_contains("2199-01-01");
        }
        let early = complete(&app, id, &[("on", "2024-12-15")]).await;
        early.assert_status(422).assert_contains("2024-12-16 or a later day");
        assert!(trail(&app).await.is_empty());
    }

    async fn a_day_before_the_start_is_asked_about_and_not_refused(app: TestApp) {
        let id = app.an_assessment(1).await;
        meet_all(&app, id, 1).await;
        let early = [("on", "2026-02-20"), ("name", "Lena of the Shop")];
        app.get(LEAD, &at(id, "/complete")).await.assert_contains("was started here on 2026-03-02.");

        let asked = complete(&app, id, &early).await;

        asked.assert_status(422).assert_contains("Tick that it was carried out before it was started here");
        asked.assert_contains("value=\"2026-02-20\"").assert_contains("value=\"Lena of the Shop\"");
        asked.assert_contains("id=\"field-early\"");
        assert!(trail(&app).await.is_empty());
        let slipped = [&early[1..], &[("on", "2025-02-20"), ("early", "2026-02-20")]].concat();
        complete(&app, id, &slipped).await.assert_status(422).assert_contains("2025-02-20 is the right day");
        complete(&app, id, &[&early[..], &[("early", "2026-02-20")]].concat()).await.assert_status(303);
        app.get(LEAD, &at(id, "")).await.assert_contains("Completed on <time>2026-02-20</time> by Lena of the Shop");
    }

    async fn completing_twice_has_one_effect(app: TestApp) {
        let id = app.an_assessment(1).await;
        meet_all(&app, id, 1).await;
        let (digest, today) = (digest(&app, id).await, app.env.today().to_string());
        let form = [("name", "Lena Lead"), ("on", today.as_str()), ("digest", digest.as_str())];

        app.post(LEAD, &at(id, "/complete"), &form).await.assert_status(303);
        app.post(LEAD, &at(id, "/complete"), &form).await.assert_status(409).assert_contains("was completed on");

        assert_eq!(trail(&app).await, ["assessment.completed"]);
        assert_eq!(app.get(LEAD, &at(id, "/complete")).await.assert_status(303).location(), at(id, ""));
    }

    async fn reopening_needs_a_reason_and_unlocks(app: TestApp) {
        let id = app.an_assessment(1).await;
        meet_all(&app, id, 1).await;
        app.get(LEAD, &at(id, "/reopen")).await.assert_status(303);
        complete(&app, id, &[]).await.assert_status(303);

        app.get(LEAD, &at(id, "/reopen")).await.assert_status(200).assert_contains("Final Level 1 (Self)");
        app.post(LEAD, &at(id, "/reopen"), &[("reason", " ")]).await.assert_status(422).assert_contains("Say why");
        app.post(LEAD, &at(id, "/reopen"), &[("reason", "A firewall was replaced.")]).await.assert_status(303);

        assert!(kept(&app, id).await.is_none());
        assert_eq!(trail(&app).await, ["assessment.completed", "assessment.reopened"]);
        let (_, _, told) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!(told["reason"], "A firewall was replaced.");
        assert!(told.get("before").is_none(), "no interval changed: {told}");
        app.post(LEAD, &at(id, "/reopen"), &[("reason", "Again")]).await.assert_status(409);
        app.get(LEAD, &at(id, "/edit")).await.assert_status(200);
    }
}
