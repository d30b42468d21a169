//! What a task is: giving it and changing it.

use super::*;

both! {
    async fn a_task_says_who_does_what_until_when_about_what(app: TestApp) {
        let (doer, reviewer) = (CONTRIBUTOR.id.to_string(), LEAD.id.to_string());
        let task = a_task(&app, LEAD, &[
            ("description", "All of them"), ("about", "AC.L2-3.1.1[a]"), ("assignee", &doer), ("reviewer", &reviewer),
            ("repeats", "weekday"), ("which", "last"), ("weekday", "friday"),
        ]).await;

        let shown = app.get(ASSESSOR, &task).await;

        let due = "2026-03-09</time>, on the last Friday of every month";
        for text in ["All of them", "3.1.1[a]", CONTRIBUTOR.name, LEAD.name, due] {
            shown.assert_contains(text);
        }
        let form = app.get(CONTRIBUTOR, &format!("{task}/edit")).await;
        form.assert_contains("value=\"last\" selected").assert_contains("value=\"friday\" selected");
        let (action, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((action.as_str(), &detail["about"]), ("task.created", &"3.1.1[a]".into()));
    }

    async fn what_cannot_be_is_refused_at_its_field_and_nothing_typed_is_lost(app: TestApp) {
        let wrong: [(&[(&str, &str)], &str); 10] = [
            (&[("title", " ")], "Say what is to be done."),
            (&[("due_on", "2026-03-01")], "This day has passed."),
            (&[("due_on", "2026-02-30")], "Enter a date like"),
            (&[("due_on", "")], "Say by which day it is to be done."),
            (&[("repeats", "days"), ("times", "0")], "Enter a whole number from 1 to 365."),
            (&[("repeats", "weekday"), ("which", "last")], "Choose a day of the week."),
            (&[("about", "9.99.99")], "There is no such requirement."),
            (&[("about", "3.1.1[z]")], "no objective of that letter"),
            (&[("assignee", &STRANGER.id.to_string())], "Choose somebody from the list."),
            (&[("reviewer", &ASSESSOR.id.to_string())], "Choose somebody from the list."),
        ];
        for (fields, words) in wrong {
            let fields = with(&[fields, &[("description", "Typed already")]].concat());
            let plain = app.post(LEAD, NEW, &fields).await;
            let part = app.post_fragment(LEAD, NEW, &fields).await;

            for answer in [&plain, &part] {
                answer.assert_status(422).assert_contains(words).assert_contains("Typed already");
            }
            assert_eq!(part.header("hx-retarget"), "#task-form");
        }
        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn a_day_that_passed_meanwhile_may_stay_when_something_else_is_changed(app: TestApp) {
        let task = a_task(&app, LEAD, &[]).await;
        app.env.advance(TimeDelta::days(30));
        app.sign_in_again().await;

        let edit = format!("{task}/edit");
        app.post(LEAD, &edit, &with(&[("description", "Late"), ("version", "1")])).await.assert_status(303);

        let earlier = app.post(LEAD, &edit, &with(&[("due_on", "2026-03-08"), ("version", "2")])).await;
        earlier.assert_status(422).assert_contains("This day has passed.");
    }

    async fn whoever_only_reads_by_now_stays_when_the_form_is_sent_unchanged(app: TestApp) {
        let carl = CONTRIBUTOR.id.to_string();
        let task = a_task(&app, LEAD, &[("assignee", &carl)]).await;
        app.store.behind_our_back("update members set role = 'assessor' where role = 'contributor'").await;

        let form = app.get(LEAD, &format!("{task}/edit")).await;
        let kept = [("assignee", carl.as_str()), ("version", "1")];
        app.post(LEAD, &format!("{task}/edit"), &with(&kept)).await.assert_status(303);

        let option = format!("<option value=\"{carl}\" selected>Carl Contributor, as until now</option>");
        form.assert_status(200).assert_contains(&option);
        app.get(LEAD, &task).await.assert_contains("<dd>Carl Contributor</dd>");
        assert!(!app.get(LEAD, NEW).await.contains(&carl), "nobody new is given to them");
    }

    async fn two_people_see_both_versions(app: TestApp) {
        let task = a_task(&app, LEAD, &[]).await;
        let edit = format!("{task}/edit");
        app.post(ADMIN, &edit, &with(&[("description", "Theirs"), ("version", "1")])).await.assert_status(303);

        let mine = with(&[("description", "Mine"), ("version", "1")]);
        let answer = app.post_fragment(LEAD, &edit, &mine).await;

        answer.assert_status(409).assert_contains("<dd>Theirs</dd>").assert_contains("Mine");
        assert_eq!(answer.field("version").unwrap(), "2");
    }

    async fn a_form_sent_twice_gives_one_task(app: TestApp) {
        let once = app.get(LEAD, NEW).await.field("once").unwrap();
        let fields = with(&[("once", &once)]);

        let first = app.post(LEAD, NEW, &fields).await;
        let second = app.post(LEAD, NEW, &fields).await;

        assert_eq!(first.location(), second.location());
        assert_eq!(app.trail(CONTOSO).await, ["task.created"]);
    }

    async fn a_task_begins_at_the_evidence_it_is_about(app: TestApp) {
        let about = [("kind", "artifact"), ("state", "draft")];
        let file: [(&str, &str, &[u8]); 1] = [("file", "doors.txt", b"text")];
        let evidence = app.upload(LEAD, "/o/contoso/evidence/new", &about, &file).await.location().to_owned();
        let id = evidence.rsplit('/').next().unwrap();

        let form = app.get(LEAD, &format!("{NEW}?evidence={id}")).await;
        let task = a_task(&app, LEAD, &[("evidence", id)]).await;

        form.assert_contains("<strong>doors.txt</strong>");
        app.get(LEAD, &task).await.assert_contains(&format!("href=\"{evidence}\""));
        app.get(LEAD, &format!("{NEW}?evidence=0199ffff-ffff-7fff-8fff-ffffffffffff")).await.assert_status(404);
    }
}
