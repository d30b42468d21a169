//! The list, one's own work, and changing many.

use super::*;

async fn ids(app: &TestApp, path: &str) -> Vec<String> {
    let page = app.get(LEAD, path).await;
    page.assert_status(200);
    let boxes = page.body.split("name=\"id\"").skip(1);
    boxes.map(|rest| rest.split('"').nth(1).unwrap().to_owned()).collect()
}

both! {
    async fn the_list_is_narrowed_and_turned_page_by_page(app: TestApp) {
        for n in 0..53 {
            let title = format!("Task {n:02}");
            let due = if n < 52 { "2026-03-09" } else { "2026-03-04" };
            a_task(&app, LEAD, &[("title", &title), ("due_on", due)]).await;
        }
        a_task(&app, LEAD, &[("title", "100% of doors"), ("assignee", &CONTRIBUTOR.id.to_string())]).await;

        let first = ids(&app, "/o/contoso/tasks").await;
        let page = app.get(LEAD, "/o/contoso/tasks").await;
        let next = page.body.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
        let second = ids(&app, &next.replace("&amp;", "&")).await;

        assert_eq!((first.len(), second.len()), (50, 4));
        assert!(first.iter().all(|id| !second.contains(id)));
        assert!(page.body.find("Task 52").unwrap() < page.body.find("Task 00").unwrap(), "the most pressing first");
        let found = app.get_fragment(LEAD, "/o/contoso/tasks?q=100%25").await;
        found.assert_contains("100% of doors");
        assert!(!found.contains("Task 00"));
        assert_eq!(ids(&app, &format!("/o/contoso/tasks?whose={}", CONTRIBUTOR.id)).await.len(), 1);
        assert_eq!(ids(&app, "/o/contoso/tasks?whose=nobody&q=task+5").await.len(), 3);
        app.env.advance(TimeDelta::days(3));
        app.sign_in_again().await;
        assert_eq!(ids(&app, "/o/contoso/tasks?overdue=yes").await.len(), 1);
        app.get(STRANGER, "/o/fabrikam/tasks").await.assert_contains("No tasks");
    }

    async fn my_work_says_what_presses_and_whom_i_wait_for(app: TestApp) {
        let (me, other) = (LEAD.id.to_string(), CONTRIBUTOR.id.to_string());
        let mine = [("assignee", me.as_str())];
        a_task(&app, LEAD, &[&mine[..], &[("title", "Past"), ("due_on", "2026-03-02")]].concat()).await;
        a_task(&app, LEAD, &[&mine[..], &[("title", "Soon"), ("due_on", "2026-03-05")]].concat()).await;
        a_task(&app, LEAD, &[&mine[..], &[("title", "Far"), ("due_on", "2026-05-05")]].concat()).await;
        a_task(&app, LEAD, &[("assignee", &other), ("title", "Theirs")]).await;
        let both = [("assignee", other.as_str()), ("reviewer", me.as_str()), ("title", "To look at")];
        let reviewed = a_task(&app, LEAD, &both).await;
        press(&app, CONTRIBUTOR, &reviewed, "done", &[]).await.assert_status(303);
        app.env.advance(TimeDelta::days(1));
        app.sign_in_again().await;

        let page = app.get(LEAD, "/o/contoso/tasks/mine").await;

        let order = [
            "Overdue", "Past", "For you to confirm", "To look at", "This week", "Soon", "Later", "Far",
            "Waiting for others", "Theirs",
        ];
        let places: Vec<_> = order.iter().map(|text| page.body.find(&format!(">{text}")).unwrap()).collect();
        assert!(places.is_sorted(), "{places:?}");
        app.get(ASSESSOR, "/o/contoso/tasks/mine").await.assert_contains("Nothing to do");
    }

    async fn a_long_part_of_ones_work_shows_what_presses_and_leads_to_the_others(app: TestApp) {
        let me = LEAD.id.to_string();
        for n in 0..52 {
            let (title, day) = (format!("Round {n}."), format!("2026-06-{:02}", n % 28 + 1));
            let form = [("assignee", me.as_str()), ("title", title.as_str()), ("due_on", day.as_str())];
            a_task(&app, LEAD, &form).await;
        }

        let page = app.get(LEAD, "/o/contoso/tasks/mine").await;

        page.assert_contains("50 and more").assert_contains(&format!("/o/contoso/tasks?whose={me}"));
        page.assert_contains("Round 0.").assert_contains("Round 28.");
        assert_eq!(page.body.matches(">Round ").count(), 50);
        assert!(!page.body.contains(">Round 27."), "the last day is left to the list");
    }

    async fn many_are_changed_together_or_none(app: TestApp) {
        for n in 0..3 {
            a_task(&app, LEAD, &[("title", &format!("Task {n}"))]).await;
        }
        let picked = ids(&app, "/o/contoso/tasks").await;
        let boxes: Vec<(&str, &str)> = picked.iter().map(|id| ("id", id.as_str())).collect();
        let who = CONTRIBUTOR.id.to_string();

        let past = [&boxes[..], &[("set", "due_on"), ("due_on", "2026-03-01")]].concat();
        let refused = app.post(LEAD, "/o/contoso/tasks", &past).await;
        let given = [&boxes[..], &[("set", "assignee"), ("assignee", &who)]].concat();
        app.post(LEAD, "/o/contoso/tasks", &given).await.assert_status(303);
        let stale = app.post(LEAD, "/o/contoso/tasks", &given).await;

        refused.assert_status(422).assert_contains("This day has passed.");
        assert_eq!(refused.body.matches("checked>").count(), 3, "what was picked stays picked");
        stale.assert_status(409);
        assert_eq!(ids(&app, &format!("/o/contoso/tasks?whose={who}")).await.len(), 3);
        assert_eq!(app.trail(CONTOSO).await.iter().filter(|line| *line == "task.changed").count(), 3);
        let told = app.get(CONTRIBUTOR, "/o/contoso/notices").await;
        told.assert_contains("A task for you: Task 0").assert_contains("Reminders (3)");
        assert!(app.letters().await.is_empty(), "they wait for the letter of the day");
        let others = app.post(OTHER_CONTRIBUTOR, "/o/contoso/tasks", &[("id", &picked[0]), ("set", "done")]).await;
        others.assert_status(403);
        let none = app.post(LEAD, "/o/contoso/tasks", &[("set", "done")]).await;
        none.assert_status(422).assert_contains("Select at least one task.");
    }

    async fn whoever_many_are_given_to_is_looked_up_once(app: TestApp) {
        for n in 0..3 {
            a_task(&app, LEAD, &[("title", &format!("Task {n}"))]).await;
        }
        let who = CONTRIBUTOR.id.to_string();
        let mut cost = Vec::new();
        for (what, value) in [("due_on", "2026-03-10"), ("assignee", who.as_str())] {
            let picked = ids(&app, "/o/contoso/tasks").await;
            let boxes: Vec<(&str, &str)> = picked.iter().map(|id| ("id", id.as_str())).collect();
            let form = [&boxes[..], &[("set", what), (what, value)]].concat();
            cost.push(app.statements_of(|| app.post(LEAD, "/o/contoso/tasks", &form)).await);
        }

        assert_eq!(cost[1] - cost[0], 5, "whether they are here, how they want it, and three news");
    }

    async fn a_list_costs_the_same_with_any_number_of_tasks(app: TestApp) {
        let few = app.statements_of(|| app.get(LEAD, "/o/contoso/tasks")).await;
        for n in 0..60 {
            a_task(&app, LEAD, &[("title", &format!("Task {n}"))]).await;
        }
        let many = app.statements_of(|| app.get(LEAD, "/o/contoso/tasks")).await;

        assert_eq!(few, many);
        assert!(many <= 4, "{many}");
    }
}
