//! How the letter is written, and who gets how many of it.

use super::*;
use insta::assert_snapshot;

#[tokio::test]
async fn the_letter_reminder_is_written_like_this() {
    let app = TestApp::sqlite().await;
    reminders_begin(&app).await;
    tasks(&app, &[("Review the accounts", "2026-03-09", Some(CONTRIBUTOR))]).await;
    remind(&app).await;

    let letter = app.letters().await.pop().unwrap();

    let id = &letter.text.split("/tasks/").nth(1).unwrap()[..36];
    let html = letter.html.split("<body>\n").nth(1).unwrap().split("\n<hr>").next().unwrap();
    assert_snapshot!(letter.subject, @"Task in 7 days: Review the accounts");
    assert_snapshot!(letter.text.replace(id, "[id]"), @r#"
    Hello Carl Contributor,

    This waits for you:

    Task: Review the accounts
    2026-03-09, in 7 days

    http://localhost:8080/o/contoso/tasks/[id]

    All reminders, and how you get them:
    http://localhost:8080/o/contoso/notices

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
    assert_snapshot!(html.replace(id, "[id]"), @r#"
    <p>Hello Carl Contributor,</p>
    <p>This waits for you:</p>
    <ul>
    <li>Task: <a href="http://localhost:8080/o/contoso/tasks/[id]">Review the accounts</a>,
      2026-03-09, in 7 days</li>
    </ul>
    <p><a href="http://localhost:8080/o/contoso/notices">All reminders, and how you get them</a></p>
    "#);
}

both! {
    async fn whoever_wants_a_letter_each_gets_one_of_all_that_was_missed(app: TestApp) {
        each_by_letter(&app, CONTRIBUTOR).await;
        let due = ["2026-03-12", "2026-03-13", "2026-03-14", "2026-03-24"];
        tasks(&app, &due.map(|day| (day, day, Some(CONTRIBUTOR)))).await;
        reminders_begin(&app).await;
        app.env.advance(TimeDelta::days(15));

        assert_eq!(remind(&app).await, (7, 3));
        assert_eq!(remind(&app).await, (0, 0));

        let expected = [
            to(CONTRIBUTOR, "3 reminders"), to(CONTRIBUTOR, "Task in 7 days: 2026-03-24"), to(LEAD, "3 reminders"),
        ];
        assert_eq!(sent(&app).await, expected);
    }

    async fn whoever_wants_a_letter_each_gets_one_of_what_is_given_at_short_notice(app: TestApp) {
        reminders_begin(&app).await;
        each_by_letter(&app, CONTRIBUTOR).await;

        for title in ["One", "Two"] {
            tasks(&app, &[(title, "2026-03-05", Some(CONTRIBUTOR))]).await;
            assert_eq!(remind(&app).await, (1, 1), "{title}");
        }

        let expected = [to(CONTRIBUTOR, "Task in 3 days: One"), to(CONTRIBUTOR, "Task in 3 days: Two")];
        assert_eq!(sent(&app).await, expected);
    }

    async fn news_of_ones_work_is_in_the_letter_of_the_day(app: TestApp) {
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        let doors = a_task_due(&mut tx, "Doors", "2026-03-09", Some(CONTRIBUTOR.id)).await;
        let locks = a_task_due(&mut tx, "Locks", "2026-06-09", Some(CONTRIBUTOR.id)).await;
        tx.commit_chore(Chore::Sweep).await.unwrap();
        app.store.behind_our_back("update tasks set reviewer_id = created_by").await;
        let (doors, locks) = (format!("{doors}~1"), format!("{locks}~1"));
        let picked = [("id", doors.as_str()), ("id", &locks), ("set", "done")];
        app.post(CONTRIBUTOR, "/o/contoso/tasks", &picked).await.assert_status(303);
        assert_eq!(sent(&app).await, [], "they come in series");
        app.get(LEAD, NOTICES).await.assert_contains("To confirm: Doors").assert_contains("Reminders (2)");
        reminders_begin(&app).await;

        remind(&app).await;

        let letter = app.letters().await.into_iter().find(|letter| letter.to == LEAD.email).unwrap();
        assert!(letter.text.contains("News: To confirm: Doors\n2026-03-02, today, Carl"), "{}", letter.text);
        assert!(letter.text.contains("News: To confirm: Locks"), "{}", letter.text);
    }

    async fn everybody_chooses_one_letter_a_day_or_one_each_or_none(app: TestApp) {
        reminders_begin(&app).await;
        let at = format!("{NOTICES}/settings");
        app.get(CONTRIBUTOR, &at).await.assert_contains("One letter a day");
        app.post(CONTRIBUTOR, &at, &[("mail", "single"), ("muted", "evidence")]).await.assert_status(303);
        app.post(OTHER_CONTRIBUTOR, &at, &[("mail", "none")]).await.assert_status(303);
        app.post(LEAD, &at, &[("muted", "task")]).await.assert_status(422).assert_contains("Choose how");
        app.post_fragment(LEAD, &at, &[("mail", "pigeon")]).await.assert_status(422);
        app.post(LEAD, &at, &[("mail", "digest"), ("muted", "task")]).await.assert_status(303);
        tasks(&app, &[
            ("One", "2026-03-03", Some(CONTRIBUTOR)), ("Two", "2026-03-09", Some(CONTRIBUTOR)),
            ("Quiet", "2026-03-03", Some(OTHER_CONTRIBUTOR)), ("Muted", "2026-03-03", Some(LEAD)),
            ("Late", "2026-02-26", Some(OTHER_CONTRIBUTOR)),
        ]).await;

        assert_eq!(remind(&app).await, (5, 3));

        let expected = [
            to(CONTRIBUTOR, "Task in 7 days: Two"),
            to(CONTRIBUTOR, "Task tomorrow: One"),
            to(LEAD, "Task was 4 days ago: Late"),
        ];
        assert_eq!(sent(&app).await, expected);
        app.get(OTHER_CONTRIBUTOR, NOTICES).await.assert_contains("Quiet").assert_contains("Reminders (2)");
        let chosen = app.get(CONTRIBUTOR, &at).await;
        let form = chosen.body.split_whitespace().collect::<Vec<_>>().join(" ");
        for value in ["evidence", "single"] {
            assert!(form.contains(&format!("value=\"{value}\" checked")), "{form}");
        }
        let changes = app.trail(CONTOSO).await.into_iter().filter(|it| it == "notice_preferences.changed").count();
        assert_eq!(changes, 3);
    }
}
