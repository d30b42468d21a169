//! The bytes of evidence: put in as a stream, kept under their SHA-256, taken out as a stream.
//!
//! Each organisation has bytes of its own, even where another one keeps the same: who may read or remove them
//! is then a question of one organisation only.
//!
//! What is acknowledged must survive a power cut, in this order: temporary file, `fsync`, rename to the final
//! name, `fsync` of the folder; only then the caller's row. `object_store` (0.14) can sync too, but its local
//! store takes no file that is there already, and we must look into a file before we keep it: it would be
//! written twice. So files are put in place here, and `object_store` reads, lists and removes them. A store of
//! another kind slips in behind `Whole::keep`, which then sends the inspected file off.

mod disk;
mod incoming;
mod outgoing;

pub use incoming::{Incoming, Kept, Watcher, Whole};
pub use outgoing::Outgoing;

use crate::kernel::{Error, Result, env::Timestamp, hash::Sha256, id::OrgId};
use futures_util::TryStreamExt;
use object_store::{ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path as Place};
use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// The store.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    folder: Arc<Path>,
}

/// One file of the store, as a listing shows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// Whose it is.
    pub org: OrgId,
    /// What its bytes should digest to.
    pub sha256: Sha256,
    /// How large it is.
    pub size: u64,
    /// When it was last put in.
    pub put_at: Timestamp,
}

/// While somebody holds this, nothing is removed from the store: between putting bytes in and committing the
/// row that names them, and while a backup is written. Other processes on the same folder keep to it too.
#[derive(Debug)]
pub struct Hold {
    _lock: File,
}

/// The right to remove from the store: nobody holds it, and nobody can until this is gone.
pub struct Removal {
    blobs: Blobs,
    _lock: File,
}

impl Blobs {
    /// The store in `folder`, which is made if it is missing.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self> {
        let folder = folder.into();
        disk::prepare(&folder).map_err(failed)?;
        let store = LocalFileSystem::new_with_prefix(&folder).map_err(|error| failed(error.into()))?;
        Ok(Self { store: Arc::new(store), folder: folder.into() })
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A file of `org` begins to arrive.
    pub fn begin(&self, org: OrgId) -> Incoming {
        self.begin_watched(org, ())
    }

    /// A file of `org` begins to arrive, and `watcher` sees its bytes as they pass.
    pub fn begin_watched<W: Watcher>(&self, org: OrgId, watcher: W) -> Incoming<W> {
        Incoming::new(self.clone(), org, watcher)
    }

    /// The bytes of `org` under `sha256`, checked while they are read. `Internal` if they are gone or damaged.
    pub async fn get(&self, org: OrgId, sha256: Sha256) -> Result<Outgoing> {
        Outgoing::begin(self, org, sha256).await
    }

    /// Reads all bytes of `org` under `sha256` and tells whether they are what was put in.
    pub async fn is_sound(&self, org: OrgId, sha256: Sha256) -> Result<bool> {
        Outgoing::open(self, org, sha256).await?.verify().await
    }

    /// Whether there are bytes of `org` under `sha256`.
    pub async fn exists(&self, org: OrgId, sha256: Sha256) -> Result<bool> {
        match self.store.head(&place(org, sha256)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(failed(error.into())),
        }
    }

    /// Everything in the store, by organisation and digest.
    pub async fn list(&self) -> Result<Vec<Listed>> {
        self.list_below(None).await
    }

    /// Everything that one organisation has in the store, by digest.
    pub async fn list_of(&self, org: OrgId) -> Result<Vec<Listed>> {
        self.list_below(Some(&Place::from(org.to_string()))).await
    }

    async fn list_below(&self, prefix: Option<&Place>) -> Result<Vec<Listed>> {
        let listing = self.store.list(prefix).map_err(|error| failed(error.into()));
        let mut all: Vec<Listed> =
            listing.try_filter_map(|meta| std::future::ready(Ok(listed(&meta)))).try_collect().await?;
        all.sort();
        Ok(all)
    }

    /// A file in the folder, of whatever kind, if there is one that does not merely serve the store.
    pub async fn something(&self) -> Result<Option<PathBuf>> {
        let folder = self.folder.clone();
        blocking(move || disk::something(&folder)).await
    }

    /// Keeps everything in the store as it is until the hold is dropped.
    pub async fn hold(&self) -> Result<Hold> {
        let folder = self.folder.clone();
        let lock = blocking(move || disk::share_lock(&folder)).await?;
        Ok(Hold { _lock: lock })
    }

    /// The right to remove, or none if the store was held for the whole of a short while.
    pub async fn removal(&self) -> Result<Option<Removal>> {
        const TRIES: u32 = 20;
        for _ in 0..TRIES {
            let folder = self.folder.clone();
            if let Some(lock) = blocking(move || disk::try_lock(&folder)).await? {
                return Ok(Some(Removal { blobs: self.clone(), _lock: lock }));
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        Ok(None)
    }

    /// Removes what uploads left behind that never came to an end; gives their number. Uploads that are still
    /// coming in, to this process or another, are left alone.
    pub async fn sweep_temps(&self) -> Result<usize> {
        let folder = self.folder.clone();
        blocking(move || disk::sweep(&folder)).await
    }
}

impl Removal {
    /// Removes bytes for good.
    pub async fn remove(&self, org: OrgId, sha256: Sha256) -> Result<()> {
        match self.blobs.store.delete(&place(org, sha256)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failed(error.into())),
        }
    }
}

/// Where bytes are: `<organisation>/<first two digits>/<digest>`.
fn place(org: OrgId, sha256: Sha256) -> Place {
    let digits = sha256.to_string();
    Place::from_iter([org.to_string().as_str(), &digits[..2], &digits])
}

fn listed(meta: &object_store::ObjectMeta) -> Option<Listed> {
    let mut parts = meta.location.parts();
    let org = parts.next()?.as_ref().parse().ok()?;
    let sha256 = Sha256::parse(parts.nth(1)?.as_ref())?;
    let is_ours = place(org, sha256) == meta.location;
    is_ours.then_some(Listed { org, sha256, size: meta.size, put_at: meta.last_modified })
}

/// A full disk, a missing mount: of the moment, and somebody should look.
fn failed(error: std::io::Error) -> Error {
    Error::Unavailable(format!("the file store: {error}"))
}

/// Runs what waits for a disk where nobody else waits for it.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)?;
    done.map_err(failed)
}
