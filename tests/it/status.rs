//! The program says how it is, also when its database is gone, and goes on when it is back.

mod wire;

use crate::support::*;
use chrono::TimeDelta;
use muster::kernel::{
    Error,
    audit::Actor,
    db::{Chore, Db, Tx},
};
use poem::http::Method;
use serde_json::Value;
use sqlx::{Connection, PgConnection, SqliteConnection};
use std::{collections::BTreeMap, fs};
use tokio::net::TcpListener;
use wire::{State, Wire, lets_nobody_in};

const BROWSER: [(&str, &str); 1] = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];

/// A form that begins an assessment.
const STARTED: [(&str, &str); 6] = [
    ("title", "Spring"),
    ("level", "2"),
    ("system", ""),
    ("name", "Mill"),
    ("cage_codes", "1A2B3"),
    ("scope", ""),
];

fn json(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), "application/json");
    serde_json::from_str(&answer.body).unwrap()
}

both! {
    async fn anybody_may_ask_whether_the_database_answers(app: TestApp) {
        let answer = app.anonymous_get("/status").await;

        let report = json(answer.assert_status(200));
        assert_eq!(report["status"], "ok");
        assert_eq!((&report["database"]["reachable"], &report["database"]["writable"]), (&true.into(), &true.into()));
        assert!(report["database"]["latency_ms"].as_f64().unwrap() > 0.0, "{report}");
        assert_eq!(report.as_object().unwrap().len(), 2, "nothing else is told to strangers: {report}");
        assert_eq!(answer.header("cache-control"), "no-store");
    }

    async fn an_administrator_also_hears_what_runs_here(app: TestApp) {
        let report = json(&app.get(ADMIN, "/status").await);
        let for_a_lead = json(&app.get(LEAD, "/status").await);

        let kind = if app.store.backend == Backend::Sqlite { "SQLite" } else { "PostgreSQL" };
        assert_eq!(report["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(report["engine"], kind);
        assert!(report["schema_level"].as_i64().unwrap() >= 5, "{report}");
        assert_eq!(report["schema_level"], report["schema_level_known"]);
        assert_eq!(report["clock_corrected_ms"], 0);
        assert!(report["pools"]["readers"]["open"].as_i64().unwrap() >= 1, "{report}");
        assert_eq!(for_a_lead.as_object().unwrap().len(), 2, "{for_a_lead}");
    }

    async fn a_browser_is_shown_a_page(app: TestApp) {
        let page = app.request(Some(ADMIN), Method::GET, "/status", &BROWSER, vec![]).await;
        let stranger = app.request(None, Method::GET, "/status", &BROWSER, vec![]).await;

        page.assert_status(200).assert_contains("<h1>Status</h1>").assert_contains("Schema");
        stranger.assert_status(200).assert_contains("are well");
        assert!(!stranger.contains("Schema"), "{}", stranger.body);
        let version = format!("Muster {}", env!("CARGO_PKG_VERSION"));
        app.get(ADMIN, "/o/contoso/trail").await.assert_contains(&version);
        for told in [stranger, app.anonymous_get("/signin").await, app.get(LEAD, "/o/contoso/trail").await] {
            assert!(!told.contains(&version), "{}", told.body);
        }
    }

    async fn whether_it_takes_changes_is_tried_once_a_second_however_many_ask(app: TestApp) {
        let ask = || app.statements_of(|| app.anonymous_get("/status"));

        let (first, again) = (ask().await, ask().await);
        app.env.advance(TimeDelta::seconds(1));
        let later = ask().await;

        assert_eq!((first - again, later), (1, first));
    }

    async fn a_program_that_is_writing_itself_is_well(app: TestApp) {
        let connections = if app.store.backend == Backend::Sqlite { 1 } else { CONNECTIONS };
        let mut at_work = Vec::new();
        for _ in 0..connections {
            at_work.push(app.db.begin(Actor::console()).await.unwrap());
        }

        app.anonymous_get("/status").await.assert_status(200);

        drop(at_work);
    }

    async fn a_process_that_lives_says_ok(app: TestApp) {
        assert_eq!(app.anonymous_get("/healthz").await.assert_status(200).body, "ok");
    }
}

async fn assert_is_gone(app: &TestApp) {
    let answer = app.anonymous_get("/status").await;
    let page = app.request(Some(ADMIN), Method::GET, "/status", &BROWSER, vec![]).await;

    let report = json(answer.assert_status(503));
    assert_eq!((&report["status"], &report["database"]["reachable"]), (&"unavailable".into(), &false.into()));
    assert_eq!(answer.header("retry-after"), "5");
    page.assert_status(503).assert_contains("The database does not answer");
    app.anonymous_get("/healthz").await.assert_status(200);
    app.get(LEAD, "/healthz").await.assert_status(200);
    let other = app.get(LEAD, "/o/contoso/trail").await;
    other.assert_status(503).assert_contains("Not available just now");
    assert!(!other.header("retry-after").is_empty());
}

async fn assert_only_reads(app: &TestApp) {
    let answer = app.anonymous_get("/status").await;
    let page = app.request(Some(ADMIN), Method::GET, "/status", &BROWSER, vec![]).await;

    let report = json(answer.assert_status(503));
    assert_eq!(report["status"], "reads, but cannot write");
    assert_eq!(report["database"]["reachable"], true);
    assert_eq!(report["database"]["writable"], false);
    assert_eq!(answer.header("retry-after"), "5");
    page.assert_status(503)
        .assert_contains("The database reads, but cannot write.")
        .assert_contains("Schema");
    app.get(LEAD, "/o/contoso/trail").await.assert_status(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_that_another_program_keeps_is_told_and_comes_back() {
    let app = TestApp::on(Backend::Sqlite).await.unwrap();
    app.anonymous_get("/status").await.assert_status(200);
    app.env.advance(TimeDelta::seconds(1));
    let mut other = SqliteConnection::connect(&app.store.url).await.unwrap();
    sqlx::raw_sql("begin immediate").execute(&mut other).await.unwrap();

    assert_only_reads(&app).await;
    // What tried before waits for the file still.
    app.env.advance(TimeDelta::seconds(1));
    assert_only_reads(&app).await;
    sqlx::raw_sql("rollback").execute(&mut other).await.unwrap();
    app.env.advance(TimeDelta::seconds(1));

    app.anonymous_get("/status").await.assert_status(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_another_program_is_told_from_what_has_begun() {
    let app = TestApp::on(Backend::Sqlite).await.unwrap();
    let mut other = SqliteConnection::connect(&app.store.url).await.unwrap();
    let to_its_end = async |tx: Tx| tx.commit_chore(Chore::Sweep).await.unwrap();
    to_its_end(app.db.begin(Actor::console()).await.unwrap()).await;
    for is_alone in [false, true] {
        sqlx::raw_sql("begin immediate").execute(&mut other).await.unwrap();
        let ours = async {
            match is_alone {
                true => app.db.begin_alone(Actor::console(), CONTOSO.id).await,
                false => app.db.begin(Actor::console()).await,
            }
        };
        let meanwhile = async {
            assert_only_reads(&app).await;
            sqlx::raw_sql("rollback").execute(&mut other).await.unwrap();
        };

        let (ours, ()) = tokio::join!(ours, meanwhile);
        app.env.advance(TimeDelta::seconds(1));
        app.anonymous_get("/status").await.assert_status(200);

        to_its_end(ours.unwrap()).await;
        app.env.advance(TimeDelta::seconds(1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_may_only_be_read_is_told() {
    for backend in Backend::BOTH {
        let Some(store) = TestDb::inhabited(backend).await else { continue };
        // The first to open SQLite's file turns its log on, which changes the file.
        store.db.health().await.unwrap();
        let only_read = match backend {
            Backend::Sqlite => "?mode=ro",
            Backend::Postgres => "%20-c%20default_transaction_read_only%3Don",
        };
        let url = format!("{}{only_read}", store.url);
        let db = Db::open(&url, 2, store.db.env().clone()).await.unwrap();

        let app = TestApp::with_db(store, db);

        assert_only_reads(&app).await;
        let refused = app.post(LEAD, "/o/contoso/assessments", &STARTED).await;
        refused.assert_status(503).assert_contains("Not available just now");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn to_try_whether_sqlite_takes_changes_changes_nothing() {
    let app = TestApp::on(Backend::Sqlite).await.unwrap();
    app.anonymous_get("/status").await.assert_status(200);
    let files = || -> BTreeMap<_, _> {
        let entries = fs::read_dir(app.dir()).unwrap().map(Result::unwrap);
        let files = entries.filter(|entry| entry.path().is_file());
        files.map(|entry| (entry.file_name(), fs::read(entry.path()).unwrap().len())).collect()
    };
    let before = files();

    for _ in 0..3 {
        app.env.advance(TimeDelta::seconds(1));
        app.anonymous_get("/status").await.assert_status(200);
    }

    assert_eq!(files(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_that_is_gone_is_told_and_comes_back() {
    let store = TestDb::inhabited(Backend::Sqlite).await.unwrap();
    let (here, away) = (store.dir.path().join("disk"), store.dir.path().join("muster.db"));
    let url = format!("sqlite:{}", here.join("muster.db").display());
    let db = Db::open(&url, 2, store.db.env().clone()).await.unwrap();
    let app = TestApp::with_db(store, db);

    assert_is_gone(&app).await;
    fs::create_dir(&here).unwrap();
    fs::copy(away, here.join("muster.db")).unwrap();

    app.anonymous_get("/status").await.assert_status(200);
    app.get(LEAD, "/o/contoso/trail").await.assert_status(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_that_was_deleted_or_replaced_takes_no_change_until_it_is_back() {
    let app = TestApp::on(Backend::Sqlite).await.unwrap();
    let (here, away) = (app.store.dir.path().join("muster.db"), app.store.dir.path().join("away.db"));
    app.get(LEAD, "/o/contoso/trail").await.assert_status(200);

    fs::rename(&here, &away).unwrap();
    assert_is_gone(&app).await;
    fs::write(&here, "").unwrap();
    assert_is_gone(&app).await;
    app.post(LEAD, "/o/contoso/systems", &[("name", "Mill")]).await.assert_status(503);
    fs::rename(&away, &here).unwrap();

    app.anonymous_get("/status").await.assert_status(200);
    app.get(LEAD, "/o/contoso/trail").await.assert_status(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_that_is_gone_is_told_and_comes_back() {
    let Some(store) = TestDb::inhabited(Backend::Postgres).await else { return };
    let (wire, db) = wired(&store).await;
    let app = TestApp::with_db(store, db);
    app.anonymous_get("/status").await.assert_status(200);

    wire.cut().await;
    assert_is_gone(&app).await;
    wire.mend();

    app.anonymous_get("/status").await.assert_status(200);
    app.get(LEAD, "/o/contoso/trail").await.assert_status(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_postgres_where_nobody_listens_says_so() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let env = TestDb::inhabited(Backend::Sqlite).await.unwrap().db.env().clone();

    let refused = Db::open(&format!("postgres://nobody@127.0.0.1:{port}/none"), 1, env).await.err().unwrap();

    assert!(refused.to_string().contains("refused"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_that_is_closed_passes_and_what_was_asked_at_the_wrong_time_does_not() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("postgres://muster@{}/muster?sslmode=disable", listener.local_addr().unwrap());
    let env = TestDb::inhabited(Backend::Sqlite).await.unwrap().db.env().clone();
    let door = tokio::spawn(lets_nobody_in(listener));

    let closed = Db::open(&url, 1, env).await.err().unwrap();

    door.abort();
    let is_told = matches!(&closed, Error::Unavailable(why) if why.contains("not currently accepting"));
    assert!(is_told, "{closed:?}");
    let Some(store) = TestDb::inhabited(Backend::Postgres).await else { return };
    let mut conn = PgConnection::connect(&store.url).await.unwrap();
    let early = sqlx::query("select lastval()").execute(&mut conn).await.map_err(Error::from);
    assert!(matches!(early, Err(Error::Internal(_))), "{early:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_that_falls_silent_is_told_and_comes_back() {
    let Some(store) = TestDb::inhabited(Backend::Postgres).await else { return };
    let (wire, db) = wired(&store).await;
    let app = TestApp::with_db(store, db);
    app.get(LEAD, "/o/contoso/trail").await.assert_status(200);

    wire.state.send_replace(State::Silent);
    let (status, page) = tokio::join!(app.get(ADMIN, "/status"), app.get(LEAD, "/o/contoso/trail"));
    wire.state.send_replace(State::Whole);

    assert_eq!(json(status.assert_status(503))["database"]["reachable"], false);
    page.assert_status(503).assert_contains("Not available just now");
    app.anonymous_get("/status").await.assert_status(200);
    app.get(LEAD, "/o/contoso/trail").await.assert_status(200);
}

/// The same database by a wire.
async fn wired(store: &TestDb) -> (Wire, Db) {
    let mut url: url::Url = store.url.parse().unwrap();
    let server = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432));
    let wire = Wire::to(server).await;
    url.set_host(Some("127.0.0.1")).unwrap();
    url.set_port(Some(wire.port)).unwrap();
    let db = Db::open(url.as_str(), 2, store.db.env().clone()).await.unwrap();
    (wire, db)
}
