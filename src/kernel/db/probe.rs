//! Whether the database can be written to, found out without changing anything in it.

use super::{Db, Pools};
use crate::kernel::{Error, Result, audit::Actor, env::Timestamp, id::OrgId, partial::Partial};
use chrono::TimeDelta;
use std::{
    io::{self, Write},
    sync::Arc,
    time::Duration,
};
use tokio::sync::Mutex;

/// When it was tried last, and whether it could be written to.
pub(super) type LastTry = Arc<Mutex<Option<(Timestamp, bool)>>>;

/// What was found holds for so long, whoever asks: SQLite has one writer, and those who ask may be many.
const FRESH_FOR: TimeDelta = TimeDelta::seconds(1);

/// What has not begun by then waits for another program, or for a disk that does not answer.
const PATIENCE: Duration = Duration::from_millis(1500);

/// As much room as a small change takes.
const ROOM: [u8; 16 * 1024] = [0; 16 * 1024];

impl Db {
    /// Whether somebody could change something just now. The answer takes two seconds at most.
    pub async fn can_write(&self) -> bool {
        let db = self.clone();
        // In a task of its own: where whoever asks hangs up, what is found still holds for the next one.
        tokio::spawn(async move { db.could_lately().await }).await.unwrap_or(false)
    }

    async fn could_lately(&self) -> bool {
        let mut last = self.last_try.lock().await;
        if let Some((at, could)) = *last
            && (self.env.now() - at).abs() < FRESH_FOR
        {
            return could;
        }
        let tried = self.try_to_write().await.map_err(anyhow::Error::from);
        if let Err(error) = &tried {
            tracing::warn!(cause = format!("{error:#}"), "the database can be read, but not written to");
        }
        *last = Some((self.env.now(), tried.is_ok()));
        tried.is_ok()
    }

    async fn try_to_write(&self) -> Result<()> {
        let mut is_our_own_work = self.pools.are_at_work();
        let trying = async {
            self.find_room().await?;
            // What began while room was looked for is waited for, too.
            is_our_own_work |= self.pools.are_at_work();
            self.write_nothing().await
        };
        let tried = tokio::time::timeout(PATIENCE, trying).await;
        match tried {
            Ok(tried) => tried,
            // What takes so long is a large change that somebody makes through this program.
            Err(_) if is_our_own_work => Ok(()),
            Err(_) => Err(Error::Unavailable("no unit of work could begin in time".into())),
        }
    }

    /// A change of no row, of which neither database keeps anything. Both refuse it where they may only be read, SQLite
    /// not before there is a statement that would change something. PostgreSQL needs no room for it, so that its own
    /// disk is full is not told.
    async fn write_nothing(&self) -> Result<()> {
        let mut tx = self.begin(Actor::program()).await?;
        sql! {
            execute, &mut tx,
            "update organisations set version = version where id = $1 and version < 0",
            OrgId::INSTALLATION
        }?;
        Ok(())
    }

    /// Whether there is room on the disk beside SQLite's file, which tells only by taking some.
    async fn find_room(&self) -> Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let (beside, id) = (file.with_extension("room"), self.env.new_id());
        let took = tokio::task::spawn_blocking(move || -> io::Result<()> {
            let (_removed_at_the_end, mut half) = Partial::create(&beside, id)?;
            half.write_all(&ROOM)
        });
        let took = took.await.map_err(anyhow::Error::from)?;
        took.map_err(|error| Error::Unavailable(format!("no room beside {}: {error}", file.display())))
    }
}

impl Pools {
    /// Whether all connections that write are in use by this program's own work, as far as is known.
    fn are_at_work(&self) -> bool {
        match self {
            Self::Sqlite { writer, .. } => writer.is_at_work(),
            Self::Postgres { writer, .. } => {
                writer.num_idle() == 0 && writer.size() >= writer.options().get_max_connections()
            }
        }
    }
}
