//! Owners that were given together, taken back.

use super::*;
use muster::kernel::id::UserId;

async fn owner(app: &TestApp, assessment: Uuid, requirement: &str) -> Option<UserId> {
    let mut conn = app.db.read().await.unwrap();
    let (owner,): (Option<UserId>,) = sql! {
        fetch_one, &mut conn,
        "select owner_id from implementations where org_id = $1 and assessment_id = $2 and requirement = $3",
        CONTOSO.id, assessment, requirement
    }
    .unwrap();
    owner
}

/// Gives requirements together, one of which was somebody else's; the way back, as the list offers it.
async fn given<'a>(app: &'a TestApp, id: Uuid) -> (Browser<'a>, String) {
    give(app, id, "3.1.1", OTHER_CONTRIBUTOR).await;
    app.env.advance(chrono::TimeDelta::seconds(1));
    let undo =
        at(id, &format!("bulk/owner/undo?at={}&back=%3Ffamily%3DAC", app.env.now().timestamp_micros()));
    let carl = CONTRIBUTOR.id.to_string();
    let all = [("id", "3.1.1"), ("id", "3.1.2"), ("id", "3.1.3")];
    let change = [("set", "owner"), ("owner", carl.as_str()), ("back", "?family=AC"), ("once", "a-key")];
    let form = [&all[..], &change].concat();
    let mut browser = Browser::of(app, LEAD).await;
    browser.post(&at(id, "bulk/owner"), &form).await.assert_status(303);
    // A double click takes nothing of the message away.
    let done = browser.post(&at(id, "bulk/owner"), &form).await;
    let list = browser.get(done.assert_status(303).location()).await;
    list.assert_contains("answers for 3 more requirements").assert_contains(&undo.replace('&', "&amp;"));
    app.env.advance(chrono::TimeDelta::seconds(1));
    (browser, undo)
}

/// Gives one requirement to somebody, by its own page.
async fn regive(app: &TestApp, id: Uuid, requirement: &str, to: Person) {
    let (at, owner) = (at(id, &format!("requirements/{requirement}/owner")), to.id.to_string());
    app.post(ADMIN, &at, &[("owner", &owner)]).await.assert_status(303);
}

both! {
    async fn each_owner_is_put_back_where_nobody_changed_it_since(app: TestApp) {
        let id = app.an_assessment(2).await;
        let (mut browser, undo) = given(&app, id).await;
        regive(&app, id, "3.1.2", ADMIN).await;
        app.post(ADMIN, &undo, &[]).await.assert_status(409).assert_contains("nothing left of that");

        let back = browser.post(&undo, &[]).await;

        assert_eq!(back.assert_status(303).location(), at(id, "requirements?family=AC"));
        let told = "2 requirements are as they were before. 3.1.2 stays: Ada Admin changed it since.";
        browser.get(back.location()).await.assert_contains(told);
        assert_eq!(owner(&app, id, "3.1.1").await, Some(OTHER_CONTRIBUTOR.id));
        assert_eq!(owner(&app, id, "3.1.2").await, Some(ADMIN.id));
        assert_eq!(owner(&app, id, "3.1.3").await, None);
        let entries = app.trail_entries(CONTOSO).await;
        let is_undone = |action: &str| action == "implementation.assignment_undone";
        let undone: Vec<_> = entries.iter().filter(|(action, ..)| is_undone(action)).collect();
        assert_eq!(undone.len(), 2);
        assert_eq!(undone[0].1, format!("requirement:{id}/3.1.1"));
        let detail = &undone[0].2;
        assert_eq!(detail["before"], CONTRIBUTOR.name);
        assert_eq!(detail["after"], OTHER_CONTRIBUTOR.name);
        // A double click has one effect.
        assert_eq!(browser.post(&undo, &[]).await.assert_status(303).location(), back.location());
        assert_eq!(app.trail_entries(CONTOSO).await.len(), entries.len());
    }

    async fn what_was_changed_and_given_back_since_stays_too(app: TestApp) {
        let id = app.an_assessment(2).await;
        let (mut browser, undo) = given(&app, id).await;
        for requirement in ["3.1.1", "3.1.2", "3.1.3"] {
            regive(&app, id, requirement, ADMIN).await;
            regive(&app, id, requirement, CONTRIBUTOR).await;
        }

        let refused = browser.post(&undo, &[]).await;

        refused.assert_status(409).assert_contains("Nothing was taken back");
        refused.assert_contains("3 stay, because they were changed since: 3.1.1, 3.1.2, 3.1.3.");
        refused.assert_contains("requirements?family=AC\"");
        assert_eq!(owner(&app, id, "3.1.1").await, Some(CONTRIBUTOR.id));
    }

    async fn whoever_cannot_answer_any_more_gets_nothing_back(app: TestApp) {
        let id = app.an_assessment(2).await;
        let (mut browser, undo) = given(&app, id).await;
        let role = format!("/o/contoso/people/{}/role", OTHER_CONTRIBUTOR.id);
        app.post(ADMIN, &role, &[("role", "assessor"), ("version", "1")]).await.assert_status(303);

        let back = browser.post(&undo, &[]).await;

        let told = "2 requirements are as they were before. 3.1.1 stays, because its owner before cannot answer";
        browser.get(back.assert_status(303).location()).await.assert_contains(told);
        assert_eq!(owner(&app, id, "3.1.1").await, Some(CONTRIBUTOR.id));
    }

    async fn after_ten_minutes_and_after_the_completion_they_stay(app: TestApp) {
        let id = app.an_assessment(2).await;
        let (mut browser, undo) = given(&app, id).await;
        app.env.advance(chrono::TimeDelta::minutes(11));
        browser.post(&undo, &[]).await.assert_status(409).assert_contains("for ten minutes");
        lock(&app, id).await;

        browser.post(&undo, &[]).await.assert_status(409).assert_contains("This assessment was completed");

        assert_eq!(owner(&app, id, "3.1.3").await, Some(CONTRIBUTOR.id));
    }
}
