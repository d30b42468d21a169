//! A connection to read with, and a unit of work that cannot be committed without saying what happened.

use super::{Db, bell::Bell, keys, shelf::Borrowed};
use crate::kernel::{
    Error, Result,
    audit::{self, Actor, Entry, Head},
    env::{Env, Timestamp},
    id::OrgId,
    seal::Keyring,
};
use sqlx::{PgConnection, Postgres, SqliteConnection, Transaction, pool::PoolConnection};
use std::{
    sync::{Arc, atomic::AtomicU64, atomic::Ordering},
    time::Duration,
};

/// A connection that statements run on.
pub struct Conn {
    inner: Inner,
    statements: Arc<AtomicU64>,
    /// Whether its first statement has to begin a unit of work.
    is_to_begin: bool,
}

pub(super) enum Inner {
    /// In a unit of work or not.
    Sqlite(Borrowed),
    Postgres(PoolConnection<Postgres>),
    PostgresTx(Transaction<'static, Postgres>),
}

/// A unit of work, with one `now` for all of it. Dropping it undoes it.
pub struct Tx {
    conn: Conn,
    env: Env,
    now: Timestamp,
    actor: Actor,
    bell: Bell,
    leaves_work: bool,
    keyring: Option<Keyring>,
    /// The ends of the chains it holds.
    pub(in crate::kernel) heads: Vec<Head>,
}

/// What `sql!` runs a statement on.
#[doc(hidden)]
pub enum Handle<'a> {
    /// SQLite.
    Sqlite(&'a mut SqliteConnection),
    /// PostgreSQL.
    Postgres(&'a mut PgConnection),
}

/// The few changes that nobody needs to read about. A new one is a new variant, seen in review.
#[derive(Clone, Copy, Debug)]
pub enum Chore {
    /// A session was used.
    TouchSession,
    /// What somebody is typing was kept.
    KeepDraft,
    /// What somebody had typed is what stands already.
    DropDraft,
    /// A form whose session had ended was kept, shown or applied.
    KeepForm,
    /// A file was read for a preview; nothing of it is in use yet.
    KeepImport,
    /// Somebody set out to a provider of identities, or came back.
    KeepJourney,
    /// Somebody has read their reminders.
    ReadNotices,
    /// Letters about new devices were asked for; the sign-ins themselves left their lines.
    TellDevices,
    /// A letter about evidence that was returned was asked for; the decision itself left its line.
    TellAsked,
    /// A browser was asked for a passkey.
    AskForPasskey,
    /// Old sessions, links and kept forms were removed.
    Sweep,
    /// A part of what is sealed was sealed again; the last part leaves a line.
    Reseal,
    /// A worker took a job, or put away one that is done.
    Work,
    /// Stored files were compared with their digests; damage that was not known leaves a line.
    CompareFiles,
}

/// How long an answer may take. Both databases give up on a statement themselves before that; what is still
/// out then is a server that went away without a word.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the database answers, unless it says nothing at all.
#[doc(hidden)]
pub async fn answered<T>(answer: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    within(PATIENCE, answer).await
}

async fn within<T>(
    limit: Duration,
    answer: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    tokio::time::timeout(limit, answer).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

impl Conn {
    pub(super) fn new(inner: Inner, statements: Arc<AtomicU64>) -> Self {
        Self { inner, statements, is_to_begin: false }
    }

    /// Whether the statement that is about to run begins the unit of work, in the same text.
    pub fn begins(&mut self) -> bool {
        std::mem::take(&mut self.is_to_begin)
    }

    /// The database's own connection, for `sql!`.
    #[doc(hidden)]
    pub fn read(&mut self) -> Handle<'_> {
        assert!(!self.is_to_begin, "what asks first in a unit of work begins it");
        self.statements.fetch_add(1, Ordering::Relaxed);
        match &mut self.inner {
            Inner::Sqlite(c) => Handle::Sqlite(c),
            Inner::Postgres(c) => Handle::Postgres(c),
            Inner::PostgresTx(c) => Handle::Postgres(c),
        }
    }

    /// What a statement on it came to, for `sql!`. With its first answer a unit of work has begun.
    #[doc(hidden)]
    pub fn told<T>(&self, answer: Result<T, sqlx::Error>) -> Result<T> {
        let is_in_a_unit_of_work = match &self.inner {
            Inner::Sqlite(borrowed) if borrowed.is_at_work() => {
                if answer.is_ok() {
                    borrowed.note_begun();
                }
                true
            }
            Inner::Sqlite(_) | Inner::Postgres(_) => false,
            Inner::PostgresTx(_) => true,
        };
        answer.map_err(|error| match is_in_a_unit_of_work {
            true => error.into(),
            false => Error::while_reading(error),
        })
    }
}

impl std::ops::Deref for Tx {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.conn
    }
}
impl std::ops::DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

impl Tx {
    pub(super) fn new(conn: Conn, db: &Db, actor: Actor) -> Self {
        let (env, bell, keyring) = (db.env.clone(), db.bell.clone(), db.keyring.clone());
        let (now, leaves_work) = (env.now(), false);
        Self { conn, now, env, actor, bell, leaves_work, keyring, heads: Vec::new() }
    }

