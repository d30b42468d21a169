//! SQLite's connections, laid back at once when they are done with. sqlx's pool asks each one that comes back how it
//! is, in a task of its own; for a file in the same process that takes as long as most questions do. So a connection
//! stays here while it is in use, and goes back to the pool, to be asked, once in a while.

use super::{conn::answered, opening::connection, place::Place};
use sqlx::{Error, Sqlite, SqliteConnection, SqlitePool, pool::PoolConnection};
use std::{
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, PoisonError, atomic::AtomicBool, atomic::Ordering},
    time::Duration,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How often a connection is lent before the pool asks how it is.
const LENT_MAX: u32 = 1000;

/// Connections to one file.
#[derive(Clone)]
pub(super) struct Shelf {
    pool: SqlitePool,
    free: Arc<Mutex<Vec<Kept>>>,
    turns: Arc<Semaphore>,
    patience: Duration,
    place: Place,
    /// Whether who had the last turn waits for the file, or for a unit of work to begin.
    is_waiting: Arc<AtomicBool>,
}

struct Kept {
    conn: PoolConnection<Sqlite>,
    lent: u32,
}

/// A connection that is in use. Dropping it undoes the unit of work it was in, and lays it back.
pub(super) struct Borrowed {
    kept: Option<Kept>,
    shelf: Shelf,
    is_at_work: bool,
    turn: Option<OwnedSemaphorePermit>,
}

impl Shelf {
    /// At most as many at once as `pool` has; whoever waits longer than `patience` is told so.
    pub fn new(pool: SqlitePool, patience: Duration, place: Place) -> Self {
        let turns = Semaphore::new(pool.options().get_max_connections() as usize);
        let (turns, is_waiting) = (Arc::new(turns), Arc::default());
        Self { pool, free: Arc::default(), turns, patience, place, is_waiting }
    }

    /// One connection, when it is one's turn.
    pub async fn borrow(&self) -> Result<Borrowed, Error> {
        let borrowed = self.take().await?;
        borrowed.note_begun();
        Ok(borrowed)
    }

    async fn take(&self) -> Result<Borrowed, Error> {
        let turn = tokio::time::timeout(self.patience, self.turns.clone().acquire_owned());
        let turn = turn.await.map_err(|_| Error::PoolTimedOut)?.map_err(|_| Error::PoolClosed)?;
        self.is_waiting.store(true, Ordering::Relaxed);
        self.place.check()?;
        let free = self.free().pop();
        let kept = match free {
            Some(kept) => Kept { lent: kept.lent + 1, ..kept },
            None => Kept { conn: connection(&self.pool, self.patience).await?, lent: 1 },
        };
        self.place.note_opened();
        Ok(self.lent(kept, turn))
    }

    /// One that waits for work, if there is one: for who need not have it.
    pub fn borrow_idle(&self) -> Option<Borrowed> {
        self.place.check().ok()?;
        let turn = self.turns.clone().try_acquire_owned().ok()?;
        let kept = self.free().pop()?;
        let borrowed = self.lent(Kept { lent: kept.lent + 1, ..kept }, turn);
        borrowed.note_begun();
        Some(borrowed)
    }

    fn lent(&self, kept: Kept, turn: OwnedSemaphorePermit) -> Borrowed {
        Borrowed { kept: Some(kept), shelf: self.clone(), is_at_work: false, turn: Some(turn) }
    }

    /// One connection in a unit of work, which begins with the statement `begin`.
    pub async fn begin(&self, begin: &'static str) -> Result<Borrowed, Error> {
        // At work also where beginning is given up half-way.
        let mut borrowed = self.borrow_to_begin().await?;
        sqlx::query(begin).execute(&mut *borrowed).await?;
        borrowed.note_begun();
        Ok(borrowed)
    }

    /// One connection for a unit of work that begins with the first statement's own text; `note_begun` once it has.
    pub async fn borrow_to_begin(&self) -> Result<Borrowed, Error> {
        let mut borrowed = self.take().await?;
        borrowed.is_at_work = true;
        Ok(borrowed)
    }

    /// Whether every connection is in use by work that has begun, not by what waits for another program. It can only
    /// tell where there is one connection.
    pub fn is_at_work(&self) -> bool {
        self.turns.available_permits() == 0 && !self.is_waiting.load(Ordering::Relaxed)
    }

    /// How many connections are open, and how many of them wait for work.
    pub fn size(&self) -> (u32, usize) {
        (self.pool.size(), self.pool.num_idle() + self.free().len())
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.turns.close();
        let closed = self.pool.close();
        self.free().clear();
        closed.await;
    }

    /// Takes a connection back, unless it is to be asked how it is.
    fn lay_back(&self, kept: Kept) {
        let mut free = self.free();
        if kept.lent < LENT_MAX && !self.pool.is_closed() {
            free.push(kept);
        }
    }

