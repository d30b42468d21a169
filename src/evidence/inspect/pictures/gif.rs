//! GIF: a screen, then extensions and frames as chains of small blocks, then the trailer.

use super::{super::Refusal, super::probe::Probe, measure};
use std::io::Seek;

/// Follows the blocks and answers where the picture ends.
pub fn walk(probe: &mut Probe<'_>) -> Result<u64, Refusal> {
    if !probe.head.starts_with(b"GIF87a") && !probe.head.starts_with(b"GIF89a") {
        return Err(probe.damaged("its header is not that of a GIF"));
    }
    probe.go(6)?;
    let screen: [u8; 7] = probe.array()?;
    measure(side(&screen, 0), side(&screen, 2))?;
    probe.skip(colours(screen[4]))?;
    let mut has_frame = false;
    loop {
        match probe.array::<1>()? {
            [b'!'] => {
                probe.skip(1)?;
                skip_chain(probe)?;
            }
            [b','] => {
                let frame: [u8; 9] = probe.array()?;
                measure(side(&frame, 4), side(&frame, 6))?;
                probe.skip(colours(frame[8]) + 1)?;
                skip_chain(probe)?;
                has_frame = true;
            }
            [b';'] if has_frame => return Ok(probe.file.stream_position()?),
            _ => return Err(probe.damaged("one of its parts is not where it should be")),
        }
    }
}

fn side(bytes: &[u8], at: usize) -> u64 {
    u64::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]))
}

/// Bytes of the colour table that the packed field announces.
fn colours(packed: u8) -> u64 {
    if packed & 0x80 == 0 { 0 } else { 3 << ((packed & 7) + 1) }
}

fn skip_chain(probe: &mut Probe<'_>) -> Result<(), Refusal> {
    loop {
        match probe.array::<1>()? {
            [0] => return Ok(()),
            [length] => probe.skip(length.into())?,
        }
    }
}
