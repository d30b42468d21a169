//! WebP: a RIFF container that states its own length, with at least one coded picture.

use super::{super::Refusal, super::probe::Probe, measure};

/// Follows the chunks and answers where the picture ends.
pub fn walk(probe: &mut Probe<'_>) -> Result<u64, Refusal> {
    probe.go(0)?;
    let header: [u8; 12] = probe.array()?;
    let stated = u64::from(u32::from_le_bytes([header[4], header[5], header[6], header[7]]));
    let end = 8 + stated + stated % 2;
    if &header[..4] != b"RIFF" || &header[8..] != b"WEBP" || 8 + stated > probe.len {
        return Err(probe.damaged("its header is not that of a WebP"));
    }
    let (mut at, mut has_pixels) = (12, false);
    while at + 8 <= end {
        probe.go(at)?;
        let name: [u8; 4] = probe.array()?;
        let length = u64::from(u32::from_le_bytes(probe.array()?));
        if at + 8 + length > end || !name.iter().all(|byte| matches!(byte, b' '..=b'~')) {
            return Err(probe.damaged("one of its parts is not where it should be"));
        }
        has_pixels |= look_at(probe, &name)?;
        at += 8 + length + length % 2;
    }
    if has_pixels { Ok(end) } else { Err(probe.damaged("it has no pixels")) }
}

/// Measures the chunk that starts here; true if it holds pixels.
fn look_at(probe: &mut Probe<'_>, name: &[u8; 4]) -> Result<bool, Refusal> {
    match name {
        b"VP8 " => {
            let frame: [u8; 10] = probe.array()?;
            if frame[3..6] != [0x9d, 0x01, 0x2a] {
                return Err(probe.damaged("its picture does not start as it should"));
            }
            let side = |at: usize| u64::from(u16::from_le_bytes([frame[at], frame[at + 1]]) & 0x3fff);
            measure(side(6), side(8))?;
            Ok(true)
        }
        b"VP8L" => {
            let [mark, sizes @ ..]: [u8; 5] = probe.array()?;
            if mark != 0x2f {
                return Err(probe.damaged("its picture does not start as it should"));
            }
            let bits = u64::from(u32::from_le_bytes(sizes));
            measure((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1)?;
            Ok(true)
        }
        b"VP8X" => {
            let canvas: [u8; 10] = probe.array()?;
            let side = |at: usize| {
                1 + u64::from(u32::from_le_bytes([canvas[at], canvas[at + 1], canvas[at + 2], 0]))
            };
            measure(side(4), side(7))?;
            Ok(false)
        }
        b"ANMF" => Ok(true),
        _ => Ok(false),
    }
}
