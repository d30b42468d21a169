//! Changing the plan of an item, and taking one off that was entered by mistake.

use super::*;

/// A changed plan over `version`.
fn plan(version: &str, weakness: &str, due_on: &str) -> Vec<(&'static str, String)> {
    let mut form = with(with(form(CONTRIBUTOR), "weakness", weakness), "due_on", due_on);
    form.push(("version", version.to_owned()));
    form
}

both! {
    async fn a_plan_is_changed_and_the_trail_has_both(app: TestApp) {
        let (_, page) = an_item(&app, CONTRIBUTOR).await;
        let edit = format!("{page}/edit");
        app.get(CONTRIBUTOR, &edit).await.assert_status(200).assert_contains("value=\"2026-05-01\"");

        let done = app.post(CONTRIBUTOR, &edit, &sent(&plan("1", "Mail leaves unfiltered.", "2026-06-01"))).await;

        assert_eq!(done.assert_status(303).location(), page);
        app.get(LEAD, &page).await.assert_contains("Mail leaves unfiltered.").assert_contains("2026-06-01");
        let (action, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!(action, "poam.changed");
        assert_eq!(detail["before"]["due_on"], "2026-05-01");
        assert_eq!(detail["after"]["due_on"], "2026-06-01");
        let again = plan("1", "Mail leaves unfiltered.", "2026-06-01");
        app.post_fragment(CONTRIBUTOR, &edit, &sent(&again)).await.assert_status(204);
        assert_eq!(told(&app).await.len(), 3);
    }

    async fn two_people_at_once_both_see_both_texts(app: TestApp) {
        let (_, page) = an_item(&app, CONTRIBUTOR).await;
        let edit = format!("{page}/edit");
        let theirs = plan("1", "What the lead wrote.", "2026-05-01");
        app.post(LEAD, &edit, &sent(&theirs)).await.assert_status(303);
        let mine = plan("1", "What Carl wrote of it.", "2026-05-01");

        for late in [
            app.post(CONTRIBUTOR, &edit, &sent(&mine)).await,
            app.post_fragment(CONTRIBUTOR, &edit, &sent(&mine)).await,
        ] {
            late.assert_status(409).assert_contains("What the lead wrote.");
            late.assert_contains(">\nWhat Carl wrote of it.</textarea>");
            assert_eq!(late.field("version").as_deref(), Some("2"));
        }
        assert_eq!(kept(&app, &page).await.1, 2);
    }

    async fn only_the_person_responsible_and_the_lead_change_it(app: TestApp) {
        let (_, page) = an_item(&app, CONTRIBUTOR).await;
        let new = plan("1", "Mail leaves unfiltered.", "2026-06-01");
        for path in ["edit", "withdraw", "milestones"] {
            let path = format!("{page}/{path}");
            for (who, status) in [(OTHER_CONTRIBUTOR, 403), (ASSESSOR, 403), (STRANGER, 404)] {
                app.post(who, &path, &sent(&new)).await.assert_status(status);
                app.post(who, &path, &[]).await.assert_status(status);
            }
        }
        let other = app.get(OTHER_CONTRIBUTOR, &format!("{page}/edit")).await;
        other.assert_status(403).assert_contains("somebody else is responsible");
        assert_eq!(kept(&app, &page).await.1, 1);
        let given = with(plan("1", "Mail leaves unfiltered.", "2026-06-01"), "responsible",
            &OTHER_CONTRIBUTOR.id.to_string());
        let refused = app.post(CONTRIBUTOR, &format!("{page}/edit"), &sent(&given)).await;
        refused.assert_status(422).assert_contains("ask the compliance lead");
        app.post(LEAD, &format!("{page}/edit"), &sent(&given)).await.assert_status(303);
        app.get(OTHER_CONTRIBUTOR, &format!("{page}/edit")).await.assert_status(200);
        app.get(CONTRIBUTOR, &format!("{page}/edit")).await.assert_status(403);
    }

    async fn the_due_date_stays_behind_the_milestones(app: TestApp) {
        let (_, page) = an_item(&app, LEAD).await;

        let early = plan("1", "Mail leaves unfiltered.", "2026-03-20");
        let refused = app.post(LEAD, &format!("{page}/edit"), &sent(&early)).await;

        refused.assert_status(422).assert_contains("A milestone is due on 2026-04-01");
        refused.assert_contains("Mail leaves unfiltered.").assert_contains("value=\"2026-03-20\"");
    }

    async fn nothing_is_due_after_the_clock_of_a_conditional_status(app: TestApp) {
        let (id, page) = an_item(&app, LEAD).await;
        complete(&app, id, "Conditional Level 2 (Self)").await;
        let edit = format!("{page}/edit");
        app.get(LEAD, &edit).await.assert_contains("180 days left").assert_contains("2026-08-29");

        let late = app.post(LEAD, &edit, &sent(&plan("1", "Mail leaves unfiltered.", "2026-08-30"))).await;
        late.assert_status(422).assert_contains("ends on 2026-08-29").assert_contains("170.21(b)");
        let last = plan("1", "Mail leaves unfiltered.", "2026-08-29");
        app.post(LEAD, &edit, &sent(&last)).await.assert_status(303);
    }

    async fn an_item_of_an_open_assessment_is_withdrawn_with_a_reason(app: TestApp) {
        let (id, page) = an_item(&app, CONTRIBUTOR).await;
        let path = format!("{page}/withdraw");
        let ask = app.get(CONTRIBUTOR, &path).await;
        ask.assert_status(200).assert_contains("What this does to the score").assert_contains("No CMMC Status");
        app.post(CONTRIBUTOR, &path, &[("why", " ")]).await.assert_status(422).assert_contains("Say why");

        app.post(CONTRIBUTOR, &path, &[("why", "Wrong requirement")]).await.assert_status(303);

        assert_eq!(kept(&app, &page).await.0, "withdrawn");
        assert!(!app.get(LEAD, &at(id, "requirements/3.1.3")).await.contains("On the POA&amp;M"));
        let (action, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((action.as_str(), &detail["reason"]), ("poam.withdrawn", &"Wrong requirement".into()));
        app.post(CONTRIBUTOR, &path, &[("why", "Wrong requirement")]).await.assert_status(303);
        app.get(LEAD, &format!("{page}/edit")).await.assert_status(409).assert_contains("withdrawn");
        app.post(LEAD, &format!("{page}/edit"), &sent(&plan("2", "Mail leaves.", "2026-06-01"))).await
            .assert_status(409);
        assert_eq!(told(&app).await.len(), 3);
    }

    async fn an_item_of_a_completed_assessment_only_leaves_by_being_closed(app: TestApp) {
        let (id, page) = an_item(&app, LEAD).await;
        complete(&app, id, "Conditional Level 2 (Self)").await;

        app.get(LEAD, &format!("{page}/withdraw")).await.assert_status(409);
        let refused = app.post(LEAD, &format!("{page}/withdraw"), &[("why", "Wrong requirement")]).await;

        refused.assert_status(409).assert_contains("only by being closed");
        assert_eq!(kept(&app, &page).await.0, "open");
    }

    async fn what_is_not_there_and_what_is_foreign_look_the_same(app: TestApp) {
        let (id, page) = an_item(&app, LEAD).await;
        let other = app.an_assessment(2).await;

        let foreign = app.get(STRANGER, &page).await;
        let missing = app.get(LEAD, &at(id, "poams/0199ffff-ffff-7fff-8fff-ffffffffffff")).await;
        let elsewhere = app.get(LEAD, &page.replace(&id.to_string(), &other.to_string())).await;

        assert_eq!(foreign.assert_status(404).body, missing.assert_status(404).body);
        assert_eq!(foreign.body, elsewhere.assert_status(404).body);
    }
}
