//! The schema's way forward and back. A database newer than the program is left alone.

use super::{Db, Pools};
use crate::kernel::{Result, id::OrgId, private};
use anyhow::{Context, ensure};
use sqlx::{
    ConnectOptions, Connection, PgConnection, PgPool,
    migrate::{AppliedMigration, Migrate, Migration, Migrator},
};
use std::{io::ErrorKind, path::PathBuf};

/// Where sqlx keeps which steps were taken.
const TAKEN: &str = "_sqlx_migrations";

/// Finds the chain of an organisation.
const BEGUN: &str = "select 1 from chains where org_id <> $1 limit 1";

/// What it means that a step differs.
const CHANGED: &str = "the database took it in another wording than this program has, so its tables may not be what \
    this program expects. Run the version of Muster that took it, or make a backup with that one and restore it with \
    this one into an empty place.";

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// One step of the schema, and whether this database has taken it.
pub struct Step {
    /// Its number.
    pub version: i64,
    /// What it is about.
    pub name: String,
    /// Whether the database has it.
    pub is_applied: bool,
    /// Whether the database has it in another wording than the program's.
    pub is_changed: bool,
}

impl Step {
    /// What is wrong where the database has it in another wording.
    pub fn fault(&self) -> Option<String> {
        let Self { version, name, .. } = self;
        self.is_changed.then(|| format!("Step {version:04} {name}: {CHANGED}"))
    }
}

/// Which way the schema changes, and to which step.
enum Way {
    Forward(i64),
    Back(i64),
    /// Back, unless an organisation has begun by then.
    BackWhereNobodyIs(i64),
}

