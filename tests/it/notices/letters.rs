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

    This stands in the calendar:

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
    <p>This stands in the calendar:</p>
    <ul>
    <li>Task: <a href="http://localhost:8080/o/contoso/tasks/[id]">Review the accounts</a>,
      2026-03-09, in 7 days</li>
    </ul>
    <p><a href="http://localhost:8080/o/contoso/notices">All reminders, and how you get them</a></p>
    "#);
}

both! {
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
