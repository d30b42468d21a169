//! Pictures: one picture from the first byte to the last, of a size that can be shown.

mod gif;
mod jpeg;
mod png;
mod webp;

use super::{
    Kind, Refusal, content,
    limits::{PICTURE_SIDE_MAX, PIXELS_MAX},
    probe::Probe,
    signs,
};
use memchr::memmem;

/// Checks that the file is the picture its name claims and nothing besides.
pub fn check(probe: &mut Probe<'_>) -> Result<(), Refusal> {
    if content::inferred(&probe.head) != Some(probe.kind.media_type()) {
        return Err(content::mismatch(probe));
    }
    refuse_second_file(probe)?;
    let end = match probe.kind {
        Kind::Png => png::walk(probe)?,
        Kind::Gif => gif::walk(probe)?,
        Kind::Webp => webp::walk(probe)?,
        _ => return jpeg::check(probe),
    };
    refuse_after(probe, end)
}

/// Refuses a picture of more pixels than the machine that shows it can be asked to hold.
fn measure(width: u64, height: u64) -> Result<(), Refusal> {
    let is_flood = width.max(height) > PICTURE_SIDE_MAX || width.saturating_mul(height) > PIXELS_MAX;
    if is_flood { Err(Refusal::Pixels { width, height }) } else { Ok(()) }
}

fn refuse_second_file(probe: &mut Probe<'_>) -> Result<(), Refusal> {
    // PDF readers look for their mark in the first kilobyte.
    if memmem::find(&probe.head[..probe.head.len().min(1024)], b"%PDF-").is_some() {
        return Err(probe.mixed("a PDF document"));
    }
    signs::refuse_archives(probe)?;
    match probe.windows(0, signs::OVERLAP, |window, _| signs::web_markup(window))? {
        Some(_) => Err(probe.mixed("a web page or script")),
        None => Ok(()),
    }
}

/// Refuses anything but padding after the picture's end.
fn refuse_after(probe: &mut Probe<'_>, end: u64) -> Result<(), Refusal> {
    match probe.windows(end, 0, |window, _| window.iter().find(|byte| **byte != 0).copied())? {
        Some(_) => Err(probe.mixed("further data after the end of the picture")),
        None => Ok(()),
    }
}
