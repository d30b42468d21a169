//! A fresh database per test: a file on SQLite, a schema on PostgreSQL. Both are gone afterwards.

use super::people;
use chrono::{DateTime, TimeDelta};
use muster::kernel::{db::Db, env::Env};
use sqlx::{AssertSqlSafe, Connection, PgConnection, migrate::Migrator};
use std::{
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

impl Backend {
    pub const BOTH: [Self; 2] = [Self::Sqlite, Self::Postgres];
}

/// A database of one's own.
pub struct TestDb {
    pub db: Db,
    pub backend: Backend,
    pub url: String,
    /// A directory of one's own, for blobs and backups too.
    pub dir: TempDir,
    schema: Option<String>,
}

/// Monday, 2 March 2026, 09:00 UTC.
pub fn fixed_env() -> Env {
    Env::fixed(DateTime::UNIX_EPOCH + TimeDelta::days(20_514) + TimeDelta::hours(9), 42)
}

/// How many connections there are for reading, and on PostgreSQL as many for writing.
pub const CONNECTIONS: u32 = 4;

/// Where PostgreSQL is. Without it a test is skipped on somebody's desk, and fails in CI.
#[expect(clippy::disallowed_methods, reason = "tests are told where PostgreSQL is by the environment")]
fn postgres_url() -> Option<String> {
    let url = std::env::var("MUSTER_TEST_POSTGRES").ok().filter(|url| !url.is_empty());
    let is_ci = std::env::var_os("CI").is_some_and(|ci| !ci.is_empty() && ci != "false");
    assert!(url.is_some() || !is_ci, "MUSTER_TEST_POSTGRES must name a PostgreSQL: nothing is skipped in CI");
    if url.is_none() {
        println!("SKIPPED on PostgreSQL: MUSTER_TEST_POSTGRES is not set");
    }
    url
}

impl TestDb {
    /// With today's schema, and the people in it. None if there is no PostgreSQL here.
    pub async fn inhabited(backend: Backend) -> Option<Self> {
        match backend {
            Backend::Sqlite => {
                static FILE: OnceCell<Vec<u8>> = OnceCell::const_new();
                let bytes = FILE.get_or_init(inhabited_file).await;
                let dir = tempfile::tempdir().unwrap();
                std::fs::write(dir.path().join("muster.db"), bytes).unwrap();
                Some(Self::open_sqlite(dir).await)
            }
            Backend::Postgres => {
                let it = Self::empty(backend).await?;
                let mut conn = PgConnection::connect(&it.url).await.unwrap();
                sqlx::raw_sql(AssertSqlSafe(postgres_script().await)).execute(&mut conn).await.unwrap();
                conn.close().await.unwrap();
                assert!(it.db.steps().await.unwrap().iter().all(|step| step.is_applied));
                people::move_in(&it.db).await;
                Some(it)
            }
        }
    }

    /// The same database as another node has it, with files of its own. It has to go first.
    pub async fn as_another_node(&self) -> Self {
        let db = Db::open(&self.url, CONNECTIONS, fixed_env()).await.unwrap();
        let dir = tempfile::tempdir().unwrap();
        Self { db, backend: self.backend, url: self.url.clone(), dir, schema: None }
    }

    /// Without any table.
    pub async fn empty(backend: Backend) -> Option<Self> {
        match backend {
            Backend::Sqlite => Some(Self::open_sqlite(tempfile::tempdir().unwrap()).await),
            Backend::Postgres => {
                static NUMBER: AtomicU32 = AtomicU32::new(0);
                let base = postgres_url()?;
                let number = NUMBER.fetch_add(1, Ordering::Relaxed);
                let schema = format!("muster_test_{}_{number}", std::process::id());
                let script = format!("drop schema if exists {schema} cascade; create schema {schema}");
                run(&base, script).await;
                let mark = if base.contains('?') { '&' } else { '?' };
                let url = format!("{base}{mark}options=-c%20search_path%3D{schema}");
                let db = Db::open(&url, CONNECTIONS, fixed_env()).await.unwrap();
                let dir = tempfile::tempdir().unwrap();
                Some(Self { db, backend, url, dir, schema: Some(schema) })
            }
        }
    }

    async fn open_sqlite(dir: TempDir) -> Self {
        let url = format!("sqlite:{}", dir.path().join("muster.db").display());
        let db = Db::open(&url, CONNECTIONS, fixed_env()).await.unwrap();
        Self { db, backend: Backend::Sqlite, url, dir, schema: None }
    }

    /// Does to the database what the program cannot: several statements, any statement, as its owner.
    pub async fn behind_our_back(&self, script: &str) {
        self.try_behind_our_back(script).await.unwrap_or_else(|error| panic!("{script}: {error}"));
    }

    /// The same, where the database may refuse.
    pub async fn try_behind_our_back(&self, script: &str) -> Result<(), sqlx::Error> {
        self::script(self.backend, &self.url, script).await
    }
}

/// Runs statements as the database's owner.
pub async fn script(backend: Backend, url: &str, script: &str) -> Result<(), sqlx::Error> {
    let script = sqlx::raw_sql(AssertSqlSafe(script.to_owned()));
    match backend {
        Backend::Sqlite => {
            let mut conn = sqlx::SqliteConnection::connect(url).await?;
            script.execute(&mut conn).await?;
            conn.close().await
        }
        Backend::Postgres => {
            let mut conn = PgConnection::connect(url).await?;
            script.execute(&mut conn).await?;
            conn.close().await
        }
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let Some(schema) = self.schema.take() else { return };
        let script = format!("drop schema if exists {schema} cascade");
        let (url, db) = (self.url.clone(), self.db.clone());
        // A test's own runtime cannot be waited on from inside it. What is left behind hurts nobody.
        let done = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                drop(db);
                let mut conn = PgConnection::connect(&url).await?;
                sqlx::raw_sql(AssertSqlSafe("set lock_timeout = '2s'")).execute(&mut conn).await?;
                sqlx::raw_sql(AssertSqlSafe(script)).execute(&mut conn).await?;
                conn.close().await
            })
        });
        if let Ok(Err(error)) = done.join() {
            println!("the schema of this test is left behind: {error}");
        }
    }
}

async fn run(url: &str, script: String) {
    let mut conn = PgConnection::connect(url).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(script)).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
}

/// A migrated SQLite file with the people in it, made once and copied for each test.
async fn inhabited_file() -> Vec<u8> {
    let it = TestDb::empty(Backend::Sqlite).await.unwrap();
    it.db.migrate().await.unwrap();
    people::move_in(&it.db).await;
    let copy = it.dir.path().join("copy.db");
    it.db.copy_sqlite(&copy).await.unwrap();
    it.db.close().await;
    std::fs::read(copy).unwrap()
}

/// All migrations as one message to the server, because a lock of sqlx's makes parallel tests queue for theirs.
async fn postgres_script() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/postgres");
    let migrator = Migrator::new(folder.as_path()).await.unwrap();
    let mut script = String::from(
        "create table _sqlx_migrations (
            version bigint primary key, description text not null,
            installed_on timestamptz not null default now(), success boolean not null,
            checksum bytea not null, execution_time bigint not null);",
    );
    for step in migrator.iter().filter(|step| !step.migration_type.is_down_migration()) {
        script.push_str(step.sql.as_str());
        script.push_str(&format!(
            "; insert into _sqlx_migrations values ({}, '{}', now(), true, '\\x{}', 0);",
            step.version,
            step.description,
            hex::encode(&step.checksum)
        ));
    }
    script
}
