//! Keeping, changing, comparing and removing plans.

use super::*;

both! {
    async fn a_plan_is_kept_and_shows_its_ticks(app: TestApp) {
        let id = but_for(&app, &["3.1.1", "3.1.3"]).await;

        let page = a_plan(&app, id, "Access first", &["3.1.1"]).await;

        let shown = app.get(ASSESSOR, &page).await;
        shown.assert_status(200).assert_contains("What if: Access first");
        shown.assert_contains("aria-label=\"Fix 3.1.1\" checked").assert_contains("<dt>Score then</dt><dd>109 <span>");
        app.get(LEAD, &format!("{page}?shown=1")).await.assert_contains("<dt>Fixes</dt><dd>0</dd>");
        assert_eq!(told(&app).await, ["plan.saved"]);
        let (_, subject, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!(subject, format!("plan:{id}/{}", page.rsplit('/').next().unwrap()));
        assert_eq!(detail["after"], serde_json::json!({ "title": "Access first", "fixes": ["3.1.1"] }));
    }

    async fn a_plan_without_name_or_fixes_comes_back_with_what_is_missing(app: TestApp) {
        let id = but_for(&app, &["3.1.1"]).await;
        let page = at(id, "plans");

        for refused in [
            app.post(LEAD, &page, &[("title", " "), ("fix", "3.1.1")]).await,
            app.post_fragment(LEAD, &page, &[("title", " "), ("fix", "3.1.1")]).await,
        ] {
            refused.assert_status(422).assert_contains("Give the plan a name.");
            refused.assert_contains("name=\"fix\" value=\"3.1.1\"");
        }
        let none = app.post(LEAD, &page, &[("title", "Nothing"), ("fix", "9.9.9")]).await;
        none.assert_status(422).assert_contains("Tick at least one").assert_contains("value=\"Nothing\"");
        assert!(told(&app).await.is_empty());
    }

    async fn a_double_click_keeps_one_plan(app: TestApp) {
        let id = but_for(&app, &["3.1.1"]).await;
        let page = at(id, "plans");
        let once = app.get(LEAD, &page).await.field("once").unwrap();
        let form = [("title", "Access first"), ("fix", "3.1.1"), ("once", once.as_str())];

        let first = app.post_fragment(LEAD, &page, &form).await;
        let second = app.post_fragment(LEAD, &page, &form).await;

        assert_eq!(first.assert_status(204).location(), second.location());
        assert_eq!(told(&app).await, ["plan.saved"]);
    }

    async fn a_plan_is_changed_over_the_version_that_was_seen(app: TestApp) {
        let id = but_for(&app, &["3.1.1", "3.1.3"]).await;
        let page = a_plan(&app, id, "Access first", &["3.1.1"]).await;
        let change = [("title", "Both"), ("fix", "3.1.1"), ("fix", "3.1.3"), ("version", "1")];

        app.post(LEAD, &page, &change).await.assert_status(303);
        app.post(LEAD, &page, &change).await.assert_status(303);
        let late = [("title", "Mine"), ("fix", "3.1.3"), ("version", "1")];
        for overtaken in [app.post(ADMIN, &page, &late).await, app.post_fragment(ADMIN, &page, &late).await] {
            overtaken.assert_status(409).assert_contains("Somebody else saved this meanwhile");
            overtaken.assert_contains("“Both”").assert_contains("value=\"Mine\"");
            overtaken.assert_contains("name=\"version\" value=\"2\"");
        }

        assert_eq!(told(&app).await, ["plan.saved", "plan.changed"]);
        app.get(LEAD, &page).await.assert_contains("What if: Both");
    }

    async fn a_plan_is_its_authors_and_the_leads(app: TestApp) {
        let id = but_for(&app, &["3.1.1"]).await;
        let theirs = a_plan(&app, id, "Lena's", &["3.1.1"]).await;
        let form = [("title", "Carl's"), ("fix", "3.1.1"), ("version", "1")];
        let own = app.post(CONTRIBUTOR, &at(id, "plans"), &form).await.assert_status(303).location().to_owned();

        app.post(CONTRIBUTOR, &theirs, &form).await.assert_status(403).assert_contains("somebody else made it");
        app.post(CONTRIBUTOR, &format!("{theirs}/remove"), &[]).await.assert_status(403);
        app.post(ASSESSOR, &at(id, "plans"), &form).await.assert_status(403);
        app.post(STRANGER, &theirs, &form).await.assert_status(404);
        app.get(STRANGER, &theirs).await.assert_status(404);
        let changed = [("title", "Carl's own"), ("fix", "3.1.1"), ("version", "1")];
        app.post(CONTRIBUTOR, &own, &changed).await.assert_status(303);
        app.post(LEAD, &format!("{own}/remove"), &[]).await.assert_status(303);
        app.get(LEAD, &own).await.assert_status(404);
        assert_eq!(told(&app).await, ["plan.saved", "plan.saved", "plan.changed", "plan.removed"]);
        let other = app.an_assessment(2).await;
        app.get(LEAD, &theirs.replace(&id.to_string(), &other.to_string())).await.assert_status(404);
    }

    async fn what_was_removed_is_still_ticked(app: TestApp) {
        let id = but_for(&app, &["3.1.1"]).await;
        let page = a_plan(&app, id, "Access first", &["3.1.1"]).await;

        let gone = app.post(LEAD, &format!("{page}/remove"), &[]).await;

        assert!(gone.assert_status(303).location().ends_with("/plans?shown=1&fix=3.1.1"), "{}", gone.location());
    }

    async fn two_plans_stand_beside_each_other(app: TestApp) {
        let id = but_for(&app, &["3.1.1", "3.1.3"]).await;
        let pages = [a_plan(&app, id, "Dear", &["3.1.1"]).await, a_plan(&app, id, "Cheap", &["3.1.3"]).await];
        let [one, other] = pages.map(|page| page.rsplit('/').next().unwrap().to_owned());

        let both = app.get(ASSESSOR, &at(id, &format!("plans/compare?one={one}&other={other}"))).await;

        both.assert_status(200).assert_contains("Score then, of 110</th><td>109</td><td>105</td>");
        both.assert_contains("Status then</th><td>Conditional Level 2 (Self)</td><td>No CMMC Status</td>");
        both.assert_contains("<td>Yes</td><td>No</td>").assert_contains("<td>No</td><td>Yes</td>");
        app.get(LEAD, &at(id, &format!("plans/compare?one={one}&other={id}"))).await.assert_status(404);
        app.get(LEAD, &at(id, "plans/compare?one=x&other=y")).await.assert_status(404);
        app.get(LEAD, &at(id, "plans/compare")).await.assert_status(200).assert_contains("Dear");
    }

    async fn a_completed_assessment_keeps_its_plans_and_takes_no_more(app: TestApp) {
        let id = but_for(&app, &["3.1.3"]).await;
        let page = a_plan(&app, id, "Access first", &["3.1.3"]).await;
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        let today = app.env.today();
        sql! { execute, &mut tx, "update assessments set completed_on = $2 where id = $1", id, today }.unwrap();
        tx.commit_chore(Chore::Sweep).await.unwrap();
        something_else(&app).await;

        app.get(LEAD, &page).await.assert_status(200).assert_contains("This assessment is completed");
        let more = [("title", "More"), ("fix", "3.1.3"), ("version", "1")];
        app.post(LEAD, &page, &more).await.assert_status(409);
        app.post(LEAD, &at(id, "plans"), &more).await.assert_status(409);
    }
}