impl Db {
    fn migrator(&self) -> &'static Migrator {
        match self.pools {
            Pools::Sqlite { .. } => &SQLITE,
            Pools::Postgres { .. } => &POSTGRES,
        }
    }

    /// All steps the program knows. Fails if the database has one that the program does not know.
    pub async fn steps(&self) -> Result<Vec<Step>> {
        let applied = self.applied().await?;
        let known: Vec<_> =
            self.migrator().iter().filter(|m| !m.migration_type.is_down_migration()).collect();
        if let Some(newer) = applied.iter().find(|taken| !known.iter().any(|m| m.version == taken.version)) {
            let last = known.last().map_or(0, |m| m.version);
            Err(anyhow::anyhow!(
                "The database is at schema {}, but this program knows only up to {last}. \
                 Start the newer program, or restore a backup made with this one.",
                newer.version
            ))?;
        }
        let step = |m: &Migration| {
            let taken = applied.iter().find(|taken| taken.version == m.version);
            Step {
                version: m.version,
                name: m.description.to_string(),
                is_applied: taken.is_some(),
                is_changed: taken.is_some_and(|taken| taken.checksum != m.checksum),
            }
        };
        Ok(known.into_iter().map(step).collect())
    }

    /// Changes nothing: several programs may make the table at once only while they hold the migrator's lock.
    async fn applied(&self) -> Result<Vec<AppliedMigration>> {
        let applied = match &self.pools {
            Pools::Sqlite { reader, .. } => {
                let mut conn = reader.borrow().await?;
                let there = sqlx::query("select 1 from sqlite_master where name = $1").bind(TAKEN);
                match there.fetch_optional(&mut *conn).await? {
                    Some(_) => conn.list_applied_migrations(TAKEN).await,
                    None => return Ok(Vec::new()),
                }
            }
            Pools::Postgres { reader, .. } => {
                let mut conn = reader.acquire().await?;
                let there = sqlx::query("select 1 where to_regclass($1) is not null").bind(TAKEN);
                match there.fetch_optional(&mut *conn).await? {
                    Some(_) => conn.list_applied_migrations(TAKEN).await,
                    None => return Ok(Vec::new()),
                }
            }
        };
        Ok(applied.context("reading the schema's state")?)
    }

    /// The same, if the database has none of them in another wording.
    pub async fn steps_as_known(&self) -> Result<Vec<Step>> {
        let steps = self.steps().await?;
        let faults: Vec<_> = steps.iter().filter_map(Step::fault).collect();
        match faults.is_empty() {
            true => Ok(steps),
            false => Err(anyhow::anyhow!("{}", faults.join("\n")).into()),
        }
    }

    /// Takes the steps that are missing. On SQLite a copy of the file is written first if there is anything
    /// in it to lose; gives back where. Fails if the database has a step in another wording.
    pub async fn migrate(&self) -> Result<Option<PathBuf>> {
        let steps = self.steps_as_known().await?;
        let (is_new, is_current) =
            (steps.iter().all(|step| !step.is_applied), steps.iter().all(|step| step.is_applied));
        if is_current {
            return Ok(None);
        }
        let copy = if is_new { None } else { self.copy_before_change().await? };
        self.change(Way::Forward(i64::MAX)).await.context("changing the schema")?;
        Ok(copy)
    }

    /// Takes back the last `count` steps.
    pub async fn migrate_down(&self, count: usize) -> Result<Option<PathBuf>> {
        let applied: Vec<i64> =
            self.steps().await?.iter().filter(|s| s.is_applied).map(|s| s.version).collect();
        if count > applied.len() {
            Err(anyhow::anyhow!("The database has taken only {} steps.", applied.len()))?;
        }
        let target = if count == applied.len() { 0 } else { applied[applied.len() - count - 1] };
        let copy = self.copy_before_change().await?;
        self.change(Way::Back(target)).await.context("changing the schema back")?;
        Ok(copy)
    }

    /// Brings a database to the step `version`, forward or back; back only where no organisation has begun, so that
    /// there is nothing to lose.
    pub async fn migrate_to(&self, version: i64) -> Result<()> {
        let way = match self.level().await? > version {
            true => Way::BackWhereNobodyIs(version),
            false => Way::Forward(version),
        };
        Ok(self.change(way).await.context("changing the schema")?)
    }

    /// Takes or takes back steps. Another program that does so is waited for; on SQLite all of them have effect, or
    /// none, and on both where nobody may begin meanwhile.
    async fn change(&self, way: Way) -> anyhow::Result<()> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => {
                let mut conn = writer.borrow().await?;
                let mut tx = conn.begin_with("begin immediate").await?;
                match way {
                    Way::Forward(to) => SQLITE.run_to(to, &mut *tx).await?,
                    Way::Back(to) => SQLITE.undo(&mut *tx, to).await?,
                    Way::BackWhereNobodyIs(to) => {
                        let begun = sqlx::query(BEGUN).bind(OrgId::INSTALLATION);
                        refuse_where_somebody_is(begun.fetch_optional(&mut *tx).await?)?;
                        SQLITE.undo(&mut *tx, to).await?;
                    }
                }
                tx.commit().await?;
            }
            Pools::Postgres { writer, .. } => {
                let mut conn = patient(writer).await?;
                match way {
                    Way::Forward(to) => POSTGRES.run_to(to, &mut conn).await?,
                    Way::Back(to) => POSTGRES.undo(&mut conn, to).await?,
                    Way::BackWhereNobodyIs(to) => {
                        let mut tx = conn.begin().await?;
                        sqlx::query("lock table chains in share row exclusive mode")
                            .execute(&mut *tx)
                            .await?;
                        let begun = sqlx::query(BEGUN).bind(OrgId::INSTALLATION);
                        refuse_where_somebody_is(begun.fetch_optional(&mut *tx).await?)?;
                        POSTGRES.undo(&mut *tx, to).await?;
                        tx.commit().await?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The last step this database has taken, 0 for none. Fails if the program does not know it.
    pub async fn level(&self) -> Result<i64> {
        let steps = self.steps().await?;
        Ok(steps.iter().filter(|step| step.is_applied).map(|step| step.version).max().unwrap_or(0))
    }

    /// Copies the SQLite file, consistently and while it is in use, next to itself.
    async fn copy_before_change(&self) -> Result<Option<PathBuf>> {
        let Some(file) = &self.file else { return Ok(None) };
        let stamp = self.env.now().format("%Y%m%dT%H%M%S%6fZ");
        let copy = file.with_file_name(format!("before-migration-{stamp}.db"));
        self.copy_sqlite(&copy).await?;
        Ok(Some(copy))
    }

    /// Writes a consistent copy of the SQLite database to `to`, which must not exist.
    pub async fn copy_sqlite(&self, to: &std::path::Path) -> Result<()> {
        let Pools::Sqlite { reader, .. } = &self.pools else {
            return Err(anyhow::anyhow!("only SQLite is copied as a file").into());
        };
        let path = to.to_str().context("the path is not plain text")?;
        // SQLite writes into an empty file, and leaves its rights as they are.
        private::create_file(to).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => anyhow::anyhow!("{} is there already", to.display()),
            _ => anyhow::Error::new(error).context(format!("{} cannot be written", to.display())),
        })?;
        let mut conn = reader.borrow().await?;
        // `query_only` also refuses VACUUM INTO, which writes only the new file.
        sqlx::query("pragma query_only = off").execute(&mut *conn).await?;
        let copied = sqlx::query("vacuum into $1").bind(path).execute(&mut *conn).await;
        sqlx::query("pragma query_only = on").execute(&mut *conn).await?;
        copied.inspect_err(|_| std::fs::remove_file(to).unwrap_or_default())?;
        Ok(())
    }
}

/// A connection of its own, for what may take as long as it has to: a change of a large table, or another program that
/// is changing the schema right now. If it fails, the migrator's lock goes with it.
async fn patient(pool: &PgPool) -> Result<PgConnection, sqlx::Error> {
    let options =
        pool.connect_options().as_ref().clone().options([("statement_timeout", "0"), ("lock_timeout", "0")]);
    options.connect().await
}

/// Refuses to take back steps where an organisation has begun.
fn refuse_where_somebody_is(begun: Option<impl Sized>) -> anyhow::Result<()> {
    ensure!(
        begun.is_none(),
        "The database is in use: an organisation has just begun in it. Restore into an empty one: name another in \
         MUSTER_DATABASE_URL, or another folder in MUSTER_DATA_DIR."
    );
    Ok(())
}
