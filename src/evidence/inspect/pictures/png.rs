//! PNG: a row of chunks, each with its length, from IHDR to IEND.

use super::{super::Refusal, super::probe::Probe, measure};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Follows the chunks and answers where the picture ends.
pub fn walk(probe: &mut Probe<'_>) -> Result<u64, Refusal> {
    if !probe.head.starts_with(SIGNATURE) || probe.head.get(8..16) != Some(b"\0\0\0\x0dIHDR") {
        return Err(probe.damaged("its header is not that of a PNG"));
    }
    let mut at = SIGNATURE.len() as u64;
    let mut has_pixels = false;
    probe.go(at)?;
    loop {
        let length = u64::from(u32::from_be_bytes(probe.array()?));
        let name: [u8; 4] = probe.array()?;
        if !name.iter().all(u8::is_ascii_alphabetic) || at + 12 + length > probe.len {
            return Err(probe.damaged("one of its parts is not where it should be"));
        }
        match &name {
            b"IHDR" => {
                let (width, height) =
                    (u32::from_be_bytes(probe.array()?), u32::from_be_bytes(probe.array()?));
                measure(width.into(), height.into())?;
                probe.skip(length.saturating_sub(8) + 4)?;
            }
            b"IEND" if has_pixels => return Ok(at + 12 + length),
            b"IEND" => return Err(probe.damaged("it has no pixels")),
            other => {
                has_pixels |= other == b"IDAT";
                probe.skip(length + 4)?;
            }
        }
        at += 12 + length;
    }
}
