//! From to be done to closed, and back.

use super::*;

both! {
    async fn what_has_no_reviewer_is_closed_when_it_is_done(app: TestApp) {
        let id = CONTRIBUTOR.id.to_string();
        let task = a_task(&app, LEAD, &[("assignee", &id)]).await;

        press(&app, CONTRIBUTOR, &task, "done", &[]).await.assert_status(303);

        app.get(ASSESSOR, &task).await.assert_contains("Closed, done on 2026-03-02");
        assert_eq!(app.trail(CONTOSO).await, ["task.created", "task.done"]);
        let twice = app.post(CONTRIBUTOR, &format!("{task}/done"), &[("version", "1")]).await;
        twice.assert_status(409).assert_contains("Somebody else changed this task meanwhile");
    }

    async fn a_second_person_confirms_and_never_whoever_did_it(app: TestApp) {
        let (doer, reviewer) = (CONTRIBUTOR.id.to_string(), OTHER_CONTRIBUTOR.id.to_string());
        let task = a_task(&app, LEAD, &[("assignee", &doer), ("reviewer", &reviewer)]).await;

        press(&app, CONTRIBUTOR, &task, "done", &[]).await.assert_status(303);
        let own = app.post(CONTRIBUTOR, &format!("{task}/confirm"), &[("version", "2")]).await;
        let done = app.get(CONTRIBUTOR, &task).await;
        press(&app, OTHER_CONTRIBUTOR, &task, "confirm", &[]).await.assert_status(303);

        own.assert_status(403).assert_contains("Only its reviewer or a compliance lead");
        done.assert_contains("It waits for Olga Othercontributor to confirm it.");
        assert!(!done.contains("/confirm\""));
        assert_eq!(app.trail(CONTOSO).await, ["task.created", "task.done", "task.confirmed"]);
    }

    async fn a_lead_cannot_confirm_what_they_did_either(app: TestApp) {
        let task = a_task(&app, LEAD, &[("reviewer", &LEAD.id.to_string())]).await;
        press(&app, LEAD, &task, "done", &[]).await.assert_status(303);

        let own = press(&app, LEAD, &task, "confirm", &[]).await;

        own.assert_status(403).assert_contains("You completed this task yourself");
        press(&app, ADMIN, &task, "confirm", &[]).await.assert_status(303);
    }

    async fn what_is_reopened_says_why_and_is_to_be_done_again(app: TestApp) {
        let id = CONTRIBUTOR.id.to_string();
        let task = a_task(&app, LEAD, &[("assignee", &id)]).await;
        press(&app, CONTRIBUTOR, &task, "done", &[]).await.assert_status(303);

        let empty = press(&app, LEAD, &task, "reopen", &[("reason", " ")]).await;
        press(&app, LEAD, &task, "reopen", &[("reason", "Two accounts are missing")]).await.assert_status(303);

        empty.assert_status(422).assert_contains("Say why; whoever does it is told.");
        let shown = app.get(CONTRIBUTOR, &task).await;
        shown.assert_contains("Reopened: Two accounts are missing").assert_contains("It is done");
        let (action, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((action.as_str(), &detail["reason"]), ("task.reopened", &"Two accounts are missing".into()));
    }

    async fn what_repeats_comes_again_once(app: TestApp) {
        let monthly = [("repeats", "months"), ("times", "1")];
        let task = a_task(&app, LEAD, &monthly).await;

        press(&app, LEAD, &task, "done", &[]).await.assert_status(303);
        press(&app, LEAD, &task, "reopen", &[("reason", "Not quite")]).await.assert_status(303);
        press(&app, LEAD, &task, "done", &[]).await.assert_status(303);

        let list = app.get(LEAD, "/o/contoso/tasks").await;
        list.assert_contains("2026-04-09");
        assert_eq!(list.body.matches("Review the accounts</a>").count(), 1);
        assert_eq!(app.trail(CONTOSO).await.iter().filter(|line| *line == "task.repeated").count(), 1);
    }

    async fn others_see_it_and_do_not_touch_it(app: TestApp) {
        let task = a_task(&app, LEAD, &[("assignee", &CONTRIBUTOR.id.to_string())]).await;

        for button in ["done", "confirm", "reopen", "edit"] {
            let answer = app.post(OTHER_CONTRIBUTOR, &format!("{task}/{button}"), &[("version", "1")]).await;
            answer.assert_status(403);
        }
        app.get(OTHER_CONTRIBUTOR, &task).await.assert_status(200);
        let said = app.post(OTHER_CONTRIBUTOR, &format!("{task}/comments"), &[("comment", "May I help?")]).await;
        said.assert_status(303);
        app.get(STRANGER, &task).await.assert_status(404);
        assert_eq!(app.trail(CONTOSO).await, ["task.created", "task.commented"]);
    }

    async fn two_who_press_at_once_have_one_effect(app: TestApp) {
        let task = a_task(&app, LEAD, &[("repeats", "weeks"), ("times", "2")]).await;
        let done = format!("{task}/done");

        let (one, two) = tokio::join!(
            app.post(LEAD, &done, &[("version", "1")]),
            app.post(ADMIN, &done, &[("version", "1")]),
        );

        let mut seen = [one.status.as_u16(), two.status.as_u16()];
        seen.sort_unstable();
        assert_eq!(seen, [303, 409]);
        assert_eq!(app.trail(CONTOSO).await, ["task.created", "task.done", "task.repeated"]);
    }
}