    fn free(&self) -> std::sync::MutexGuard<'_, Vec<Kept>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Borrowed {
    /// Whether it is lent for a unit of work.
    pub fn is_at_work(&self) -> bool {
        self.is_at_work
    }

    /// Notes that who has it waits for nobody any more.
    pub fn note_begun(&self) {
        self.shelf.is_waiting.store(false, Ordering::Relaxed);
    }

    /// Makes the unit of work permanent.
    pub async fn commit(mut self) -> Result<(), Error> {
        answered(sqlx::query("commit").execute(&mut *self)).await?;
        self.lay_back_committed();
        Ok(())
    }

    /// Lays it back without asking: its last statement's own text made the unit of work permanent.
    pub fn lay_back_committed(mut self) {
        self.is_at_work = false;
    }
}

impl Deref for Borrowed {
    type Target = SqliteConnection;
    fn deref(&self) -> &SqliteConnection {
        &self.kept.as_ref().expect("it is there until it is dropped").conn
    }
}

impl DerefMut for Borrowed {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.kept.as_mut().expect("it is there until it is dropped").conn
    }
}

impl Drop for Borrowed {
    fn drop(&mut self) {
        let Some(mut kept) = self.kept.take() else { return };
        if !self.is_at_work {
            self.shelf.lay_back(kept);
            return;
        }
        let (shelf, turn) = (self.shelf.clone(), self.turn.take());
        tokio::spawn(async move {
            // Where nothing had begun, or all was done, there is nothing to undo, and SQLite says so.
            match sqlx::query("rollback").execute(&mut *kept.conn).await {
                Ok(_) => shelf.lay_back(kept),
                Err(_) => kept.conn.close_on_drop(),
            }
            drop(turn);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

    /// A shelf of one connection to a new file with a table.
    async fn shelf(folder: &tempfile::TempDir) -> Shelf {
        let file = folder.path().join("a.db");
        let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
        let pool = SqlitePoolOptions::new().max_connections(1).connect_lazy_with(options);
        let shelf = Shelf::new(pool, Duration::from_millis(200), Place::new(file));
        run(&mut shelf.borrow().await.unwrap(), "create table lines (id integer primary key)").await;
        shelf
    }

    async fn run(borrowed: &mut Borrowed, statement: &'static str) {
        sqlx::query(statement).execute(&mut **borrowed).await.unwrap();
    }

    async fn lines(shelf: &Shelf) -> i64 {
        let mut borrowed = shelf.borrow().await.unwrap();
        sqlx::query_scalar("select count(*) from lines").fetch_one(&mut *borrowed).await.unwrap()
    }

    #[tokio::test]
    async fn what_is_not_committed_is_undone_before_anybody_else_has_their_turn() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = shelf(&folder).await;

        for ends in ["given up", "committed"] {
            let mut work = shelf.begin("begin immediate").await.unwrap();
            run(&mut work, "insert into lines default values").await;
            match ends {
                "committed" => work.commit().await.unwrap(),
                _ => drop(work),
            }
            assert_eq!(lines(&shelf).await, i64::from(ends == "committed"), "{ends}");
        }
        // A beginning that is given up before there is an answer leaves nothing open behind it.
        drop(tokio::time::timeout(Duration::ZERO, shelf.begin("begin immediate")).await);
        shelf.begin("begin immediate").await.unwrap().commit().await.unwrap();
    }

    #[tokio::test]
    async fn one_has_it_at_a_time_and_who_waits_too_long_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = shelf(&folder).await;
        let first = shelf.borrow().await.unwrap();

        assert!(matches!(shelf.borrow().await, Err(Error::PoolTimedOut)));
        drop(first);
        for _ in 0..2 * LENT_MAX {
            assert_eq!((lines(&shelf).await, shelf.size().0), (0, 1));
        }
    }

    #[tokio::test]
    async fn one_that_waits_for_work_is_lent_at_once_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = shelf(&folder).await;

        let mut idle = shelf.borrow_idle().unwrap();
        run(&mut idle, "insert into lines default values").await;
        assert!(shelf.borrow_idle().is_none());
        drop(idle);
        assert_eq!(lines(&shelf).await, 1);
        shelf.close().await;
        assert!(shelf.borrow_idle().is_none());
    }

    #[tokio::test]
    async fn closing_waits_for_who_has_one_and_lets_nobody_in() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = shelf(&folder).await;
        let held = shelf.borrow().await.unwrap();
        let closing = tokio::spawn({
            let shelf = shelf.clone();
            async move { shelf.close().await }
        });

        while !shelf.pool.is_closed() {
            tokio::task::yield_now().await;
        }
        assert!(matches!(shelf.borrow().await, Err(Error::PoolClosed)));
        assert!(!closing.is_finished());
        drop(held);
        closing.await.unwrap();
        assert_eq!(shelf.size(), (0, 0));
    }
}
