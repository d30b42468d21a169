//! What a day will bring: evidence out of date, and objectives met without current evidence.

use super::{links::a_row, *};
use chrono::TimeDelta;

const PAGE: &str = "/o/contoso/evidence/forecast";

/// Lets a piece be valid for some more days.
async fn lasts(app: &TestApp, id: EvidenceId, days: i64) {
    let until = (app.env.today() + TimeDelta::days(days)).to_string();
    let fields = [
        ("title", "Scan"),
        ("kind", "test"),
        ("state", "final"),
        ("valid_until", until.as_str()),
        ("version", "1"),
    ];
    app.post(LEAD, &format!("/o/contoso/evidence/{id}/edit"), &fields).await.assert_status(303);
}

async fn met(app: &TestApp, assessment: uuid::Uuid) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let now = tx.now();
    sql! {
        execute, &mut tx,
        "insert into findings (org_id, assessment_id, requirement, objective, result, updated_at)
         values ($1, $2, '3.1.1', 'a', 'met', $3)",
        CONTOSO.id, assessment, now
    }
    .unwrap();
    tx.commit_chore(muster::kernel::db::Chore::Sweep).await.unwrap();
}

both! {
    async fn the_day_is_told_how_much_will_be_out_of_date(app: TestApp) {
        let (assessment, id) = (app.an_assessment(2).await, a_row(&app, "Scan", "final").await);
        lasts(&app, id, 30).await;
        serve(&app, id, assessment, false).await;
        met(&app, assessment).await;
        let on = |days| format!("{PAGE}?on={}", app.env.today() + TimeDelta::days(days));

        let (now, last, after) =
            (app.get(ASSESSOR, PAGE).await, app.get(ASSESSOR, &on(30)).await, app.get(ASSESSOR, &on(31)).await);

        for page in [&now, &last] {
            page.assert_status(200);
            assert!(!page.contains("Linked pieces") && !page.contains(">Scan<"), "{}", page.body);
        }
        after.assert_contains("1\n    piece of evidence").assert_contains(">Scan</a>").assert_contains(">3.1.1[a]</a>");
        let later = on(31);
        let statements = app.statements_of(|| app.get(ASSESSOR, &later)).await;
        assert!(statements <= 4, "{statements}");
    }

    async fn met_without_any_evidence_is_listed_today(app: TestApp) {
        let (assessment, draft) = (app.an_assessment(2).await, a_row(&app, "Sketch", "draft").await);
        met(&app, assessment).await;
        app.get(LEAD, PAGE).await.assert_contains(">3.1.1[a]</a>").assert_contains("Spring assessment");

        serve(&app, draft, assessment, false).await;
        app.get(LEAD, PAGE).await.assert_contains(">3.1.1[a]</a>");
        let form = [("title", "Sketch"), ("kind", "artifact"), ("state", "final"), ("version", "1")];
        app.post(LEAD, &format!("/o/contoso/evidence/{draft}/edit"), &form).await.assert_status(303);

        assert!(!app.get(LEAD, PAGE).await.contains(">3.1.1[a]</a>"));
    }

    async fn a_day_that_makes_no_sense_is_said_at_the_field(app: TestApp) {
        for (wrong, said) in [("2020-01-01", "Choose today or a later day."), ("soon", "value=\"soon\"")] {
            let page = app.get(LEAD, &format!("{PAGE}?on={wrong}")).await;
            page.assert_status(422).assert_contains(said).assert_contains("aria-invalid");
        }
    }
}