    /// One that its first statement begins.
    pub(super) fn to_begin(conn: Conn, db: &Db, actor: Actor) -> Self {
        Self::new(Conn { is_to_begin: true, ..conn }, db, actor)
    }

    /// What seals secrets in this database.
    pub fn keyring(&self) -> Result<Keyring> {
        keys(&self.keyring)
    }

    /// Says that this unit of work leaves some for later: its commit wakes who does it.
    pub fn leaves_work(&mut self) {
        self.leaves_work = true;
    }

    /// The database's own connection, for `sql!`.
    #[doc(hidden)]
    pub fn write(&mut self) -> Handle<'_> {
        self.conn.read()
    }

    /// The instant this unit of work began, and all of it happens at.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// On whose behalf it runs.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Clock, ids and luck.
    pub fn env(&self) -> &Env {
        &self.env
    }

    /// Goes on as `actor`, at what the clock says by now: for a history that is written in one unit of work.
    pub fn goes_on_as(&mut self, actor: Actor) {
        (self.now, self.actor) = (self.env.now(), actor);
    }

    /// Adds a line to the trail of `org`; for the facts of a unit of work before its last.
    pub async fn record(&mut self, org: OrgId, entry: impl Into<Entry>) -> Result<()> {
        audit::append(self, org, entry.into()).await.map(drop)
    }

    /// Adds many lines at once, in their order.
    pub async fn record_all(&mut self, org: OrgId, entries: Vec<Entry>) -> Result<()> {
        audit::append_all(self, org, entries).await
    }

    /// Makes the change permanent, together with the line that tells of it.
    pub async fn commit(self, org: OrgId, entry: impl Into<Entry>) -> Result<()> {
        self.commit_counted(org, entry).await.map(drop)
    }

    /// The same; tells how many lines the trail of `org` has now.
    pub async fn commit_counted(mut self, org: OrgId, entry: impl Into<Entry>) -> Result<i64> {
        let (lines, is_all_said) = audit::append_last(&mut self, org, entry.into()).await?;
        self.finish(is_all_said).await?;
        Ok(lines)
    }

    /// Makes housekeeping permanent without a line in the trail.
    pub async fn commit_chore(self, _: Chore) -> Result<()> {
        self.finish(false).await
    }

    async fn finish(mut self, is_all_said: bool) -> Result<()> {
        let is_committed = is_all_said && matches!(self.conn.inner, Inner::Sqlite(_));
        if !is_committed {
            audit::close(&mut self).await?;
        }
        match self.conn.inner {
            Inner::Sqlite(borrowed) if is_committed => borrowed.lay_back_committed(),
            Inner::Sqlite(borrowed) => borrowed.commit().await?,
            Inner::PostgresTx(tx) => answered(tx.commit()).await?,
            Inner::Postgres(_) => unreachable!("a Tx always holds a transaction"),
        }
        if self.leaves_work {
            self.bell.ring();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_database_that_says_nothing_is_not_waited_for() {
        let silence =
            within(Duration::from_millis(1), std::future::pending::<Result<(), sqlx::Error>>()).await;

        assert!(matches!(silence.map_err(Error::from), Err(Error::Unavailable(_))));
        assert_eq!(within(Duration::from_secs(5), async { Ok(7) }).await.unwrap(), 7);
    }
}
