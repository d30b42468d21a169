//! A file on its way out. Its last piece is given out only after all of it was found undamaged, so that what
//! arrives whole is what was put in.

use super::{Blobs, failed, place};
use crate::kernel::{
    Error, Result,
    hash::{Hasher, Sha256},
    id::OrgId,
};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream, stream::BoxStream};
use object_store::{GetResultPayload, ObjectStoreExt};
use std::{
    fs::File,
    io::{self, Read},
};

/// Bytes that are read and given out in one go.
const BLOCK: usize = 256 * 1024;

/// A file that is being read.
pub struct Outgoing {
    source: Source,
    hasher: Hasher,
    sha256: Sha256,
    /// Given out once another piece is here, or all of it was found undamaged.
    held: Option<Bytes>,
    is_sound: bool,
    size: u64,
}

enum Source {
    Disk(File),
    Elsewhere(BoxStream<'static, object_store::Result<Bytes>>),
}

impl Outgoing {
    /// Finds the file and reads its first piece. Damage to a file of one piece is found before anything is
    /// answered.
    pub(super) async fn begin(blobs: &Blobs, org: OrgId, sha256: Sha256) -> Result<Self> {
        let mut outgoing = Self::open(blobs, org, sha256).await?;
        outgoing.held = outgoing.read().await.map_err(failed)?;
        if outgoing.held.as_ref().map_or(0, |piece| piece.len() as u64) >= outgoing.size {
            outgoing.check().map_err(|damage| Error::Internal(damage.into()))?;
        }
        Ok(outgoing)
    }

    pub(super) async fn open(blobs: &Blobs, org: OrgId, sha256: Sha256) -> Result<Self> {
        let found = blobs.store.get(&place(org, sha256)).await.map_err(|error| match error {
            object_store::Error::NotFound { .. } => {
                Error::Internal(anyhow::anyhow!("bytes are missing from the file store: {sha256}"))
            }
            other => failed(other.into()),
        })?;
        let size = found.meta.size;
        let source = match found.payload {
            GetResultPayload::File(file, _) => Source::Disk(file),
            GetResultPayload::Stream(stream) => Source::Elsewhere(stream),
        };
        Ok(Self { source, hasher: Hasher::new(), sha256, held: None, is_sound: false, size })
    }

    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Its bytes. A damaged file ends in an error instead of its last piece.
    pub fn into_stream(self) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        stream::try_unfold(self, |mut outgoing| async {
            Ok(outgoing.next().await?.map(|piece| (piece, outgoing)))
        })
    }

    /// Reads all of it and tells whether it is what was put in.
    pub(super) async fn verify(mut self) -> Result<bool> {
        loop {
            match self.next().await {
                Ok(Some(_)) => {}
                Ok(None) => return Ok(true),
                Err(error) if error.kind() == io::ErrorKind::InvalidData => return Ok(false),
                Err(error) => return Err(failed(error)),
            }
        }
    }

    async fn next(&mut self) -> io::Result<Option<Bytes>> {
        while !self.is_sound {
            match self.read().await? {
                Some(piece) => {
                    if let Some(before) = self.held.replace(piece) {
                        return Ok(Some(before));
                    }
                }
                None => self.check()?,
            }
        }
        Ok(self.held.take())
    }

    async fn read(&mut self) -> io::Result<Option<Bytes>> {
        let piece = match &mut self.source {
            Source::Disk(file) => {
                let file = file.try_clone()?;
                Some(tokio::task::spawn_blocking(move || block_of(&file)).await??)
            }
            Source::Elsewhere(pieces) => loop {
                let piece = pieces.next().await.transpose()?;
                if piece.as_ref().is_none_or(|piece| !piece.is_empty()) {
                    break piece;
                }
            },
        };
        let piece = piece.filter(|piece| !piece.is_empty());
        piece.iter().for_each(|piece| self.hasher.update(piece));
        Ok(piece)
    }

    fn check(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.hasher).finish() != self.sha256 {
            tracing::error!(sha256 = %self.sha256, "bytes in the file store are damaged");
            return Err(io::Error::new(io::ErrorKind::InvalidData, "bytes in the file store are damaged"));
        }
        self.is_sound = true;
        Ok(())
    }
}

/// The next block of a file; empty at its end.
fn block_of(file: &File) -> io::Result<Bytes> {
    let mut block = Vec::with_capacity(BLOCK);
    file.take(BLOCK as u64).read_to_end(&mut block)?;
    Ok(block.into())
}
