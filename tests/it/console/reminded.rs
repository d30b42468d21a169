//! Reminders of servers that are killed, and of two at a time: everybody hears of everything, and of nothing twice.

use super::*;
use chrono::TimeDelta;
use muster::{
    kernel::{db::Db, env::Env},
    mail::Tls,
    sql,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

/// Due today, each with a reminder to somebody.
const TASKS: usize = 60;
/// How many letters have arrived before each kill.
const ARRIVED: [usize; 4] = [3, 12, 25, 40];

/// An installation where all tasks are due today, whose people want a letter about each, and its mail server.
async fn with_tasks_due(backend: Backend) -> Option<(Console, Catcher)> {
    let console = Console::empty(backend).await?;
    console.run("migrate").assert(0, "");
    let seed = format!("seed --requirements 110 --evidence 1 --tasks {TASKS} --audit 1");
    console.run(&seed).assert(0, "/o/seed");
    let today = (Env::system().now() - TimeDelta::hours(13)).date_naive();
    let rules = r#"{"hour":13,"kinds":{"task":{"before":[0],"after":[],"lead_after":null}}}"#;
    let script = format!(
        "update tasks set due_on = '{today}';
         update implementations set reviewed_on = '{today}';
         insert into notice_rules (org_id, rules, version, updated_at)
         select id, '{rules}', 1, created_at from organisations;
         insert into notice_preferences (org_id, user_id, mail, muted, updated_at)
         select org_id, user_id, 'single', '', created_at from members"
    );
    console.behind_its_back(&script).await;
    Some((console, Catcher::start(Tls::None).await))
}

/// Starts a server that sends its letters there.
async fn sending(console: &Console, catcher: &Catcher) -> Server {
    let port = catcher.settings(Tls::None).port.to_string();
    let mail =
        [("MUSTER_MAIL_HOST", "localhost"), ("MUSTER_MAIL_PORT", port.as_str()), ("MUSTER_MAIL_TLS", "none")];
    console.serve_with(&mail).await.0
}

/// Reminders that were written, and letters that are not sent yet.
async fn written(console: &Console) -> (i64, i64) {
    let db = Db::open(&console.url(), 1, Env::system()).await.unwrap();
    let mut conn = db.read().await.unwrap();
    sql! {
        fetch_one, &mut conn,
        "select (select count(*) from notices), (select count(*) from jobs where kind = 'letter')"
    }
    .unwrap()
}

/// The Message-IDs of all letters that arrived, by recipient and subject.
fn arrived(catcher: &Catcher) -> BTreeMap<(String, String), Vec<String>> {
    let mut all: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for letter in catcher.seen().letters {
        let head = letter.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
        let value = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).unwrap().to_owned();
        all.entry((value("To: "), value("Subject: "))).or_default().push(value("Message-ID: "));
    }
    all
}

async fn until_all_are_sent(console: &Console) -> i64 {
    let begun = Instant::now();
    loop {
        match written(console).await {
            (notices, 0) if notices > 0 => return notices,
            waiting => assert!(begun.elapsed() < Duration::from_secs(90), "{waiting:?}"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_sends_no_reminder_twice_under_another_name() {
    for backend in Backend::BOTH {
        let Some((console, catcher)) = with_tasks_due(backend).await else { continue };
        kill_after(&console, &catcher, 0).await;
        // These letters arrive, but the server dies before it knows.
        catcher.becomes(Mood::Mute);
        kill_after(&console, &catcher, 1).await;
        catcher.becomes(Mood::Well);
        for count in ARRIVED {
            kill_after(&console, &catcher, count).await;
        }

        let _server = sending(&console, &catcher).await;
        let notices = until_all_are_sent(&console).await;

        let all = arrived(&catcher);
        assert!(notices >= TASKS as i64 && all.len() as i64 == notices, "{notices}: {all:#?}");
        let names = |ids: &Vec<String>| ids.iter().collect::<BTreeSet<_>>().len();
        assert!(all.values().all(|ids| names(ids) == 1), "{all:#?}");
        assert!(all.values().any(|ids| ids.len() > 1), "no kill hit a letter on its way: {all:#?}");
    }
}

/// Kills a server when so many letters have arrived, and lets the next one have at once what it held.
async fn kill_after(console: &Console, catcher: &Catcher, count: usize) {
    let server = sending(console, catcher).await;
    let begun = Instant::now();
    while catcher.seen().letters.len() < count {
        assert!(begun.elapsed() < Duration::from_secs(60), "no letters arrive");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    drop(server);
    console.behind_its_back("update jobs set due_at = created_at").await;
}

/// SQLite is for one server.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_on_one_database_send_every_reminder_once() {
    let Some((console, catcher)) = with_tasks_due(Backend::Postgres).await else { return };

    let _both = tokio::join!(sending(&console, &catcher), sending(&console, &catcher));
    let notices = until_all_are_sent(&console).await;

    let all = arrived(&catcher);
    assert!(notices >= TASKS as i64 && all.len() as i64 == notices, "{notices}: {all:#?}");
    assert!(all.values().all(|ids| ids.len() == 1), "{all:#?}");
}
