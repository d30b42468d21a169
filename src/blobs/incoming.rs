//! A file on its way into the store: arriving, whole, kept. Dropped on the way it leaves nothing behind.

use super::{Blobs, Hold, blocking, disk, disk::Temp, failed, place};
use crate::kernel::{Result, hash::Sha256, id::OrgId};
use std::{
    fs::File,
    io::{self, Seek, SeekFrom},
    sync::Arc,
};
use tokio::task::{JoinHandle, spawn_blocking};

/// How much is hashed and written at once: handing on smaller pieces would take a sixth of the time of ten megabytes.
const BLOCK: usize = 1024 * 1024;

/// How much is written before the disk begins to make it durable, while more arrives.
const FLUSH: u64 = 2 * 1024 * 1024;

/// Sees the bytes of a file as they pass, in their order, while others of them are written.
pub trait Watcher: Send + 'static {
    /// These come next.
    fn pass(&mut self, bytes: &[u8]);
}

/// Nobody watches.
impl Watcher for () {
    fn pass(&mut self, _: &[u8]) {}
}

/// A file that is still arriving. While one block is hashed, written and watched, the next one fills.
pub struct Incoming<W = ()> {
    blobs: Blobs,
    org: OrgId,
    size: u64,
    block: Vec<u8>,
    state: State<W>,
    flushed: u64,
    flush: Option<Flush>,
}

/// Where its file and its watcher are.
enum State<W> {
    /// No file was made yet.
    New(W),
    /// Both have a block, whose memory is free again when they gave theirs back.
    AtWork { taking: JoinHandle<io::Result<Temp>>, watching: JoinHandle<W>, block: Arc<Vec<u8>> },
    /// Something went wrong before. Nothing more is taken.
    Failed,
}

/// What is free once nobody works on a block.
struct Idle<W> {
    temp: Temp,
    watcher: W,
    /// The memory of the block before, to be filled again.
    spare: Vec<u8>,
}

/// The disk at work to make something durable. Whatever it says is heard: a disk tells of a fault only once.
type Flush = JoinHandle<io::Result<()>>;

/// A file that has arrived and has no name yet. Its bytes are on their way to the disk.
pub struct Whole<W = ()> {
    blobs: Blobs,
    org: OrgId,
    temp: Temp,
    watcher: W,
    flushes: Vec<Flush>,
    /// The digest of its bytes.
    pub sha256: Sha256,
    /// How many they are.
    pub size: u64,
}

/// A file in the store. Hold on to this until the row that names it is committed: until then nobody removes it.
#[derive(Debug)]
pub struct Kept {
    /// The digest of its bytes, under which they are found.
    pub sha256: Sha256,
    /// How many they are.
    pub size: u64,
    _hold: Hold,
}

impl<W: Watcher> Incoming<W> {
    pub(super) fn new(blobs: Blobs, org: OrgId, watcher: W) -> Self {
        Self { blobs, org, size: 0, block: Vec::new(), state: State::New(watcher), flushed: 0, flush: None }
    }

    /// How many bytes have arrived.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Takes more bytes. `Unavailable` if the disk does not.
    pub async fn write(&mut self, mut bytes: &[u8]) -> Result<()> {
        self.size += bytes.len() as u64;
        while !bytes.is_empty() {
            if self.block.capacity() == 0 {
                self.block.reserve_exact(BLOCK);
            }
            let (now, later) = bytes.split_at(bytes.len().min(BLOCK - self.block.len()));
            self.block.extend_from_slice(now);
            bytes = later;
            if self.block.len() == BLOCK {
                self.send_block().await?;
            }
        }
        Ok(())
    }

    async fn send_block(&mut self) -> Result<()> {
        let Idle { mut temp, mut watcher, spare } = self.idle().await?;
        let block = Arc::new(std::mem::replace(&mut self.block, spare));
        self.flush_in_between(&temp).await?;
        let (taken, seen) = (block.clone(), block.clone());
        let taking = spawn_blocking(move || temp.take(&taken).map(|()| temp));
        let watching = spawn_blocking(move || {
            watcher.pass(&seen);
            watcher
        });
        self.state = State::AtWork { taking, watching, block };
        Ok(())
    }

    /// Lets the disk begin with what it has, so that less is left for the end.
    async fn flush_in_between(&mut self, temp: &Temp) -> Result<()> {
        if self.size - self.flushed < FLUSH || self.flush.as_ref().is_some_and(|flush| !flush.is_finished()) {
            return Ok(());
        }
        if let Some(done) = self.flush.take() {
            done.await.map_err(anyhow::Error::from)?.map_err(failed)?;
        }
        let handle = temp.handle().map_err(failed)?;
        self.flushed = self.size;
        self.flush = Some(spawn_blocking(move || handle.sync_data()));
        Ok(())
    }

    /// Waits for the block before this one.
    async fn idle(&mut self) -> Result<Idle<W>> {
        match std::mem::replace(&mut self.state, State::Failed) {
            State::New(watcher) => {
                let folder = self.blobs.folder.clone();
                let temp = blocking(move || Temp::create(&folder)).await?;
                Ok(Idle { temp, watcher, spare: Vec::new() })
            }
            State::AtWork { taking, watching, block } => {
                let temp = taking.await.map_err(anyhow::Error::from)?.map_err(failed)?;
                let watcher = watching.await.map_err(anyhow::Error::from)?;
                let mut spare = Arc::into_inner(block).unwrap_or_default();
                spare.clear();
                Ok(Idle { temp, watcher, spare })
            }
            State::Failed => Err(failed(io::ErrorKind::BrokenPipe.into())),
        }
    }

    /// That was all of it. The disk begins to make it durable while the caller looks into it.
    pub async fn finish(mut self) -> Result<Whole<W>> {
        self.send_block().await?;
        let Idle { mut temp, watcher, .. } = self.idle().await?;
        let (handle, sha256) = (temp.handle().map_err(failed)?, temp.digest());
        let last = spawn_blocking(move || handle.sync_all());
        let flushes = self.flush.into_iter().chain([last]).collect();
        Ok(Whole { blobs: self.blobs, org: self.org, temp, watcher, flushes, sha256, size: self.size })
    }
}

impl<W: Watcher> Whole<W> {
    /// Lets `look` read the file from its start, with what was seen as it passed, where waiting for a disk is no
    /// harm.
    pub async fn look<T: Send + 'static>(
        self,
        look: impl FnOnce(W, &mut File) -> T + Send + 'static,
    ) -> Result<(T, Whole)> {
        let Self { blobs, org, temp, watcher, flushes, sha256, size } = self;
        let mut file = temp.handle().map_err(failed)?;
        let seen = blocking(move || {
            file.seek(SeekFrom::Start(0))?;
            Ok(look(watcher, &mut file))
        })
        .await?;
        Ok((seen, Whole { blobs, org, temp, watcher: (), flushes, sha256, size }))
    }

    /// Puts the file in its place. When this comes back, a power cut takes neither its bytes nor its name.
    pub async fn keep(self) -> Result<Kept> {
        let Self { blobs, org, temp, flushes, sha256, size, .. } = self;
        for flush in flushes {
            flush.await.map_err(anyhow::Error::from)?.map_err(failed)?;
        }
        let lock = blocking(move || {
            let lock = disk::share_lock(&blobs.folder)?;
            temp.place(&blobs.folder, place(org, sha256).as_ref())?;
            Ok(lock)
        })
        .await?;
        Ok(Kept { sha256, size, _hold: Hold { _lock: lock } })
    }
}
