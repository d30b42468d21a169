//! Until when evidence is kept: six years from the status date, even where the assessment is reopened.

use super::{at, completing::complete, copied_and_met, meet_all, plan, set};
use crate::support::*;
use chrono::{Months, NaiveDate, TimeDelta};
use muster::sql;
use uuid::Uuid;

/// The piece behind everything in an assessment of Level 1 that was completed and reopened, and until when it is kept.
async fn reopened(app: &TestApp, is_met: bool) -> (String, NaiveDate) {
    let id = app.an_assessment(1).await;
    meet_all(app, id, 1).await;
    if !is_met {
        set(app, id, &[("AC.L1-b.1.i", "3.1.1[a]", "not_met")]).await;
    }
    complete(app, id, &[]).await.assert_status(303);
    let mut conn = app.db.read().await.unwrap();
    let (piece,): (Uuid,) = sql! { fetch_one, &mut conn, "select id from evidence" }.unwrap();
    drop(conn);
    app.post(LEAD, &at(id, "/reopen"), &[("reason", "A firewall was replaced.")]).await.assert_status(303);
    let last = app.env.today().checked_add_months(Months::new(72)).unwrap();
    (format!("/o/contoso/evidence/{piece}"), last)
}

both! {
    async fn evidence_of_a_status_stays_until_its_day_although_the_assessment_is_reopened(app: TestApp) {
        let (piece, last) = reopened(&app, true).await;

        let question = app.get(LEAD, &format!("{piece}/remove")).await;
        let refused = app.post(LEAD, &format!("{piece}/remove"), &[]).await;
        let terms = [("state", "final")];
        let newer = app.upload(LEAD, &format!("{piece}/version"), &terms, &[("file", "b.txt", b"better")]).await;

        question.assert_status(200).assert_contains("cannot be removed").assert_contains(&last.to_string());
        assert!(!question.contains("Remove it"));
        refused.assert_status(409).assert_contains(&format!("it is kept until {last}"));
        app.get(ASSESSOR, &piece).await.assert_contains("Kept until").assert_contains(&last.to_string());
        let newer = newer.assert_status(303).location().to_owned();
        app.post(LEAD, &format!("{newer}/remove"), &[]).await.assert_status(303);
        let entries = app.trail_entries(CONTOSO).await;
        let (.., detail) = entries.iter().find(|(action, ..)| action == "assessment.completed").unwrap();
        assert_eq!(detail["kept_until"], last.to_string());
    }

    async fn evidence_of_a_status_can_be_removed_the_day_after(app: TestApp) {
        let (piece, last) = reopened(&app, true).await;

        app.env.advance(last - app.env.today());
        app.sign_in_again().await;
        app.post(LEAD, &format!("{piece}/remove"), &[]).await.assert_status(409);
        app.env.advance(TimeDelta::days(1));
        app.sign_in_again().await;

        app.post(LEAD, &format!("{piece}/remove"), &[]).await.assert_status(303);
    }

    async fn without_a_status_nothing_has_to_be_kept(app: TestApp) {
        let (piece, _) = reopened(&app, false).await;

        assert!(!app.get(ASSESSOR, &piece).await.contains("Kept until"));
        app.post(LEAD, &format!("{piece}/remove"), &[]).await.assert_status(303);
    }

    async fn a_close_out_counts_from_the_conditional_status_on_every_page(app: TestApp) {
        let first = app.an_assessment(2).await;
        meet_all(&app, first, 2).await;
        set(&app, first, &[("3.2.3", "a", "not_met")]).await;
        plan(&app, first, "3.2.3").await;
        complete(&app, first, &[]).await.assert_status(303);
        app.get(LEAD, &at(first, "")).await.assert_contains("Conditional Level 2 (Self)");
        let last = app.env.today().checked_add_months(Months::new(72)).unwrap();
        app.env.advance(TimeDelta::days(60));
        app.sign_in_again().await;
        let copy = copied_and_met(&app, first).await;

        complete(&app, copy, &[]).await.assert_status(303);

        app.get(LEAD, &at(copy, "")).await.assert_contains("Final Level 2 (Self)");
        for id in [first, copy] {
            let frozen = app.get(ASSESSOR, &format!("/o/contoso/evidence/frozen/{id}")).await;
            frozen.assert_contains(&format!("<dt>To be kept until</dt><dd>{last}</dd>"));
        }
        let month = last.format("%Y-%m");
        let list = app.get(ASSESSOR, &format!("/o/contoso/calendar/list?month={month}")).await;
        for id in [first, copy] {
            list.assert_contains(&format!("href=\"{}\"", at(id, "")));
        }
        list.assert_contains(&format!("datetime=\"{last}\""));
    }
}
