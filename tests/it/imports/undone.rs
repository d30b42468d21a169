//! Imports that cannot be carried out, and what others notice while one is.

use super::*;
use chrono::TimeDelta;
use muster::jobs::{ATTEMPTS_MAX, Job, Outcome, Runner, work_one};
use std::time::{Duration, Instant};

/// A file that somebody asked for; gives its address.
async fn asked(app: &TestApp) -> String {
    let at = doorstep(app).await;
    let columns = sent(app, &at, "tasks", "a.csv", b"Task,Due\nLocks,2026-11-21\n").await;
    let preview = agreed(app, &columns, &[]).await;
    app.post(LEAD, &preview, &[("do", "apply")]).await.assert_status(303);
    app.leaves_jobs();
    preview
}

fn runner(app: &TestApp) -> muster::app::Tasks {
    muster::app::Tasks { db: app.db.clone(), post: app.mail.clone(), imports: Default::default() }
}

struct Panics;

impl Runner for Panics {
    async fn run(&self, _: &Job) -> Outcome {
        panic!("as code does that has a mistake")
    }
}

both! {
    async fn a_file_whose_job_ended_without_a_word_is_given_back_when_house_is_kept(app: TestApp) {
        let preview = asked(&app).await;
        for _ in 0..ATTEMPTS_MAX {
            work_one(&app.db, &Panics).await.unwrap();
            app.env.advance(TimeDelta::hours(8));
        }
        app.sign_in_again().await;
        app.get(LEAD, &format!("{preview}/progress")).await.assert_contains("begins in a moment");

        muster::imports::sweep(&app.db, app.scope(CONTOSO)).await.unwrap();

        let page = app.get(LEAD, &format!("{preview}/progress")).await;
        page.assert_contains("Nothing was imported").assert_contains("It could not be carried out.");
        app.post(LEAD, &preview, &[("do", "again")]).await.assert_status(303);
        applied(&app, &preview).await.assert_contains("1 of 1");
    }

    async fn a_reason_stays_said_while_rows_are_chosen(app: TestApp) {
        let preview = asked(&app).await;
        app.store.behind_our_back("update jobs set payload = 'nonsense' where kind = 'tables.import'").await;
        work_one(&app.db, &runner(&app)).await.unwrap();

        app.post(LEAD, &preview, &[("row", "2"), ("do", "keep")]).await.assert_status(303);

        let page = app.get(LEAD, &format!("{preview}/progress")).await;
        page.assert_contains("cannot be read any more");
        app.post(LEAD, &preview, &[("do", "again")]).await.assert_status(303);
        let page = app.get(LEAD, &format!("{preview}/progress")).await;
        assert!(!page.contains("cannot be read any more"), "{}", page.body);
    }

    async fn a_file_is_to_be_decided_again_once_its_job_is_given_up(app: TestApp) {
        let preview = asked(&app).await;
        let tasks_of = runner(&app);
        app.store.behind_our_back("alter table tasks rename to tasks_away").await;

        for _ in 1..ATTEMPTS_MAX {
            work_one(&app.db, &tasks_of).await.unwrap();
            app.env.advance(TimeDelta::hours(8));
        }
        app.sign_in_again().await;
        app.get(LEAD, &format!("{preview}/progress")).await.assert_contains("begins in a moment");
        work_one(&app.db, &tasks_of).await.unwrap();

        let page = app.get(LEAD, &format!("{preview}/progress")).await;
        page.assert_contains("Nothing was imported").assert_contains("It could not be carried out.");
        app.store.behind_our_back("alter table tasks_away rename to tasks").await;
        app.post(LEAD, &preview, &[("do", "again")]).await.assert_status(303);
        applied(&app, &preview).await.assert_contains("1 of 1");
    }

    async fn a_file_whose_order_cannot_be_read_does_not_wait_for_ever(app: TestApp) {
        let preview = asked(&app).await;
        app.store.behind_our_back("update jobs set payload = 'nonsense' where kind = 'tables.import'").await;

        work_one(&app.db, &runner(&app)).await.unwrap();

        let page = app.get(LEAD, &format!("{preview}/progress")).await;
        page.assert_contains("Nothing was imported").assert_contains("cannot be read any more");
    }

    async fn a_page_does_not_wait_for_somebody_who_writes(app: TestApp) {
        let at = doorstep(&app).await;
        app.get(LEAD, &at).await.assert_status(200);
        app.env.advance(TimeDelta::minutes(2));

        let tx = app.db.begin(muster::kernel::audit::Actor::program()).await.unwrap();
        let began = Instant::now();
        app.get(LEAD, &at).await.assert_status(200);
        let took = began.elapsed();
        drop(tx);

        assert!(took < Duration::from_secs(4), "{took:?}");
    }
}
