//! A part that is a container itself, read as a file of its own: neither memory nor disk holds it unpacked.

use super::{
    super::probe::{Probe, Source},
    Part,
};
use flate2::bufread::DeflateDecoder;
use std::io::{self, BufReader, Error, ErrorKind, Read, Seek, SeekFrom, Take};

/// How often one part is unpacked from its start again: a sound container is read five times.
const RETURNS_MAX: u32 = 8;

type Packed<'a, 's> = Take<&'a mut BufReader<&'s mut dyn Source>>;

enum Way<'a, 's> {
    Stored(Packed<'a, 's>),
    Deflated(DeflateDecoder<Packed<'a, 's>>),
}

/// The unpacked bytes of a part. Going back in them unpacks them once more from the start.
pub struct Inside<'a, 's> {
    way: Way<'a, 's>,
    start: u64,
    packed: u64,
    len: u64,
    at: u64,
    wanted: u64,
    returns: u32,
}

impl<'a, 's> Inside<'a, 's> {
    /// The bytes of `part`, which was found to be as it is listed.
    pub fn new(probe: &'a mut Probe<'s>, part: &Part) -> io::Result<Self> {
        probe.go(part.data)?;
        let packed = (&mut probe.file).take(part.packed);
        let way = match part.method {
            0 => Way::Stored(packed),
            _ => Way::Deflated(DeflateDecoder::new(packed)),
        };
        let (start, packed, len) = (part.data, part.packed, part.unpacked);
        Ok(Self { way, start, packed, len, at: 0, wanted: 0, returns: 0 })
    }

    fn go_back(&mut self) -> io::Result<()> {
        self.returns += 1;
        if self.returns > RETURNS_MAX {
            return Err(Error::from(ErrorKind::InvalidData));
        }
        let packed = match &mut self.way {
            Way::Stored(packed) => packed,
            Way::Deflated(decoder) => {
                decoder.reset_data();
                decoder.get_mut()
            }
        };
        packed.get_mut().seek(SeekFrom::Start(self.start))?;
        packed.set_limit(self.packed);
        self.at = 0;
        Ok(())
    }

    fn read_on(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = match &mut self.way {
            Way::Stored(packed) => packed.read(into)?,
            Way::Deflated(decoder) => decoder.read(into)?,
        };
        self.at += count as u64;
        Ok(count)
    }
}

impl Read for Inside<'_, '_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.wanted < self.at {
            self.go_back()?;
        }
        let mut passed = [0; 8 * 1024];
        while self.at < self.wanted {
            let most =
                usize::try_from(self.wanted - self.at).map_or(passed.len(), |most| most.min(passed.len()));
            if self.read_on(&mut passed[..most])? == 0 {
                return Ok(0);
            }
        }
        let count = self.read_on(into)?;
        self.wanted = self.at;
        Ok(count)
    }
}

impl Seek for Inside<'_, '_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let wanted = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(offset) => self.len.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.wanted.checked_add_signed(offset),
        };
        self.wanted = wanted.ok_or(ErrorKind::InvalidInput)?;
        Ok(self.wanted)
    }
}
