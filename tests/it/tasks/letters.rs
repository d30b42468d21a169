//! What people are told by mail.

use super::*;
use insta::assert_snapshot;

fn main_of(html: &str) -> String {
    html.split("<body>\n").nth(1).unwrap().split("\n<hr>").next().unwrap().to_owned()
}

#[tokio::test]
async fn the_letter_task_is_written_like_this() {
    let app = TestApp::sqlite().await;
    a_task(&app, LEAD, &[("assignee", &CONTRIBUTOR.id.to_string())]).await;

    let letter = app.letters().await.pop().unwrap();

    let id = uuid_of(&letter.text);
    assert_snapshot!(letter.subject, @"A task for you: Review the accounts");
    assert_snapshot!(letter.text.replace(id, "[id]"), @r#"
    Hello Carl Contributor,

    Lena Lead gave you a task in Muster, due on 2026-03-09:

    Review the accounts

    http://localhost:8080/o/contoso/tasks/[id]

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
    assert_snapshot!(main_of(&letter.html).replace(id, "[id]"), @r#"
    <p>Hello Carl Contributor,</p>
    <p>Lena Lead gave you a task in Muster, due on 2026-03-09:</p>
    <p><strong><a href="http://localhost:8080/o/contoso/tasks/[id]">Review the accounts</a></strong></p>
    "#);
}

fn uuid_of(text: &str) -> &str {
    let after = text.split("/tasks/").nth(1).unwrap();
    &after[..36]
}

both! {
    async fn each_step_tells_whose_turn_it_is_and_nobody_what_they_did_themselves(app: TestApp) {
        let (doer, reviewer) = (CONTRIBUTOR.id.to_string(), LEAD.id.to_string());
        let task = a_task(&app, LEAD, &[("assignee", &doer), ("reviewer", &reviewer)]).await;
        press(&app, CONTRIBUTOR, &task, "done", &[]).await.assert_status(303);
        press(&app, LEAD, &task, "reopen", &[("reason", "Two are missing")]).await.assert_status(303);
        let words = format!("Look, @{} and @{}", OTHER_CONTRIBUTOR.name, LEAD.name.to_uppercase());
        app.post(LEAD, &format!("{task}/comments"), &[("comment", &words)]).await.assert_status(303);
        a_task(&app, LEAD, &[("assignee", &reviewer)]).await;

        let mut told: Vec<_> = app.letters().await.into_iter().map(|it| (it.to, it.subject)).collect();
        told.sort();
        let expected = [
            (CONTRIBUTOR.email, "A task for you: Review the accounts".to_owned()),
            (CONTRIBUTOR.email, "To do once more: Review the accounts".to_owned()),
            (LEAD.email, "To confirm: Review the accounts".to_owned()),
            (OTHER_CONTRIBUTOR.email, format!("{} wrote to you: Review the accounts", LEAD.name)),
        ];
        assert_eq!(told, expected.map(|(to, subject)| (to.to_owned(), subject)));
        for (who, subject) in [
            (CONTRIBUTOR, "A task for you"), (CONTRIBUTOR, "To do once more"), (LEAD, "To confirm"),
            (OTHER_CONTRIBUTOR, "Lena Lead wrote to you"),
        ] {
            let list = app.get(who, "/o/contoso/notices").await;
            list.assert_contains(&format!("{subject}: Review the accounts")).assert_contains(&task);
        }
    }

    async fn without_a_mail_server_a_word_to_somebody_is_in_their_list(app: TestApp) {
        let app = app.without_mail();
        let task = a_task(&app, LEAD, &[]).await;

        let words = format!("Look, @{}", OTHER_CONTRIBUTOR.name);
        app.post(LEAD, &format!("{task}/comments"), &[("comment", &words)]).await.assert_status(303);
        app.run_jobs().await;

        let list = app.get(OTHER_CONTRIBUTOR, "/o/contoso/notices").await;
        list.assert_contains("Lena Lead wrote to you: Review the accounts").assert_contains("Reminders (1)");
    }
}
