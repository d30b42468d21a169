//! JPEG: a row of marked segments with the coded picture between them. Phones write further pictures or a
//! short film behind the first, so what follows its end is looked at instead of forbidden.

use super::{super::Refusal, super::probe::Probe, measure};
use memchr::{memchr, memmem};
use std::io::{BufRead, Seek};

/// Checks the segments and what follows the picture.
pub fn check(probe: &mut Probe<'_>) -> Result<(), Refusal> {
    let end = walk(probe)?;
    let start = probe.windows(end, 0, |window, offset| {
        window.iter().position(|byte| *byte != 0).map(|at| offset + at as u64)
    })?;
    match start {
        Some(start) if !is_from_a_camera(probe, start)? => {
            Err(probe.mixed("further data after the end of the picture"))
        }
        _ => Ok(()),
    }
}

/// Follows the segments and answers where the picture ends.
fn walk(probe: &mut Probe<'_>) -> Result<u64, Refusal> {
    probe.go(2)?;
    let (mut has_size, mut has_pixels) = (false, false);
    loop {
        match next_marker(probe)? {
            0xd9 if has_size && has_pixels => return Ok(probe.file.stream_position()?),
            0xd9 => return Err(probe.damaged("it has no pixels")),
            0x01 | 0xd0..=0xd7 => {}
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let frame: [u8; 7] = probe.array()?;
                let side = |at: usize| u64::from(u16::from_be_bytes([frame[at], frame[at + 1]]));
                measure(side(5), side(3))?;
                has_size = true;
                skip_rest(probe, side(0), 7)?;
            }
            0xda => {
                let length = u16::from_be_bytes(probe.array()?);
                skip_rest(probe, length.into(), 2)?;
                skip_coded(probe)?;
                has_pixels = true;
            }
            0x00 | 0xd8 => return Err(probe.damaged("one of its parts is not where it should be")),
            _ => {
                let length = u16::from_be_bytes(probe.array()?);
                skip_rest(probe, length.into(), 2)?;
            }
        }
    }
}

fn next_marker(probe: &mut Probe<'_>) -> Result<u8, Refusal> {
    if probe.array()? != [0xff] {
        return Err(probe.damaged("one of its parts is not where it should be"));
    }
    loop {
        let [byte] = probe.array()?;
        if byte != 0xff {
            return Ok(byte);
        }
    }
}

/// Skips a segment whose stated `length` counts its own two bytes, of which `taken` are read already.
fn skip_rest(probe: &mut Probe<'_>, length: u64, taken: u64) -> Result<(), Refusal> {
    match length.checked_sub(taken) {
        Some(rest) => Ok(probe.skip(rest)?),
        None => Err(probe.damaged("one of its parts is shorter than it can be")),
    }
}

/// Skips coded pixels: they end at the first marker that is neither padding nor a restart.
fn skip_coded(probe: &mut Probe<'_>) -> Result<(), Refusal> {
    loop {
        let buffered = probe.file.fill_buf()?;
        let seen = buffered.len();
        if seen == 0 {
            return Err(probe.damaged("it ends too early"));
        }
        let Some(at) = memchr(0xff, buffered) else {
            probe.file.consume(seen);
            continue;
        };
        probe.file.consume(at + 1);
        let [mut next] = probe.array()?;
        while next == 0xff {
            [next] = probe.array()?;
        }
        if !matches!(next, 0x00 | 0xd0..=0xd7) {
            return Ok(probe.file.seek_relative(-2)?);
        }
    }
}

/// Whether what starts at `start` is what cameras append: a picture, a film or a maker's own index.
fn is_from_a_camera(probe: &mut Probe<'_>, start: u64) -> Result<bool, Refusal> {
    let has_makers_index = probe.tail(4)? == b"SEFT";
    let mut beginning = [0; 12];
    probe.go(start)?;
    let read = super::super::probe::fill(&mut probe.file, &mut beginning)?;
    let beginning = &beginning[..read];
    let is_picture = beginning.starts_with(b"\xff\xd8\xff");
    // A film starts with its first box's length, whose leading zeros look like padding.
    let is_film = memmem::find(beginning, b"ftyp").is_some_and(|at| (1..=4).contains(&at));
    Ok(is_picture || is_film || has_makers_index)
}
