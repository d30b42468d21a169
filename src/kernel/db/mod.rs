//! One SQL text, two databases. Nothing outside this folder knows which one is running.

#[macro_use]
mod sql;
mod bell;
mod conn;
mod inspect;
mod migrations;
mod opening;
mod place;
mod probe;
mod shelf;
mod tables;

pub use bell::Bell;
#[doc(hidden)]
pub use conn::answered;
pub use conn::{Chore, Conn, Handle, Tx};
pub use inspect::Health;
pub use migrations::Step;
pub use sql::Statement;
pub use tables::{Column, Dump, Kind, Record, SealedValue, Table};

use super::{
    Error, Result,
    audit::{self, Actor},
    env::{Env, Timestamp},
    id::OrgId,
    private,
    seal::Keyring,
};
use conn::Inner;
use place::Place;
use probe::LastTry;
use shelf::Shelf;
use sqlx::{Connection, PgPool, postgres::*, sqlite::*};
use std::{
    path::{Path, PathBuf},
    str::FromStr,
    sync::{Arc, atomic::AtomicU64, atomic::Ordering},
    time::Duration,
};

/// The database: a pool that can only read, and one that writes in units of work.
#[derive(Clone)]
pub struct Db {
    pools: Pools,
    env: Env,
    /// Statements run so far, which tests hold pages to.
    statements: Arc<AtomicU64>,
    /// Rings when a commit leaves work for later.
    bell: Bell,
    /// Seals secrets; none for what needs none, such as a change of the schema.
    keyring: Option<Keyring>,
    /// Where the SQLite file is; backups are written beside it.
    file: Option<PathBuf>,
    /// What the last try to write came to.
    last_try: LastTry,
}

#[derive(Clone)]
enum Pools {
    Sqlite { reader: Shelf, writer: Shelf },
    Postgres { reader: PgPool, writer: PgPool },
}

const BUSY: Duration = Duration::from_secs(5);
const ACQUIRE: Duration = Duration::from_secs(4);
/// The most that SQLite's writer keeps in memory, in KiB (hence the sign): a large unit of work that does not fit is
/// written to the file bit by bit before it is committed.
const WRITER_CACHE: &str = "-16384";
/// The same for each of SQLite's readers. With each change, all that they keep has to be read again anyway.
const READER_CACHE: &str = "-512";

impl Db {
    /// Opens `url` (`sqlite:…` or `postgres:…`) with at most `connections` readers. Changes nothing in it.
    pub async fn open(url: &str, connections: u32, env: Env) -> Result<Self> {
        let (pools, file) = if url.starts_with("sqlite:") {
            let (reader, writer, file) = open_sqlite(url, connections)?;
            (Pools::Sqlite { reader, writer }, Some(file))
        } else {
            let (reader, writer) = open_postgres(url, connections)?;
            (Pools::Postgres { reader, writer }, None)
        };
        let (statements, bell, last_try) = (Arc::default(), Bell::default(), LastTry::default());
        let db = Self { pools, env, statements, bell, keyring: None, file, last_try };
        match db.agree_on_time().await {
            Err(Error::Unavailable(waited)) => Err(why_not(url).await.unwrap_or(Error::Unavailable(waited))),
            agreed => agreed.map(|()| db),
        }
    }

    /// A connection to read with. The database itself refuses a write on it.
    pub async fn read(&self) -> Result<Conn> {
        let inner = match &self.pools {
            Pools::Sqlite { reader, .. } => Inner::Sqlite(reader.borrow().await?),
            Pools::Postgres { reader, .. } => Inner::Postgres(reader.acquire().await?),
        };
        Ok(Conn::new(inner, self.statements.clone()))
    }

    /// The same for a request that is about to change something. SQLite's writer is free for a moment most of the
    /// time, and of all connections it alone need not read everything again after each change.
    pub async fn read_before_change(&self) -> Result<Conn> {
        if let Pools::Sqlite { writer, .. } = &self.pools
            && let Some(idle) = writer.borrow_idle()
        {
            return Ok(Conn::new(Inner::Sqlite(idle), self.statements.clone()));
        }
        self.read().await
    }

    /// Starts a unit of work on behalf of `actor`; dropping it undoes it. Never begin a second one inside.
    pub async fn begin(&self, actor: Actor) -> Result<Tx> {
        let inner = match &self.pools {
            Pools::Sqlite { writer, .. } => Inner::Sqlite(writer.begin("begin immediate").await?),
            Pools::Postgres { writer, .. } => Inner::PostgresTx(writer.begin().await?),
        };
        let conn = Conn::new(inner, self.statements.clone());
        Ok(Tx::new(conn, self, actor))
    }

    /// The same once nobody else is changing `org`; others wait until it ends. What two people do at once in two
    /// windows stands in line here, so that the second sees what the first has written.
    pub async fn begin_alone(&self, actor: Actor, org: OrgId) -> Result<Tx> {
        let mut tx = match &self.pools {
            Pools::Sqlite { writer, .. } => self.to_begin(writer, actor).await?,
            Pools::Postgres { .. } => self.begin(actor).await?,
        };
        audit::hold_chain(&mut tx, org).await?;
        Ok(tx)
    }

