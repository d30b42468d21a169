//! Reminders: who is told of what and when, that it happens once, and how people want it.

mod letters;
mod nodes;
mod pages;

use crate::support::*;
use chrono::TimeDelta;
use muster::{
    kernel::{audit::Actor, db::Chore},
    notices, sql,
};

const NOTICES: &str = "/o/contoso/notices";

/// Moves to the hour at which reminders go out; everybody is signed in again.
async fn reminders_begin(app: &TestApp) {
    app.env.advance(TimeDelta::hours(4));
    app.sign_in_again().await;
}

/// Reminds Contoso as the schedule does: how many reminders were written, and how many letters asked for.
async fn remind(app: &TestApp) -> (usize, usize) {
    let sent = notices::remind(&app.db, app.scope(CONTOSO)).await.unwrap();
    (sent.notices, sent.letters)
}

/// To whom a letter went, and its subject.
async fn sent(app: &TestApp) -> Vec<(String, String)> {
    let mut sent: Vec<_> = app.letters().await.into_iter().map(|it| (it.to, it.subject)).collect();
    sent.sort();
    sent
}

fn to(who: Person, subject: &str) -> (String, String) {
    (who.email.to_owned(), subject.to_owned())
}

async fn tasks(app: &TestApp, tasks: &[(&str, &str, Option<Person>)]) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    for (title, due_on, who) in tasks {
        a_task_due(&mut tx, title, due_on, who.map(|who| who.id)).await;
    }
    tx.commit_chore(Chore::Sweep).await.unwrap();
}

both! {
    async fn people_are_reminded_of_what_is_theirs_once_and_in_one_letter_a_day(app: TestApp) {
        some_days(&app).await;

        reminders_begin(&app).await;
        assert_eq!(remind(&app).await, (5, 1));
        assert_eq!(remind(&app).await, (0, 0));
        app.env.advance(TimeDelta::days(1));
        assert_eq!(remind(&app).await, (0, 0));

        assert_eq!(sent(&app).await, [to(CONTRIBUTOR, "5 reminders")]);
        assert_eq!(app.trail(CONTOSO).await, ["notices.sent"]);
    }

    async fn a_version_that_was_superseded_reminds_of_nothing(app: TestApp) {
        some_days(&app).await;
        app.store.behind_our_back("update evidence set replaced_by = id").await;
        reminders_begin(&app).await;

        assert_eq!(remind(&app).await, (4, 1));

        let letter = app.letters().await.pop().unwrap();
        assert!(!letter.text.contains("Visitor log"), "{}", letter.text);
    }

    async fn what_is_due_is_said_however_much_is_long_late(app: TestApp) {
        reminders_begin(&app).await;
        tasks(&app, &vec![("Long late", "2026-01-22", Some(CONTRIBUTOR)); 3001]).await;
        tasks(&app, &[("Due", "2026-03-03", Some(CONTRIBUTOR))]).await;

        assert_eq!(remind(&app).await, (1, 1));

        assert_eq!(sent(&app).await, [to(CONTRIBUTOR, "Task tomorrow: Due")]);
    }

    async fn what_was_missed_while_the_server_was_down_is_one_letter(app: TestApp) {
        some_days(&app).await;
        reminders_begin(&app).await;
        remind(&app).await;
        app.letters().await;

        // On the 9th: the task on its day (and not for the day before), a plan, a review and a milestone.
        app.env.advance(TimeDelta::days(7));
        assert_eq!(remind(&app).await, (4, 1));

        let letter = app.letters().await.pop().unwrap();
        assert_eq!(letter.subject, "4 reminders");
        assert!(letter.text.contains("2026-03-09, today"), "{}", letter.text);
        assert_eq!(letter.text.matches("Review the accounts").count(), 1, "{}", letter.text);
    }

    async fn before_the_hour_of_reminders_the_day_has_not_begun(app: TestApp) {
        tasks(&app, &[("Due in a week", "2026-03-09", Some(CONTRIBUTOR))]).await;

        assert_eq!(remind(&app).await, (0, 0));
        reminders_begin(&app).await;
        assert_eq!(remind(&app).await, (1, 1));

        assert_eq!(sent(&app).await, [to(CONTRIBUTOR, "Task in 7 days: Due in a week")]);
    }

    async fn what_comes_later_on_a_day_waits_for_the_letter_of_the_next(app: TestApp) {
        reminders_begin(&app).await;
        tasks(&app, &[("First", "2026-03-03", Some(CONTRIBUTOR))]).await;
        assert_eq!(remind(&app).await, (1, 1));
        tasks(&app, &[("Second", "2026-03-09", Some(CONTRIBUTOR))]).await;
        assert_eq!(remind(&app).await, (1, 0));
        app.letters().await;

        app.env.advance(TimeDelta::days(1));
        assert_eq!(remind(&app).await, (1, 1));

        let letter = app.letters().await.pop().unwrap();
        assert_eq!(letter.subject, "2 reminders");
        assert!(letter.text.contains("First") && letter.text.contains("Second"), "{}", letter.text);
    }

    async fn the_lead_hears_of_what_is_late_and_of_what_nobody_answers_for(app: TestApp) {
        reminders_begin(&app).await;
        tasks(&app, &[("Late", "2026-02-26", Some(CONTRIBUTOR)), ("Nobody's", "2026-03-03", None)]).await;

        assert_eq!(remind(&app).await, (3, 2));

        let letters = app.letters().await;
        let lead = letters.iter().find(|letter| letter.to == LEAD.email).unwrap();
        assert_eq!(lead.subject, "2 reminders");
        let words = "2026-02-26, 4 days ago. For you as the lead: Carl Contributor answers for it";
        assert!(lead.text.contains(words) && lead.text.contains("Nobody's"), "{}", lead.text);
        assert!(letters.iter().any(|letter| letter.to == CONTRIBUTOR.email && letter.subject.ends_with("Late")));
    }

    async fn where_there_is_nothing_to_say_nothing_is_said_or_written(app: TestApp) {
        reminders_begin(&app).await;
        tasks(&app, &[("Far away", "2026-09-09", Some(CONTRIBUTOR)), ("Long ago", "2025-09-09", None)]).await;
        let before = contents(&app.db).await;

        assert_eq!(remind(&app).await, (0, 0));

        assert_eq!(before, contents(&app.db).await);
        assert_eq!(app.trail(CONTOSO).await, Vec::<String>::new());
    }

    async fn a_day_that_was_moved_is_reminded_of_anew(app: TestApp) {
        reminders_begin(&app).await;
        tasks(&app, &[("Moved", "2026-03-03", Some(CONTRIBUTOR))]).await;
        assert_eq!(remind(&app).await, (1, 1));

        app.store.behind_our_back("update tasks set due_on = '2026-03-09'").await;
        assert_eq!(remind(&app).await, (1, 0));
        app.run_jobs().await;
    }

    async fn whoever_left_is_not_reminded(app: TestApp) {
        reminders_begin(&app).await;
        tasks(&app, &[("Theirs", "2026-03-03", Some(CONTRIBUTOR))]).await;
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        let now = tx.now();
        sql! { execute, &mut tx, "update members set deactivated_at = $2 where user_id = $1", CONTRIBUTOR.id, now }
            .unwrap();
        tx.commit_chore(Chore::Sweep).await.unwrap();

        assert_eq!(remind(&app).await, (1, 1));

        assert_eq!(sent(&app).await, [to(LEAD, "Task tomorrow: Theirs")]);
    }
}
