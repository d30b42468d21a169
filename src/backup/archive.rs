//! A tar file, written and read piece by piece beside the asynchronous program, every byte hashed on its way.

use super::manifest::Listed;
use crate::kernel::{hash::Hasher, partial::Partial};
use anyhow::{Context, Result, anyhow, bail, ensure};
use bytes::{Buf, Bytes};
use std::{
    fs::File,
    io::{self, BufReader, BufWriter, ErrorKind, Read, Write},
    path::{Path, PathBuf},
};
use tokio::{
    sync::mpsc::{self, Receiver, Sender},
    task::{JoinHandle, spawn_blocking},
};
use uuid::Uuid;

/// What goes through the pipe between the program and the file.
enum Piece {
    Member { name: String, bytes: u64, rows: u64 },
    Bytes(Bytes),
}

const PIECES: usize = 4;
const PIECE_BYTES: usize = 64 * 1024;

const UNFINISHED: &str = "the archive could not be finished";

/// An archive being written. Until `finish` it has another name, so that half an archive is never taken for one.
pub struct Writer {
    pipe: Option<Sender<Piece>>,
    thread: Option<JoinHandle<Result<Written>>>,
    file: PathBuf,
    partial: Partial,
}

struct Written {
    tar: tar::Builder<BufWriter<File>>,
    members: Vec<Listed>,
    made_at_s: u64,
}

impl Writer {
    /// Begins `file`, which must not exist. The run that writes it is known by `id`.
    pub fn create(file: &Path, id: Uuid, made_at_s: u64) -> Result<Self> {
        let (partial, out) = Partial::create(file, id).map_err(|error| refused(error, file))?;
        let (pipe, pieces) = mpsc::channel(PIECES);
        let tar = tar::Builder::new(BufWriter::new(out));
        let thread = spawn_blocking(move || write(Written { tar, members: Vec::new(), made_at_s }, pieces));
        Ok(Self { pipe: Some(pipe), thread: Some(thread), file: file.to_owned(), partial })
    }

    /// Writes a whole member.
    pub async fn member(&mut self, name: String, bytes: Bytes, rows: u64) -> Result<()> {
        self.begin(name, bytes.len() as u64, rows).await?;
        self.piece(bytes).await
    }

    /// Begins a member of so many bytes; they follow as pieces.
    pub async fn begin(&mut self, name: String, bytes: u64, rows: u64) -> Result<()> {
        self.send(Piece::Member { name, bytes, rows }).await
    }

    /// The next bytes of the member.
    pub async fn piece(&mut self, bytes: Bytes) -> Result<()> {
        if bytes.is_empty() { Ok(()) } else { self.send(Piece::Bytes(bytes)).await }
    }

    async fn send(&mut self, piece: Piece) -> Result<()> {
        let pipe = self.pipe.as_ref().context("the archive is finished")?;
        if pipe.send(piece).await.is_ok() {
            return Ok(());
        }
        // The thread has gone, so it has an error to tell.
        let thread = self.thread.take().context("the archive could not be written")?;
        thread.await?.and_then(|_| bail!("the archive ended early"))
    }

    /// Writes the last member, made from the list of the others, brings everything to the disk and gives the
    /// archive its name.
    pub async fn finish(
        mut self,
        name: &'static str,
        last: impl FnOnce(Vec<Listed>) -> Result<Vec<u8>>,
    ) -> Result<()> {
        self.pipe = None;
        let thread = self.thread.take().context("the archive could not be written")?;
        let mut written = thread.await??;
        let last = last(std::mem::take(&mut written.members))?;
        let (partial, file) = (self.partial, self.file);
        spawn_blocking(move || -> Result<()> {
            let mut header = header(last.len() as u64, written.made_at_s);
            written.tar.append_data(&mut header, name, last.as_slice()).context(UNFINISHED)?;
            let mut out = written.tar.into_inner().context(UNFINISHED)?;
            out.flush().and_then(|()| out.get_ref().sync_all()).context(UNFINISHED)?;
            partial.publish().map_err(|error| refused(error, &file))
        })
        .await?
    }
}

fn refused(error: io::Error, path: &Path) -> anyhow::Error {
    let file = path.display();
    match error.kind() {
        ErrorKind::AlreadyExists => anyhow!("{file} is there already. Choose another name, or move it away."),
        ErrorKind::InvalidFilename if path.file_name().is_none() => anyhow!("The backup needs a file name."),
        ErrorKind::InvalidFilename => {
            anyhow!("{file} cannot be written: the name is too long. Choose another.")
        }
        _ => anyhow::Error::new(error).context(format!("{file} cannot be written")),
    }
}

fn header(bytes: u64, made_at_s: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_mtime(made_at_s);
    header
}

fn write(mut written: Written, mut pieces: Receiver<Piece>) -> Result<Written> {
    while let Some(piece) = pieces.blocking_recv() {
        let Piece::Member { name, bytes, rows } = piece else { bail!("bytes without a member") };
        let mut pull = Pull { pieces: &mut pieces, now: Bytes::new(), left: bytes, hasher: Hasher::new() };
        let mut header = header(bytes, written.made_at_s);
        written.tar.append_data(&mut header, &name, &mut pull).with_context(|| format!("writing {name}"))?;
        let sha256 = pull.hasher.finish();
        written.members.push(Listed::new(name, bytes, &sha256, rows));
    }
    Ok(written)
}

