//! Opening SQLite's file while others do. Whoever turns the write-ahead log on needs the file alone, and SQLite waits
//! for nobody there: of two programs that start at once on a new file, the second would be told that it is locked.

use sqlx::{Error, Sqlite, SqlitePool, error::DatabaseError, pool::PoolConnection};
use std::time::Duration;

/// After so long it is tried again.
const PAUSE: Duration = Duration::from_millis(20);

/// A connection of `pool`. Where somebody else has the file it is tried again, for as long as `patience`.
pub(super) async fn connection(
    pool: &SqlitePool,
    patience: Duration,
) -> Result<PoolConnection<Sqlite>, Error> {
    let mut locked = None;
    let trying = async {
        loop {
            match pool.acquire().await {
                Err(Error::Database(error)) if is_busy(error.as_ref()) => {
                    locked = Some(Error::Database(error));
                }
                done => return done,
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    let tried = tokio::time::timeout(patience, trying).await;
    tried.unwrap_or_else(|_| Err(locked.unwrap_or(Error::PoolTimedOut)))
}

/// `SQLITE_BUSY`, whatever stands above its lowest byte.
fn is_busy(error: &dyn DatabaseError) -> bool {
    error.code().and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code & 0xff == 5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::{
        ConnectOptions,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions},
    };

    #[tokio::test]
    async fn who_opens_a_file_in_which_another_program_writes_waits_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let options = SqliteConnectOptions::new().filename(folder.path().join("a.db"));
        let options = options.create_if_missing(true);
        let mut other = options.connect().await.unwrap();
        sqlx::query("create table lines (id integer primary key)").execute(&mut other).await.unwrap();
        sqlx::query("begin immediate").execute(&mut other).await.unwrap();
        let pool = SqlitePoolOptions::new().connect_lazy_with(options.journal_mode(SqliteJournalMode::Wal));

        let told = connection(&pool, Duration::from_secs(1)).await.unwrap_err();
        let ends = async {
            tokio::time::sleep(PAUSE * 5).await;
            sqlx::query("commit").execute(&mut other).await.unwrap()
        };
        let (opened, _) = tokio::join!(connection(&pool, Duration::from_secs(20)), ends);

        assert!(told.to_string().contains("database is locked"), "{told}");
        opened.unwrap();
    }
}
