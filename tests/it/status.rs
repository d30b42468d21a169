//! The program says how it is, also when its database is gone, and goes on when it is back.

use crate::support::*;
use muster::kernel::db::Db;
use poem::http::Method;
use serde_json::Value;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

const BROWSER: [(&str, &str); 1] = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];

fn json(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), "application/json");
    serde_json::from_str(&answer.body).unwrap()
}

both! {
    async fn anybody_may_ask_whether_the_database_answers(app: TestApp) {
        let answer = app.anonymous_get("/status").await;

        let report = json(answer.assert_status(200));
        assert_eq!(report["status"], "ok");
        assert_eq!(report["database"]["reachable"], true);
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
        assert!(report["pools"]["readers"]["open"].as_i64().unwrap() >= 1, "{report}");
        assert_eq!(for_a_lead.as_object().unwrap().len(), 2, "{for_a_lead}");
    }

    async fn a_browser_is_shown_a_page(app: TestApp) {
        let page = app.request(Some(ADMIN), Method::GET, "/status", &BROWSER, vec![]).await;
        let stranger = app.request(None, Method::GET, "/status", &BROWSER, vec![]).await;

        page.assert_status(200).assert_contains("<h1>Status</h1>").assert_contains("Schema");
        stranger.assert_status(200).assert_contains("are well");
        assert!(!stranger.contains("Schema"), "{}", stranger.body);
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

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_that_is_gone_is_told_and_comes_back() {
    let store = TestDb::inhabited(Backend::Sqlite).await.unwrap();
    let (here, away) = (store.dir.path().join("disk"), store.dir.path().join("muster.db"));
    let url = format!("sqlite:{}", here.join("muster.db").display());
    let db = Db::open(&url, 2, store.db.env().clone()).await.unwrap();
    let app = TestApp::with_db(store, db);

    assert_is_gone(&app).await;
    std::fs::create_dir(&here).unwrap();
    std::fs::copy(away, here.join("muster.db")).unwrap();

    app.anonymous_get("/status").await.assert_status(200);
    app.get(LEAD, "/o/contoso/trail").await.assert_status(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_that_is_gone_is_told_and_comes_back() {
    let Some(store) = TestDb::inhabited(Backend::Postgres).await else { return };
    let mut url: url::Url = store.url.parse().unwrap();
    let server = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432));
    let wire = Wire::to(server).await;
    url.set_host(Some("127.0.0.1")).unwrap();
    url.set_port(Some(wire.port)).unwrap();
    let db = Db::open(url.as_str(), 2, store.db.env().clone()).await.unwrap();
    let app = TestApp::with_db(store, db);
    app.anonymous_get("/status").await.assert_status(200);

    wire.cut().await;
    assert_is_gone(&app).await;
    wire.mend();

    app.anonymous_get("/status").await.assert_status(200);
    app.get(LEAD, "/o/contoso/trail").await.assert_status(200);
}

/// A wire to the database that can be cut.
struct Wire {
    port: u16,
    is_cut: watch::Sender<bool>,
}

impl Wire {
    async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (is_cut, seen) = watch::channel(false);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, server.clone(), seen.clone()));
            }
        });
        Self { port, is_cut }
    }

    /// Cuts it, and waits until every connection through it has ended but the listener's own watch.
    async fn cut(&self) {
        self.is_cut.send_replace(true);
        while self.is_cut.receiver_count() > 1 {
            tokio::task::yield_now().await;
        }
    }

    fn mend(&self) {
        self.is_cut.send_replace(false);
    }
}

/// Carries bytes both ways until the wire is cut.
async fn carry(mut near: TcpStream, server: String, mut is_cut: watch::Receiver<bool>) {
    let bytes = async {
        let mut far = TcpStream::connect(server).await?;
        copy_bidirectional(&mut near, &mut far).await
    };
    tokio::select! { _ = is_cut.wait_for(|is_cut| *is_cut) => (), _ = bytes => () }
}
