//! 503, a page with Retry-After; `/status` says so; it recovers by itself. A database that was never there, or
//! whose server went away, is tried in `status`.

use super::*;
use muster::kernel::db::Db;
use sqlx::{Connection, PgConnection, SqliteConnection};

#[track_caller]
fn assert_unavailable(answer: &Answer, way: Way) {
    answer.assert_status(503).assert_contains("Not available just now").assert_contains("recovers by itself");
    assert!(
        answer.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 0),
        "{:?}",
        answer.headers
    );
    assert_eq!(answer.contains("<html"), way == Way::Plain, "{}", answer.body);
    for word in ["sqlx", "database is locked", "terminating", "select ", "insert "] {
        assert!(!answer.contains(word), "{word} in {}", answer.body);
    }
}

const FORM: [(&str, &str); 3] = [("result", "met"), ("finding", "Seen."), ("version", "0")];

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_that_somebody_locks_is_told_and_comes_back() {
    let app = TestApp::on(Backend::Sqlite).await.unwrap();
    let path = objective(app.an_assessment(2).await, "3.1.1/a");
    let mut other = SqliteConnection::connect(&app.store.url).await.unwrap();
    sqlx::raw_sql("begin immediate").execute(&mut other).await.unwrap();

    let (plain, scripted) = tokio::join!(app.post(LEAD, &path, &FORM), app.post_fragment(LEAD, &path, &FORM));
    let read = app.get(LEAD, &path).await;
    sqlx::raw_sql("rollback").execute(&mut other).await.unwrap();

    assert_unavailable(&plain, Way::Plain);
    assert_unavailable(&scripted, Way::Htmx);
    read.assert_status(200).assert_contains("Not assessed");
    app.post(LEAD, &path, &FORM).await.assert_status(303);
    assert_eq!(count(&app, "finding.decided").await, 1);
}

/// Lets each finding be written, and no unit of work that holds one be committed.
async fn refuse_at_the_end(app: &TestApp) {
    let tables = "create table held (id integer primary key);
        create table holds (id integer references held (id) deferrable initially deferred);";
    match app.store.backend {
        Backend::Sqlite => {
            let mut other = SqliteConnection::connect(&app.store.url).await.unwrap();
            let trigger =
                "create trigger late after insert on findings begin insert into holds values (1); end;";
            sqlx::raw_sql(tables).execute(&mut other).await.unwrap();
            sqlx::raw_sql(trigger).execute(&mut other).await.unwrap();
        }
        Backend::Postgres => {
            let mut other = PgConnection::connect(&app.store.url).await.unwrap();
            let trigger = "create function late() returns trigger language plpgsql as
                'begin insert into holds values (1); return null; end';
                create trigger late after insert on findings for each row execute function late();";
            sqlx::raw_sql(tables).execute(&mut other).await.unwrap();
            sqlx::raw_sql(trigger).execute(&mut other).await.unwrap();
        }
    }
}

both! {
    async fn a_result_that_cannot_be_kept_is_not_shown_as_saved(app: TestApp) {
        let path = objective(app.an_assessment(2).await, "3.1.1/a");
        refuse_at_the_end(&app).await;

        for answer in [app.post_fragment(LEAD, &path, &FORM).await, app.post(LEAD, &path, &FORM).await] {
            answer.assert_status(500);
            assert!(!answer.contains("is Met") && !answer.contains("3.1.1[b]"), "{}", answer.body);
        }

        assert_eq!(count(&app, "finding.decided").await, 0);
        app.get(LEAD, &path).await.assert_status(200).assert_contains("Not assessed");
    }

    async fn what_was_typed_meanwhile_stands_on_the_page_that_says_so(app: TestApp) {
        let path = objective(app.an_assessment(2).await, "3.1.1/a");
        let form = b"result=met&finding=Ann+showed+the+list&new_password=eleven+quiet+mills".to_vec();
        app.db.close().await;

        let send = async |path: &str, from: &str| {
            let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", from)];
            app.request(Some(LEAD), poem::http::Method::POST, path, &headers, form.clone()).await
        };
        let ours = send(&path, "http://localhost:8080").await;
        let theirs = send(&path, "https://elsewhere.example").await;
        let door = send("/signin", "http://localhost:8080").await;

        assert_unavailable(&ours, Way::Plain);
        ours.assert_contains("Ann showed the list");
        assert!(!ours.contains("eleven quiet mills"), "{}", ours.body);
        for other in [theirs, door] {
            assert_unavailable(&other, Way::Plain);
            assert!(!other.contains("Ann showed the list"), "{}", other.body);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_that_hangs_up_is_told_and_comes_back() {
    let Some(store) = TestDb::inhabited(Backend::Postgres).await else { return };
    let name = format!("muster_test_hangs_up_{}", std::process::id());
    let url = format!("{}&application_name={name}", store.url);
    let db = Db::open(&url, 4, store.db.env().clone()).await.unwrap();
    let app = TestApp::with_db(store, db);
    let path = objective(app.an_assessment(2).await, "3.1.1/a");
    let mut other = PgConnection::connect(&app.store.url).await.unwrap();
    let mut hang_up = async || {
        let kill = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1";
        sqlx::query(kill).bind(&name).execute(&mut other).await.unwrap();
    };

    for way in WAYS {
        app.get(LEAD, &path).await.assert_status(200);
        hang_up().await;
        let first = way.get(&app, LEAD, &path).await;
        if first.status != 200 {
            assert_unavailable(&first, way);
        }
        way.get(&app, LEAD, &path).await.assert_status(200);
    }
    hang_up().await;
    app.anonymous_get("/healthz").await.assert_status(200);
    let first = app.post(LEAD, &path, &FORM).await;
    if first.status != 303 {
        assert_unavailable(&first, Way::Plain);
        app.post(LEAD, &path, &FORM).await.assert_status(303);
    }
    app.anonymous_get("/status").await.assert_status(200);
    assert_eq!(count(&app, "finding.decided").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_that_hangs_up_in_the_middle_of_a_unit_of_work_undoes_it() {
    let Some(store) = TestDb::inhabited(Backend::Postgres).await else { return };
    let name = format!("muster_test_middle_{}", std::process::id());
    let url = format!("{}&application_name={name}", store.url);
    let db = Db::open(&url, 4, store.db.env().clone()).await.unwrap();
    let app = TestApp::with_db(store, db);
    let path = objective(app.an_assessment(2).await, "3.1.1/a");
    // Somebody holds the end of the chain, so that the change waits there and is cut off.
    let mut other = PgConnection::connect(&app.store.url).await.unwrap();
    sqlx::raw_sql("begin; update chains set seq = seq").execute(&mut other).await.unwrap();

    let cut = async {
        let waits =
            "select count(*) from pg_stat_activity where application_name = $1 and wait_event_type = 'Lock'";
        while sqlx::query_as::<_, (i64,)>(waits).bind(&name).fetch_one(&mut other).await.unwrap().0 == 0 {
            tokio::task::yield_now().await;
        }
        let kill = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1";
        sqlx::query(kill).bind(&name).execute(&mut other).await.unwrap();
        sqlx::raw_sql("rollback").execute(&mut other).await.unwrap();
    };
    let (answer, ()) = tokio::join!(app.post(LEAD, &path, &FORM), cut);

    assert_unavailable(&answer, Way::Plain);
    assert_eq!(count(&app, "finding.decided").await, 0);
    app.post(LEAD, &path, &FORM).await.assert_status(303);
    assert_eq!(count(&app, "finding.decided").await, 1);
}
