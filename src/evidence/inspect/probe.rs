//! The file under inspection: its start, its length, and reading it piece by piece.

use super::{
    Kind, Refusal,
    limits::{HEAD_BYTES, WINDOW_BYTES},
};
use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// What an inspected file must be able to do.
pub trait Source: Read + Seek {}

impl<T: Read + Seek> Source for T {}

/// A file with the kind its name claims.
pub struct Probe<'a> {
    pub file: BufReader<&'a mut dyn Source>,
    pub len: u64,
    pub head: Vec<u8>,
    pub kind: Kind,
}

impl<'a> Probe<'a> {
    /// Reads the start of `file`; an empty one is refused.
    pub fn new(kind: Kind, file: &'a mut dyn Source) -> Result<Self, Refusal> {
        let len = file.seek(SeekFrom::End(0))?;
        if len == 0 {
            return Err(Refusal::Empty);
        }
        file.rewind()?;
        let mut head = Vec::with_capacity(HEAD_BYTES);
        file.take(HEAD_BYTES as u64).read_to_end(&mut head)?;
        Ok(Self { file: BufReader::with_capacity(8 * 1024, file), len, head, kind })
    }

    /// The refusal of a file that breaks its own format.
    pub const fn damaged(&self, detail: &'static str) -> Refusal {
        Refusal::Damaged { kind: self.kind, detail }
    }

    /// The refusal of a file with a second one inside.
    pub const fn mixed(&self, found: &'static str) -> Refusal {
        Refusal::Mixed { kind: self.kind, found }
    }

    /// Goes to `position`, counted from the start.
    pub fn go(&mut self, position: u64) -> io::Result<()> {
        // Nearby places are reached without losing what is buffered.
        let here = self.file.stream_position()?;
        match i64::try_from(i128::from(position) - i128::from(here)) {
            Ok(offset) => self.file.seek_relative(offset),
            Err(_) => self.file.seek(SeekFrom::Start(position)).map(drop),
        }
    }

    /// Skips `count` bytes without losing what is buffered.
    pub fn skip(&mut self, count: u64) -> io::Result<()> {
        self.file.seek_relative(i64::try_from(count).map_err(|_| io::ErrorKind::UnexpectedEof)?)
    }

    /// Reads exactly `N` bytes.
    pub fn array<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// The last `count` bytes, or all of a shorter file.
    pub fn tail(&mut self, count: u64) -> io::Result<Vec<u8>> {
        self.go(self.len.saturating_sub(count))?;
        let mut bytes = Vec::new();
        (&mut self.file).take(count).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Shows `look` the file from `from` to its end, a window at a time, until it finds something.
    /// Each window repeats the last `overlap` bytes of the one before; its offset in the file comes with it.
    pub fn windows<T>(
        &mut self,
        from: u64,
        overlap: usize,
        mut look: impl FnMut(&[u8], u64) -> Option<T>,
    ) -> io::Result<Option<T>> {
        self.go(from)?;
        let mut window = vec![0; WINDOW_BYTES];
        let (mut kept, mut offset) = (0, from);
        loop {
            let fresh = fill(&mut self.file, &mut window[kept..])?;
            if fresh == 0 {
                return Ok(None);
            }
            let used = kept + fresh;
            if let Some(found) = look(&window[..used], offset) {
                return Ok(Some(found));
            }
            kept = overlap.min(used);
            window.copy_within(used - kept..used, 0);
            offset += (used - kept) as u64;
        }
    }
}

/// Reads until `into` is full or the source ends; answers how much was read.
pub fn fill(from: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    let mut used = 0;
    while used < into.len() {
        match from.read(&mut into[used..]) {
            Ok(0) => break,
            Ok(count) => used += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(used)
}

/// Two bytes of `bytes` at `at`, lowest first.
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let end = at.checked_add(2)?;
    Some(u16::from_le_bytes(bytes.get(at..end)?.try_into().ok()?))
}

/// Four bytes of `bytes` at `at`, lowest first.
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let end = at.checked_add(4)?;
    Some(u32::from_le_bytes(bytes.get(at..end)?.try_into().ok()?))
}

/// Eight bytes of `bytes` at `at`, lowest first.
pub fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    let end = at.checked_add(8)?;
    Some(u64::from_le_bytes(bytes.get(at..end)?.try_into().ok()?))
}
