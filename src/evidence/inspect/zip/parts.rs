//! The parts of a zip container and unpacking them, each within a bound.

use super::{
    super::{
        Refusal,
        limits::{WINDOW_BYTES, ZIP_PART_READ_BYTES_MAX},
        probe::{Probe, fill},
        signs,
    },
    bomb,
};
use flate2::{Crc, bufread::DeflateDecoder};
use std::io::{self, Read};

/// One part as the list states it; `data` is where its packed bytes start.
pub struct Part {
    pub name: String,
    pub raw_name: Vec<u8>,
    pub flags: u16,
    pub method: u16,
    pub crc: u32,
    pub packed: u64,
    pub unpacked: u64,
    pub header: u64,
    pub data: u64,
}

/// The parts of a container that was found sound.
pub struct Parts {
    parts: Vec<Part>,
}

const NOT_AS_LISTED: &str = "a part of it is not what its list of parts says";

impl Parts {
    pub(super) const fn new(parts: Vec<Part>) -> Self {
        Self { parts }
    }

    /// All files in the container; folders are left out.
    pub fn files(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| !part.name.ends_with('/'))
    }

    /// The part of this name; case does not matter in office files.
    pub fn find(&self, name: &str) -> Option<&Part> {
        self.files().find(|part| part.name.eq_ignore_ascii_case(name))
    }

    /// Unpacks one part whole; refused if it is large or not what the list says of it.
    pub fn read(&self, probe: &mut Probe<'_>, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        let Some(part) = self.find(name) else { return Ok(None) };
        let mut bytes = Vec::new();
        unpack(probe, part)?.take(ZIP_PART_READ_BYTES_MAX + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > ZIP_PART_READ_BYTES_MAX {
            return Err(bomb(probe.kind, "has a list of contents that is far too long".to_owned()));
        }
        let mut sum = Crc::new();
        sum.update(&bytes);
        match bytes.len() as u64 == part.unpacked && sum.sum() == part.crc {
            true => Ok(Some(bytes)),
            false => Err(probe.damaged(NOT_AS_LISTED)),
        }
    }

    /// All parts in the order in which they stand in the file, folders among them.
    pub fn all(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter()
    }
}

/// Shows `look` all of a part, a window at a time with the number of bytes before it, until it finds something.
/// Each window repeats the end of the one before. A part that is not what the list says of it is refused, and no
/// more of it is unpacked than is listed.
pub fn look_through<T>(
    probe: &mut Probe<'_>,
    part: &Part,
    mut look: impl FnMut(&[u8], u64) -> Option<T>,
) -> Result<Option<T>, Refusal> {
    let broken = probe.damaged(NOT_AS_LISTED);
    let mut unpacked = unpack(probe, part)?.take(part.unpacked.saturating_add(1));
    let mut sum = Crc::new();
    let mut window = vec![0; window_bytes(part)];
    let (mut kept, mut total) = (0, 0);
    loop {
        let fresh = fill(&mut unpacked, &mut window[kept..])?;
        if fresh == 0 {
            let is_as_listed = total == part.unpacked && sum.sum() == part.crc;
            return if is_as_listed { Ok(None) } else { Err(broken) };
        }
        let used = kept + fresh;
        sum.update(&window[kept..used]);
        if let Some(found) = look(&window[..used], total - kept as u64) {
            return Ok(Some(found));
        }
        total += fresh as u64;
        kept = signs::OVERLAP.min(used);
        window.copy_within(used - kept..used, 0);
    }
}

/// Most parts are small, and a window is made for each.
fn window_bytes(part: &Part) -> usize {
    usize::try_from(part.unpacked).unwrap_or(WINDOW_BYTES).clamp(1024, WINDOW_BYTES - signs::OVERLAP)
        + signs::OVERLAP
}

/// Reads the unpacked bytes of `part`, from its own bytes only.
fn unpack<'a>(probe: &'a mut Probe<'_>, part: &Part) -> io::Result<Box<dyn Read + 'a>> {
    probe.go(part.data)?;
    let packed = (&mut probe.file).take(part.packed);
    Ok(if part.method == 0 { Box::new(packed) } else { Box::new(DeflateDecoder::new(packed)) })
}
