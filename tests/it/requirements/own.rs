//! Requirements of the organisation's own: many of them, and what becomes of them on sheets that are locked.

use super::*;
use chrono::TimeDelta;

const RETIRE: &str = "/o/contoso/catalogue/own/ACME-1/retire";

/// Every page on which own requirements stand; `{}` is the assessment's address.
const PAGES: &[&str] = &[
    "{}",
    "{}/requirements",
    "{}/requirements?per=all",
    "{}/requirements?per=all&text=badge",
    "{}/requirements?origin=own&page=2",
    "{}/requirements/3.1.1",
    "{}/requirements/ACME-1",
    "{}/requirements/ACME-1/edit",
    "{}/work",
    "{}/work/ACME-1/a",
    "{}/score",
    "{}/score.csv",
    "{}/score.json",
    "{}/complete",
    "/o/contoso/assessments",
    "/o/contoso/catalogue",
    "/o/contoso/catalogue/own",
    "/o/contoso/catalogue/own/ACME-1",
];

/// How many statements each page takes when nothing of it is known yet.
async fn statements(app: &TestApp, assessment: Uuid) -> Vec<(String, u64)> {
    let mut found = Vec::new();
    for page in PAGES {
        let page = page.replace("{}", &format!("/o/contoso/assessments/{assessment}"));
        let entry = Entry { action: "test.changed", subject: "test".into(), detail: serde_json::json!({}) };
        app.db.begin(Actor::console()).await.unwrap().commit(CONTOSO.id, entry).await.unwrap();
        let before = app.db.statements();
        app.get(LEAD, &page).await.assert_status_below(400);
        found.push((page, app.db.statements() - before));
    }
    found
}

/// The sheet's files tell what it holds.
async fn sheet_has(app: &TestApp, assessment: Uuid, code: &str) -> bool {
    let [page, csv] = [at(assessment, "score"), at(assessment, "score.csv")];
    let (page, csv) = (app.get(LEAD, &page).await, app.get(LEAD, &csv).await);
    let found = [page.assert_status(200).contains(code), csv.assert_status(200).contains(code)];
    assert_eq!(found[0], found[1], "page and file agree");
    found[0]
}

both! {
    async fn five_hundred_of_them_take_no_more_statements_than_ten(app: TestApp) {
        let id = app.an_assessment(2).await;
        own_requirements(&app, 10).await;
        let few = statements(&app, id).await;
        more_own_requirements(&app, 11, 500).await;

        let many = statements(&app, id).await;

        assert_eq!(few, many);
        let most = many.iter().filter(|(_, statements)| *statements > 6).collect::<Vec<_>>();
        assert!(most.is_empty(), "{most:?}");
        app.get(LEAD, &at(id, "score.csv")).await.assert_contains("ACME-500");
        app.get(LEAD, "/o/contoso/catalogue/own").await.assert_status(200).assert_contains("500");
    }

    async fn one_retired_later_stays_on_the_sheets_that_were_locked_before(app: TestApp) {
        let id = app.an_assessment(2).await;
        own_requirements(&app, 1).await;
        assess(&app, id, "ACME-1/a", "met").await;
        lock(&app, id).await;
        app.env.advance(TimeDelta::minutes(1));

        app.post(LEAD, RETIRE, &[("version", "1")]).await.assert_status(303);

        assert!(sheet_has(&app, id, "ACME-1").await);
        app.get(LEAD, &at(id, "requirements/ACME-1")).await.assert_status(200).assert_contains("Badges at the gate");
        let later = app.an_assessment(2).await;
        assert!(!sheet_has(&app, later, "ACME-1").await);
        app.get(LEAD, &at(later, "requirements/ACME-1")).await.assert_status(404);
    }

    async fn one_written_later_does_not_get_onto_a_locked_sheet(app: TestApp) {
        let id = app.an_assessment(2).await;
        lock(&app, id).await;
        app.env.advance(TimeDelta::minutes(1));

        own_requirements(&app, 1).await;

        assert!(!sheet_has(&app, id, "ACME-1").await);
        let later = app.an_assessment(2).await;
        assert!(sheet_has(&app, later, "ACME-1").await);
    }

    async fn a_finding_on_a_locked_sheet_outlives_its_objective(app: TestApp) {
        let id = app.an_assessment(2).await;
        own_requirements(&app, 1).await;
        assess(&app, id, "ACME-1/b", "not_met").await;
        lock(&app, id).await;

        app.store.behind_our_back("delete from objectives where letter = 'b'").await;
        app.db.begin(Actor::console()).await.unwrap()
            .commit(CONTOSO.id, Entry { action: "t.t", subject: "t".into(), detail: serde_json::json!({}) })
            .await.unwrap();

        let row = app.get(LEAD, &at(id, "score.csv")).await;
        let line = row.body.lines().find(|line| line.contains("ACME-1")).unwrap_or_else(|| panic!("{}", row.body));
        assert!(line.contains("NOT_MET"), "{line}");
    }
}
