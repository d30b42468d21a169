//! Jobs: written with the change, done once, tried again, given up, never forgotten.

use crate::support::*;
use chrono::TimeDelta;
use muster::{
    jobs::{self, ATTEMPTS_MAX, Job, LEASE, NewJob, Outcome, Runner, pause},
    kernel::{
        audit::Actor,
        db::{Chore, Db},
        secret::Secret,
    },
    sql,
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use tokio::sync::watch;

/// Answers every job the same way, and notes its title.
#[derive(Clone)]
struct Always(Outcome, Arc<Mutex<Vec<String>>>);

impl Always {
    fn new(outcome: Outcome) -> Self {
        Self(outcome, Arc::default())
    }
    fn seen(&self) -> Vec<String> {
        self.1.lock().unwrap().clone()
    }
}

impl Runner for Always {
    async fn run(&self, job: &Job) -> Outcome {
        self.1.lock().unwrap().push(job.title.clone());
        self.0.clone()
    }
}

fn job(title: &str) -> NewJob<'_> {
    let payload = Secret::new("{}".to_owned());
    NewJob { kind: "test", org: Some(CONTOSO.id), title, recipient: LEAD.email, payload, expires_at: None }
}

async fn enqueue(db: &Db, new: NewJob<'_>) {
    let mut tx = db.begin(Actor::console()).await.unwrap();
    jobs::enqueue(&mut tx, new).await.unwrap();
    tx.commit_chore(Chore::Sweep).await.unwrap();
}

async fn count(db: &Db) -> i64 {
    let mut conn = db.read().await.unwrap();
    let (count,): (i64,) = sql! { fetch_one, &mut conn, "select count(*) from jobs" }.unwrap();
    count
}