    /// The same for a unit of work whose first statement begins it (`Conn::begins`) and finds where the chain ends,
    /// for `audit::hold_since`: on SQLite that is one trip for what would be two.
    pub async fn begin_by_asking(&self, actor: Actor, org: OrgId) -> Result<Tx> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => self.to_begin(writer, actor).await,
            Pools::Postgres { .. } => self.begin_alone(actor, org).await,
        }
    }

    async fn to_begin(&self, writer: &Shelf, actor: Actor) -> Result<Tx> {
        let inner = Inner::Sqlite(writer.borrow_to_begin().await?);
        Ok(Tx::to_begin(Conn::new(inner, self.statements.clone()), self, actor))
    }

    /// Clock, ids and luck.
    pub fn env(&self) -> &Env {
        &self.env
    }

    /// Rings when a commit leaves work for later.
    pub fn bell(&self) -> &Bell {
        &self.bell
    }

    /// The same database, whose secrets are sealed with `keyring`.
    #[must_use]
    pub fn with_keys(self, keyring: Keyring) -> Self {
        Self { keyring: Some(keyring), ..self }
    }

    /// The same database with a clock of its own: for a history that is written after the fact.
    #[must_use]
    pub fn with_clock(self, env: Env) -> Self {
        Self { env, ..self }
    }

    /// What seals secrets in this database.
    pub fn keyring(&self) -> Result<Keyring> {
        keys(&self.keyring)
    }

    /// How many statements have been run since the start.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Where the SQLite file is; none on PostgreSQL.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Closes all connections, after which the file may be copied or removed.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { reader, writer } => {
                reader.close().await;
                writer.close().await;
            }
            Pools::Postgres { reader, writer } => {
                reader.close().await;
                writer.close().await;
            }
        }
    }

    /// Goes on agreeing what time it is, at once and then again and again. Never ends.
    pub async fn keep_time(self, every: Duration) {
        let mut again = tokio::time::interval(every);
        loop {
            again.tick().await;
            if let Err(error) = self.agree_on_time().await {
                tracing::warn!(
                    cause = format!("{error:#}"),
                    "the clock could not be compared with the database's; it is tried again soon"
                );
            }
        }
    }

    /// On PostgreSQL several nodes must agree what time it is, so the database decides.
    async fn agree_on_time(&self) -> Result<()> {
        if let Pools::Postgres { writer, .. } = &self.pools {
            let (now,): (Timestamp,) =
                sqlx::query_as("select clock_timestamp()").fetch_one(writer).await.map_err(Error::from)?;
            self.env.agree_with(now);
        }
        Ok(())
    }
}

fn keys(keyring: &Option<Keyring>) -> Result<Keyring> {
    keyring
        .clone()
        .ok_or_else(|| Error::Internal(anyhow::anyhow!("this command was started without its keys")))
}

/// The file of an SQLite database, whether it is there or not; none on PostgreSQL.
pub fn file_of(url: &str) -> Option<PathBuf> {
    let options = SqliteConnectOptions::from_str(url).ok().filter(|_| url.starts_with("sqlite:"))?;
    Some(options.get_filename().to_owned())
}

/// WAL with a full sync at each commit: what was acknowledged survives a power cut. One writer, because
/// SQLite has one; `begin immediate` and the pool's queue keep writers from failing each other.
fn open_sqlite(url: &str, connections: u32) -> Result<(Shelf, Shelf, PathBuf)> {
    let base = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        // Pages that change with every line of the trail are copied back once in 16 MB of the log, not in 4.
        .pragma("wal_autocheckpoint", "4000")
        .statement_cache_capacity(300)
        .row_buffer_size(512);
    let file = base.get_filename().to_owned();
    // SQLite gives its other files the rights of this one. What is wrong with the place, it tells itself.
    private::create_file(&file).map(drop).unwrap_or_default();
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false)
        .acquire_timeout(BUSY + ACQUIRE)
        .connect_lazy_with(base.clone().pragma("cache_size", WRITER_CACHE));
    let reader = SqlitePoolOptions::new()
        .max_connections(connections)
        .test_before_acquire(false)
        .acquire_timeout(ACQUIRE)
        .connect_lazy_with(base.pragma("cache_size", READER_CACHE).pragma("query_only", "on"));
    let place = Place::new(file.clone());
    Ok((Shelf::new(reader, ACQUIRE, place.clone()), Shelf::new(writer, BUSY + ACQUIRE, place), file))
}

/// Why PostgreSQL lets nobody in: a pool that tries again and again only knows that it waited.
async fn why_not(url: &str) -> Option<Error> {
    let options = PgConnectOptions::from_str(url).ok()?;
    let asked = tokio::time::timeout(ACQUIRE, PgConnection::connect_with(&options)).await.ok()?;
    asked.err().map(Error::from)
}

fn open_postgres(url: &str, connections: u32) -> Result<(PgPool, PgPool)> {
    let base =
        PgConnectOptions::from_str(url)?.options([("statement_timeout", "15s"), ("lock_timeout", "5s")]);
    let pool = || PgPoolOptions::new().max_connections(connections).acquire_timeout(ACQUIRE);
    let writer = pool().connect_lazy_with(base.clone());
    let reader = pool().connect_lazy_with(base.options([("default_transaction_read_only", "on")]));
    Ok((reader, writer))
}
