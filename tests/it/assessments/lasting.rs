//! What pages say of a status whose time is over, and of one that was closed out.

use super::{at, completing::complete, copied_and_met, meet_all, plan, set};
use crate::support::*;
use chrono::TimeDelta;
use serde_json::Value;
use uuid::Uuid;

/// An assessment that is completed today as Conditional.
async fn conditional(app: &TestApp) -> Uuid {
    let id = app.an_assessment(2).await;
    meet_all(app, id, 2).await;
    set(app, id, &[("3.2.3", "a", "not_met")]).await;
    plan(app, id, "3.2.3").await;
    complete(app, id, &[]).await.assert_status(303);
    id
}

/// The pages that tell the status of an assessment.
fn pages(id: Uuid) -> [String; 4] {
    [at(id, ""), at(id, "/dashboard"), at(id, "/score"), "/o/contoso/assessments".to_owned()]
}

async fn pass(app: &TestApp, days: i64) {
    app.env.advance(TimeDelta::days(days));
    app.sign_in_again().await;
}

both! {
    async fn a_conditional_status_that_was_not_closed_out_has_ended_on_every_page(app: TestApp) {
        let id = conditional(&app).await;
        pass(&app, 180).await;
        for page in pages(id) {
            let page = app.get(ASSESSOR, &page).await;
            page.assert_contains("<time>2026-08-29</time>, to be closed out by then: 180 days, 32 CFR 170.21(b).");
            assert!(!page.contains("it has ended"), "{}", page.body);
        }

        pass(&app, 1).await;

        for page in pages(id) {
            let page = app.get(ASSESSOR, &page).await;
            page.assert_contains("<time>2026-08-29</time>; it has ended: not closed out within 180 days, 32 CFR");
        }
        let overview = app.get(ASSESSOR, &at(id, "")).await;
        overview.assert_contains("Conditional Level 2 (Self) <span>ended</span>");
        let sheet: Value = serde_json::from_str(&app.get(LEAD, &at(id, "/score.json")).await.body).unwrap();
        assert_eq!(sheet["results"][0]["cmmc_status"], "Conditional Level 2 (Self)", "as it was kept");
        assert_eq!(sheet["assessment"]["status_on_today"], "No CMMC Status");
        assert_eq!(sheet["assessment"]["status_expires"], "2026-08-29");
    }

    async fn a_level_1_status_has_ended_after_a_year(app: TestApp) {
        let id = app.an_assessment(1).await;
        meet_all(&app, id, 1).await;
        complete(&app, id, &[]).await.assert_status(303);
        app.get(LEAD, &at(id, "")).await.assert_contains("until <time>2027-03-02</time>: 1 year, 32 CFR 170.15.");

        pass(&app, 366).await;

        for page in pages(id) {
            let page = app.get(ASSESSOR, &page).await;
            page.assert_contains("<time>2027-03-02</time>; it has ended: a status of Level 1 lasts 1 year, 32 CFR");
        }
    }

    async fn a_close_out_is_told_where_the_conditional_status_stands(app: TestApp) {
        let first = conditional(&app).await;
        pass(&app, 60).await;
        let copy = copied_and_met(&app, first).await;
        complete(&app, copy, &[]).await.assert_status(303);

        pass(&app, 200).await;

        for page in pages(first) {
            let page = app.get(ASSESSOR, &page).await;
            page.assert_contains("out by <q>Close-out</q>");
            page.assert_contains("Final Level 2 (Self) until <time>2029-03-02</time>");
            assert!(!page.contains("it has ended"), "{}", page.body);
        }
        let after = app.get(ASSESSOR, &at(copy, "")).await;
        after.assert_contains("Final Level 2 (Self) until <time>2029-03-02</time>: 3 years, 32 CFR 170.16");
        after.assert_contains("if it is affirmed every year, 32 CFR 170.22");
    }

    async fn what_lasts_costs_no_statement_per_row(app: TestApp) {
        for _ in 0..5 {
            let id = app.an_assessment(1).await;
            meet_all(&app, id, 1).await;
            complete(&app, id, &[]).await.assert_status(303);
        }

        let list = app.statements_of(|| app.get(LEAD, "/o/contoso/assessments")).await;

        assert!(list <= 4, "{list} for five completed assessments");
    }
}