both! {
    async fn without_the_change_there_is_no_job(app: TestApp) {
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        jobs::enqueue(&mut tx, job("undone")).await.unwrap();
        drop(tx);

        assert_eq!(count(&app.db).await, 0);
        assert_eq!(app.db.bell().rung(), 0);
    }

    async fn six_workers_do_every_job_exactly_once(app: TestApp) {
        for n in 0..60 {
            enqueue(&app.db, job(&n.to_string())).await;
        }
        let runner = Always::new(Outcome::Done);
        let (stop, stopped) = watch::channel(false);

        let workers: Vec<_> = (0..6)
            .map(|_| tokio::spawn(jobs::work(app.db.clone(), runner.clone(), stopped.clone())))
            .collect();
        while count(&app.db).await > 0 {
            tokio::task::yield_now().await;
        }
        stop.send_replace(true);
        for worker in workers {
            worker.await.unwrap();
        }

        let mut times = BTreeMap::new();
        runner.seen().iter().for_each(|title| *times.entry(title.clone()).or_insert(0) += 1);
        assert_eq!(times.len(), 60);
        assert!(times.values().all(|times| *times == 1), "{times:?}");
    }

    async fn a_job_that_waits_wakes_a_worker_that_sleeps(app: TestApp) {
        let runner = Always::new(Outcome::Done);
        let (stop, stopped) = watch::channel(false);
        let worker = tokio::spawn(jobs::work(app.db.clone(), runner.clone(), stopped));

        for n in 0..5 {
            enqueue(&app.db, job(&n.to_string())).await;
            while count(&app.db).await > 0 {
                tokio::task::yield_now().await;
            }
        }
        stop.send_replace(true);
        worker.await.unwrap();

        assert_eq!(runner.seen(), ["0", "1", "2", "3", "4"]);
    }

    async fn what_a_dead_worker_held_is_taken_over_when_its_lease_ends(app: TestApp) {
        enqueue(&app.db, job("held")).await;
        let held = jobs::claim(&app.db).await.unwrap().expect("it is due");
        let runner = Always::new(Outcome::Done);

        assert!(!jobs::work_one(&app.db, &runner).await.unwrap(), "it is held");
        app.env.advance(LEASE);
        assert!(jobs::work_one(&app.db, &runner).await.unwrap());

        assert_eq!((held.attempts, runner.seen().len(), count(&app.db).await), (1, 1, 0));
    }

    async fn a_worker_that_comes_back_from_the_dead_spoils_nothing(app: TestApp) {
        enqueue(&app.db, job("late")).await;
        let slow = Slow { app: &app, other: Always::new(Outcome::Retry("down".into())) };

        assert!(jobs::work_one(&app.db, &slow).await.unwrap());

        assert_eq!(count(&app.db).await, 1, "the second try failed, so the first may not put the job away");
    }

    async fn a_job_that_fails_is_tried_ten_times_with_growing_pauses_and_then_parked(app: TestApp) {
        enqueue(&app.db, job("hopeless")).await;
        let runner = Always::new(Outcome::Retry("The server is down.".into()));
        let start = app.env.now();

        while i64::try_from(runner.seen().len()).unwrap() < ATTEMPTS_MAX {
            assert!(jobs::work_one(&app.db, &runner).await.unwrap());
            assert!(!jobs::work_one(&app.db, &runner).await.unwrap(), "it waits first");
            app.env.advance(pause(i64::try_from(runner.seen().len()).unwrap(), u16::MAX));
        }

        assert!((app.env.now() - start).num_hours() > 24);
        assert_eq!(runner.seen().len(), 10);
        let parked = jobs::parked(&mut app.db.read().await.unwrap(), CONTOSO.id, "test").await.unwrap();
        assert_eq!((parked[0].attempts, parked[0].problem.as_str()), (10, "The server is down."));
        assert_eq!(app.trail(CONTOSO).await, ["job.parked"]);
        app.env.advance(TimeDelta::days(30));
        assert!(!jobs::work_one(&app.db, &runner).await.unwrap(), "nobody tries what is parked");
    }

    async fn a_job_that_cannot_work_is_parked_at_once_and_resumed_by_hand(app: TestApp) {
        enqueue(&app.db, job("refused")).await;
        jobs::work_one(&app.db, &Always::new(Outcome::Fail("No such person.".into()))).await.unwrap();
        let id = jobs::parked(&mut app.db.read().await.unwrap(), CONTOSO.id, "test").await.unwrap()[0].id;

        let tx = app.db.begin(Actor::console()).await.unwrap();
        assert!(jobs::resume(tx, FABRIKAM.id, "test", id).await.is_err(), "it is not theirs");
        let tx = app.db.begin(Actor::console()).await.unwrap();
        jobs::resume(tx, CONTOSO.id, "test", id).await.unwrap();
        let runner = Always::new(Outcome::Done);
        jobs::work_one(&app.db, &runner).await.unwrap();

        assert_eq!((runner.seen().len(), count(&app.db).await), (1, 0));
        assert_eq!(app.trail(CONTOSO).await, ["job.parked", "job.resumed"]);
    }

    async fn what_was_given_up_is_forgotten_after_a_month(app: TestApp) {
        enqueue(&app.db, job("refused")).await;
        jobs::work_one(&app.db, &Always::new(Outcome::Fail("No such person.".into()))).await.unwrap();

        app.env.advance(TimeDelta::days(30));
        jobs::sweep(&app.db).await.unwrap();
        assert_eq!(count(&app.db).await, 1);
        app.env.advance(TimeDelta::seconds(1));
        jobs::sweep(&app.db).await.unwrap();

        assert_eq!(count(&app.db).await, 0);
    }

    async fn what_is_kept_of_a_job_can_be_read_only_with_the_keys(app: TestApp) {
        let payload = Secret::new("token-in-a-letter".to_owned());
        enqueue(&app.db, NewJob { payload, ..job("sealed") }).await;

        let mut conn = app.db.read().await.unwrap();
        let (kept,): (String,) = sql! { fetch_one, &mut conn, "select payload from jobs" }.unwrap();
        drop(conn);
        let job = jobs::claim(&app.db).await.unwrap().unwrap();

        assert!(!kept.contains("token") && kept.starts_with("v1."), "{kept}");
        assert_eq!(job.payload.unwrap().expose(), "token-in-a-letter");
    }

    async fn a_job_that_came_too_late_is_dropped_and_told(app: TestApp) {
        let until = app.env.now() + TimeDelta::hours(1);
        enqueue(&app.db, NewJob { expires_at: Some(until), ..job("too late") }).await;
        app.env.advance(TimeDelta::hours(1));
        let runner = Always::new(Outcome::Done);

        assert!(jobs::work_one(&app.db, &runner).await.unwrap());

        assert_eq!((runner.seen().len(), count(&app.db).await), (0, 0));
        assert_eq!(app.trail(CONTOSO).await, ["job.expired"]);
    }

    async fn a_mistake_of_ours_ends_a_try_and_not_the_worker(app: TestApp) {
        enqueue(&app.db, job("panics")).await;

        assert!(jobs::work_one(&app.db, &Panics).await.unwrap());

        assert_eq!(count(&app.db).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
#[should_panic(expected = "jobs nobody did")]
async fn a_test_that_forgets_its_jobs_fails() {
    let app = TestApp::sqlite().await;
    enqueue(&app.db, job("forgotten")).await;
}

/// Finishes so late that another worker has tried meanwhile.
struct Slow<'a> {
    app: &'a TestApp,
    other: Always,
}

impl Runner for Slow<'_> {
    async fn run(&self, _: &Job) -> Outcome {
        self.app.env.advance(LEASE);
        assert!(jobs::work_one(&self.app.db, &self.other).await.unwrap());
        Outcome::Done
    }
}

struct Panics;

impl Runner for Panics {
    async fn run(&self, _: &Job) -> Outcome {
        panic!("as code does that has a mistake")
    }
}
