//! Several nodes on one database, and what happens when one dies.

use super::*;
use muster::{
    app::Tasks,
    jobs,
    kernel::{db::Db, env::Env},
};
use std::time::Duration;

async fn count(app: &TestApp, kind: &str) -> i64 {
    let mut conn = app.db.read().await.unwrap();
    let (count,): (i64,) =
        sql! { fetch_one, &mut conn, "select count(*) from jobs where kind = $1", kind }.unwrap();
    count
}

/// Only PostgreSQL serves several nodes: SQLite has the clock of its own machine.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_keeps_the_time_of_the_database() {
    let Some(store) = TestDb::empty(Backend::Postgres).await else { return };
    let says = |hours: i64| {
        format!(
            "create or replace function clock_timestamp() returns timestamptz language sql
             as 'select pg_catalog.clock_timestamp() + interval ''{hours} hours'' '"
        )
    };
    store.behind_our_back(&says(3)).await;
    let (env, right) = (Env::system(), Env::system());
    let is_off =
        |hours: i64| (env.now() - right.now() - TimeDelta::hours(hours)).abs() < TimeDelta::minutes(5);

    let db = Db::open(&format!("{}%2Cpg_catalog", store.url), 1, env.clone()).await.unwrap();

    assert!(is_off(3), "it opened at {}", env.now());
    let keeping = tokio::spawn(db.keep_time(Duration::from_millis(10)));
    store.behind_our_back(&says(-2)).await;
    let agrees = async {
        while !is_off(-2) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), agrees).await.expect("it goes on asking");
    keeping.abort();
}

both! {
    async fn two_servers_share_the_schedule_and_say_everything_once(app: TestApp) {
        some_days(&app).await;
        let other = TestApp::with(app.store.as_another_node().await);
        for node in [&app, &other] {
            node.leaves_jobs();
            node.env.advance(TimeDelta::hours(4));
            jobs::schedule(&node.db, notices::KIND).await.unwrap();
        }
        assert_eq!(count(&app, notices::KIND).await, 1);

        for day in 0..8 {
            tokio::join!(app.run_jobs(), other.run_jobs());
            assert_eq!(count(&app, notices::KIND).await, 1, "on day {day}");
            app.env.advance(TimeDelta::days(1));
            other.env.advance(TimeDelta::days(1));
        }

        let mut letters = app.letters().await;
        letters.extend(other.letters().await);
        assert!(letters.iter().all(|letter| letter.to == CONTRIBUTOR.email), "{letters:?}");
        let told = |what: &str| letters.iter().filter(|letter| letter.text.contains(what)).count();
        // A week before, a day before, on the day, and the day after.
        assert_eq!(told("Review the accounts"), 4);
        assert_eq!((told("Visitor log"), told("Drawings leave by mail")), (1, 1));
    }

    async fn two_servers_at_the_same_moment_write_one_reminder_and_one_letter(app: TestApp) {
        some_days(&app).await;
        let other = TestApp::with(app.store.as_another_node().await);
        reminders_begin(&app).await;
        other.env.advance(TimeDelta::hours(4));
        let scope = app.scope(CONTOSO);

        let (a, b, c, d) = tokio::join!(
            notices::remind(&app.db, scope), notices::remind(&other.db, scope),
            notices::remind(&other.db, scope), notices::remind(&app.db, scope));

        let all = [a.unwrap(), b.unwrap(), c.unwrap(), d.unwrap()];
        assert_eq!(all.iter().map(|sent| sent.notices).sum::<usize>(), 5, "{all:?}");
        assert_eq!(all.iter().map(|sent| sent.letters).sum::<usize>(), 1, "{all:?}");
        let (ours, theirs) = (app.letters().await, other.letters().await);
        assert_eq!(ours.len() + theirs.len(), 1);
    }

    async fn a_server_that_dies_before_the_letter_is_asked_for_has_said_nothing(app: TestApp) {
        some_days(&app).await;
        reminders_begin(&app).await;
        app.store.behind_our_back("alter table jobs rename to jobs_away").await;
        assert!(notices::remind(&app.db, app.scope(CONTOSO)).await.is_err());
        app.store.behind_our_back("alter table jobs_away rename to jobs").await;
        app.get(CONTRIBUTOR, NOTICES).await.assert_contains("No reminders");

        assert_eq!(remind(&app).await, (5, 1));

        assert_eq!(sent(&app).await, [to(CONTRIBUTOR, "5 reminders")]);
    }

    async fn a_server_that_dies_with_the_letter_in_its_hand_leaves_it_to_another(app: TestApp) {
        some_days(&app).await;
        reminders_begin(&app).await;
        remind(&app).await;
        let held = jobs::claim(&app.db).await.unwrap().unwrap();

        assert_eq!(remind(&app).await, (0, 0));
        assert_eq!(sent(&app).await, []);
        app.env.advance(jobs::LEASE);
        app.run_jobs().await;

        let file = app.dir().join("mail").join(format!("{}.eml", held.id));
        assert!(file.exists(), "the letter keeps its Message-ID, which is the job's");
        assert_eq!(sent(&app).await, [to(CONTRIBUTOR, "5 reminders")]);
    }

    async fn the_schedule_goes_on_when_reminding_fails(app: TestApp) {
        app.leaves_jobs();
        some_days(&app).await;
        jobs::schedule(&app.db, notices::KIND).await.unwrap();
        reminders_begin(&app).await;
        app.store.behind_our_back("alter table notices rename to notices_away").await;
        let tasks = Tasks { db: app.db.clone(), post: app.mail.clone(), imports: Default::default() };
        for _ in 0..12 {
            assert!(jobs::work_one(&app.db, &tasks).await.unwrap());
            assert!(!jobs::work_one(&app.db, &tasks).await.unwrap());
            app.env.advance(notices::EVERY);
        }
        app.store.behind_our_back("alter table notices_away rename to notices").await;

        assert_eq!(sent(&app).await, [to(CONTRIBUTOR, "5 reminders")]);
        assert_eq!(count(&app, notices::KIND).await, 1);
    }
}
