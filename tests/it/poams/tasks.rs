//! Tasks about the milestones of an item.

use super::*;

const TASK: [(&str, &str); 3] =
    [("title", "Order the filter"), ("due_on", "2026-03-20"), ("priority", "normal")];

async fn step(app: &TestApp, page: &str) -> String {
    let item: Uuid = page.rsplit('/').next().unwrap().parse().unwrap();
    let mut conn = app.db.read().await.unwrap();
    let (id,): (Uuid,) =
        sql! { fetch_one, &mut conn, "select id from poam_milestones where poam_id = $1", item }.unwrap();
    id.to_string()
}

both! {
    async fn a_task_begins_at_its_milestone_and_is_shown_on_both_sides(app: TestApp) {
        let (_, page) = an_item(&app, CONTRIBUTOR).await;
        let step = step(&app, &page).await;
        let new = format!("/o/contoso/tasks/new?milestone={step}");
        app.get(CONTRIBUTOR, &page).await.assert_contains(&new);
        let form = app.get(CONTRIBUTOR, &new).await;
        form.assert_contains("value=\"The filter is on\"").assert_contains("value=\"2026-04-01\"");
        form.assert_contains("value=\"3.1.3\"");
        let sent = [&TASK[..], &[("milestone", step.as_str()), ("about", "3.1.3")]].concat();

        let task = app.post(CONTRIBUTOR, "/o/contoso/tasks/new", &sent).await;

        let task = task.assert_status(303).location().to_owned();
        app.leaves_jobs();
        app.get(ASSESSOR, &task).await.assert_contains("The filter is on").assert_contains(&page);
        app.get(ASSESSOR, &page).await.assert_contains("Order the filter").assert_contains(&task);
        let (_, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!(detail["milestone_id"], step);

        let edit = app.get(CONTRIBUTOR, &format!("{task}/edit")).await;
        assert_eq!(edit.field("milestone"), Some(step.clone()));
        let again = [&sent[..], &[("version", "1")]].concat();
        app.post(CONTRIBUTOR, &format!("{task}/edit"), &again).await.assert_status(303);
        app.get(ASSESSOR, &task).await.assert_contains("The filter is on");
    }

    async fn what_a_task_is_about_is_looked_for_in_its_own_assessment(app: TestApp) {
        let (own, page) = an_item(&app, CONTRIBUTOR).await;
        let step = step(&app, &page).await;
        let about = |more: &str| format!("/o/contoso/go?q=3.1.3{more}\"");
        let of_own = about(&format!("&amp;assessment={own}"));
        let me = LEAD.id.to_string();
        let sent = [&TASK[..], &[("assignee", me.as_str()), ("about", "3.1.3")]].concat();
        let bare = app.post(LEAD, "/o/contoso/tasks/new", &sent).await.assert_status(303).location().to_owned();
        app.get(LEAD, &bare).await.assert_contains(&about(""));
        let list = app.get(LEAD, "/o/contoso/tasks").await;
        list.assert_contains(&about(""));
        assert!(!list.contains("assessment="), "{}", list.body);

        let sent = [&sent[..], &[("milestone", step.as_str())]].concat();
        let task = app.post(LEAD, "/o/contoso/tasks/new", &sent).await.assert_status(303).location().to_owned();

        for page in [task.as_str(), "/o/contoso/tasks", "/o/contoso/tasks/mine"] {
            app.get(LEAD, page).await.assert_contains(&of_own);
        }
        app.leaves_jobs();
    }

    async fn nothing_prefilled_is_lost_when_a_form_comes_back(app: TestApp) {
        let (_, page) = an_item(&app, CONTRIBUTOR).await;
        let step = step(&app, &page).await;
        let wrong = [("title", ""), ("due_on", "2026-03-20"), ("priority", "normal"), ("about", "nonsense"),
            ("milestone", step.as_str())];

        for answer in [
            app.post(LEAD, "/o/contoso/tasks/new", &wrong).await,
            app.post_fragment(LEAD, "/o/contoso/tasks/new", &wrong).await,
        ] {
            answer.assert_status(422).assert_contains("The filter is on").assert_contains("value=\"nonsense\"");
            assert_eq!(answer.field("milestone"), Some(step.clone()));
        }
    }

    async fn a_milestone_that_is_not_there_is_none_to_give_work_for(app: TestApp) {
        let (_, page) = an_item(&app, CONTRIBUTOR).await;
        let step = step(&app, &page).await;
        let missing = "0199ffff-ffff-7fff-8fff-ffffffffffff";

        app.get(LEAD, &format!("/o/contoso/tasks/new?milestone={missing}")).await.assert_status(404);
        let sent = [&TASK[..], &[("milestone", missing)]].concat();
        for answer in [
            app.post(LEAD, "/o/contoso/tasks/new", &sent).await,
            app.post_fragment(LEAD, "/o/contoso/tasks/new", &sent).await,
        ] {
            answer.assert_status(422).assert_contains("The milestone was removed from the POA&amp;M meanwhile");
            answer.assert_contains("value=\"Order the filter\"");
            assert_eq!(answer.field("milestone"), None, "sent again, it goes on without it");
        }
        app.get(STRANGER, &format!("/o/fabrikam/tasks/new?milestone={step}")).await.assert_status(404);
    }

    async fn all_that_is_wrong_or_gone_is_said_at_once(app: TestApp) {
        let missing = "0199ffff-ffff-7fff-8fff-ffffffffffff";
        let (_, page) = an_item(&app, CONTRIBUTOR).await;
        let there = step(&app, &page).await;
        let gone = [("about", "nonsense"), ("evidence", missing), ("milestone", missing)];
        let half = [("about", "nonsense"), ("evidence", missing), ("milestone", there.as_str())];

        let both = app.post(LEAD, "/o/contoso/tasks/new", &[&TASK[..], &gone].concat()).await;
        let one = app.post(LEAD, "/o/contoso/tasks/new", &[&TASK[..], &half].concat()).await;

        both.assert_status(422).assert_contains("There is no such requirement.");
        both.assert_contains("The evidence and the milestone were removed meanwhile.");
        one.assert_status(422).assert_contains("The evidence was removed meanwhile.");
        assert_eq!((one.field("evidence"), one.field("milestone")), (None, Some(there)));
    }

    async fn a_task_stays_when_its_milestone_is_removed(app: TestApp) {
        let (_, page) = an_item(&app, CONTRIBUTOR).await;
        let step = step(&app, &page).await;
        let sent = [&TASK[..], &[("milestone", step.as_str())]].concat();
        let task = app.post(CONTRIBUTOR, "/o/contoso/tasks/new", &sent).await;
        let task = task.assert_status(303).location().to_owned();
        app.leaves_jobs();

        app.store.behind_our_back("delete from poam_milestones").await;

        app.get(LEAD, &task).await.assert_status(200).assert_contains("It was removed from the POA");
        let changed = [&sent[..], &[("version", "1")]].concat();
        let refused = app.post(CONTRIBUTOR, &format!("{task}/edit"), &changed).await;
        refused.assert_status(422).assert_contains("Save again to go on without it");
        app.post(CONTRIBUTOR, &format!("{task}/edit"), &[&TASK[..], &[("version", "1")]].concat()).await
            .assert_status(303);
    }
}
