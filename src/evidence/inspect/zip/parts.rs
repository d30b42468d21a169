//! The parts of a zip container and unpacking them, each within a bound.

use super::{
    super::{
        Refusal,
        limits::{ZIP_OBJECT_SEARCH_BYTES_MAX, ZIP_PART_READ_BYTES_MAX},
        probe::{Probe, fill},
        signs,
    },
    bomb,
};
use flate2::{Crc, bufread::DeflateDecoder};
use memchr::memmem;
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
    searched: u64,
}

impl Parts {
    pub(super) const fn new(parts: Vec<Part>) -> Self {
        Self { parts, searched: 0 }
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
            false => Err(probe.damaged("a part of it is not what its list of parts says")),
        }
    }

    /// The first bytes of a part.
    pub fn peek(&self, probe: &mut Probe<'_>, part: &Part) -> Result<Vec<u8>, Refusal> {
        let mut bytes = vec![0; 512];
        let used = fill(&mut unpack(probe, part)?, &mut bytes)?;
        bytes.truncate(used);
        Ok(bytes)
    }

    /// Which of `needles` the part holds first; all searches of a container share one bound.
    pub fn search(
        &mut self,
        probe: &mut Probe<'_>,
        index: usize,
        needles: &[&[u8]],
    ) -> Result<Option<usize>, Refusal> {
        let part = &self.parts[index];
        let kind = probe.kind;
        let mut unpacked = unpack(probe, part)?;
        let mut window = vec![0; 32 * 1024];
        let mut kept = 0;
        loop {
            let fresh = fill(&mut unpacked, &mut window[kept..])?;
            self.searched += fresh as u64;
            if self.searched > ZIP_OBJECT_SEARCH_BYTES_MAX {
                return Err(bomb(kind, "holds embedded objects that are too large to check".to_owned()));
            }
            let used = kept + fresh;
            let found = needles.iter().position(|needle| memmem::find(&window[..used], needle).is_some());
            if found.is_some() || fresh == 0 {
                return Ok(found);
            }
            kept = signs::OVERLAP.min(used);
            window.copy_within(used - kept..used, 0);
        }
    }

    /// Positions of all parts, for searching one after the other.
    pub fn indexes(&self) -> std::ops::Range<usize> {
        0..self.parts.len()
    }

    /// The part at `index`.
    pub fn at(&self, index: usize) -> &Part {
        &self.parts[index]
    }
}

/// Reads the unpacked bytes of `part`, from its own bytes only.
fn unpack<'a>(probe: &'a mut Probe<'_>, part: &Part) -> io::Result<Box<dyn Read + 'a>> {
    probe.go(part.data)?;
    let packed = (&mut probe.file).take(part.packed);
    Ok(if part.method == 0 { Box::new(packed) } else { Box::new(DeflateDecoder::new(packed)) })
}