/// Bytes of one member as they come through the pipe; neither more nor fewer than were promised.
struct Pull<'a> {
    pieces: &'a mut Receiver<Piece>,
    now: Bytes,
    left: u64,
    hasher: Hasher,
}

impl Read for Pull<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Ok(0);
        }
        if self.now.is_empty() {
            let Some(Piece::Bytes(bytes)) = self.pieces.blocking_recv() else {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "fewer bytes than were promised"));
            };
            if bytes.len() as u64 > self.left {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "more bytes than were promised"));
            }
            self.now = bytes;
        }
        let count = self.now.len().min(to.len());
        self.now.copy_to_slice(&mut to[..count]);
        self.hasher.update(&to[..count]);
        self.left -= count as u64;
        Ok(count)
    }
}

/// An archive being read, member after member.
pub struct Reader {
    pieces: Receiver<Result<Piece>>,
    member: Option<Open>,
    next: Option<(String, u64)>,
    /// Every member that was read to its end.
    pub members: Vec<Listed>,
}

struct Open {
    name: String,
    bytes: u64,
    hasher: Hasher,
}

impl Reader {
    /// Opens `file`, which may take as long as a pipe or a network share wants.
    pub async fn open(file: &Path) -> Result<Self> {
        let place = file.to_owned();
        let from = spawn_blocking(move || File::open(place)).await?;
        let from = from.with_context(|| format!("{} cannot be read", file.display()))?;
        let (pipe, pieces) = mpsc::channel(PIECES);
        spawn_blocking(move || {
            if let Err(error) = read(BufReader::new(from), &pipe) {
                // Nobody listens any more where the reader was dropped, and then nobody wants to know.
                pipe.blocking_send(Err(error)).unwrap_or_default();
            }
        });
        Ok(Self { pieces, member: None, next: None, members: Vec::new() })
    }

    /// The next member's name and size; what is left of the one before is skipped. None at the end.
    pub async fn next(&mut self) -> Result<Option<(String, u64)>> {
        while self.piece().await?.is_some() {}
        let next = match self.next.take() {
            None => self.receive().await?,
            next => next,
        };
        if let Some((name, bytes)) = &next {
            self.member = Some(Open { name: name.clone(), bytes: *bytes, hasher: Hasher::new() });
        }
        Ok(next)
    }

    async fn receive(&mut self) -> Result<Option<(String, u64)>> {
        match self.pieces.recv().await.transpose()? {
            None => Ok(None),
            Some(Piece::Member { name, bytes, .. }) => Ok(Some((name, bytes))),
            Some(Piece::Bytes(_)) => Err(anyhow!("bytes without a member")),
        }
    }

    /// The next bytes of the member, None at its end.
    pub async fn piece(&mut self) -> Result<Option<Bytes>> {
        let Some(member) = &mut self.member else { return Ok(None) };
        match self.pieces.recv().await.transpose()? {
            Some(Piece::Bytes(bytes)) => {
                member.hasher.update(&bytes);
                return Ok(Some(bytes));
            }
            Some(Piece::Member { name, bytes, .. }) => self.next = Some((name, bytes)),
            None => {}
        }
        if let Some(Open { name, bytes, hasher }) = self.member.take() {
            self.members.push(Listed::new(name, bytes, &hasher.finish(), 0));
        }
        Ok(None)
    }

    /// All bytes of the member, at most `most`.
    pub async fn whole(&mut self, most: usize) -> Result<Vec<u8>> {
        let mut all = Vec::new();
        while let Some(bytes) = self.piece().await? {
            all.extend_from_slice(&bytes);
            ensure!(all.len() <= most, "it is larger than this program writes it");
        }
        Ok(all)
    }

    /// Notes how many rows were in the member that was read last.
    pub fn note_rows(&mut self, rows: u64) {
        if let Some(last) = self.members.last_mut() {
            last.rows = rows;
        }
    }
}

/// What the disk says stays; what `tar` says of the bytes that it took for a head repeats them.
fn without_content(error: std::io::Error) -> anyhow::Error {
    match error.raw_os_error() {
        Some(_) => error.into(),
        None => anyhow!("What follows is no part of an archive, or not whole."),
    }
}

fn read(from: impl Read, pipe: &Sender<Result<Piece>>) -> Result<()> {
    let mut archive = tar::Archive::new(from);
    let mut last = "its beginning".to_owned();
    for entry in archive.entries()? {
        let mut entry = entry
            .map_err(without_content)
            .with_context(|| format!("The archive cannot be read after {last}."))?;
        let name = entry.path()?.to_str().context("a member's name is no text")?.to_owned();
        let bytes = entry.size();
        if pipe.blocking_send(Ok(Piece::Member { name: name.clone(), bytes, rows: 0 })).is_err() {
            return Ok(());
        }
        loop {
            let mut piece = vec![0; PIECE_BYTES];
            let count = entry.read(&mut piece).with_context(|| format!("{name} cannot be read."))?;
            piece.truncate(count);
            if count == 0 {
                break;
            }
            if pipe.blocking_send(Ok(Piece::Bytes(piece.into()))).is_err() {
                return Ok(());
            }
        }
        last = name;
    }
    Ok(())
}
