//! The first bytes of a PDF: its mark with the version, and what may stand before it.

use super::{Refusal, content, pdf::SNIFFED_BYTES, probe::Probe, signs};
use memchr::memmem;

const MARK: &[u8] = b"%PDF-";

/// Checks that the file starts as a PDF and as nothing else.
pub fn check(probe: &Probe<'_>) -> Result<(), Refusal> {
    let Some(behind) = without_blanks(&probe.head).strip_prefix(MARK) else {
        return Err(not_a_pdf(probe));
    };
    match behind {
        [b'1' | b'2', b'.', b'0'..=b'9', ..] => Ok(()),
        _ => Err(probe.damaged("it does not state a version of PDF")),
    }
}

/// Some programs write a mark of UTF-8 or line ends before a document, which readers pass over.
fn without_blanks(head: &[u8]) -> &[u8] {
    let near = &head[..head.len().min(SNIFFED_BYTES as usize)];
    near.strip_prefix(b"\xef\xbb\xbf").unwrap_or(near).trim_ascii_start()
}

/// Readers find the mark behind anything else as well, which then is what other programs take the file for.
fn not_a_pdf(probe: &Probe<'_>) -> Refusal {
    let head = &probe.head;
    let near = &head[..head.len().min(SNIFFED_BYTES as usize)];
    let is_other = content::inferred(head).is_some_and(|found| found != probe.kind.media_type())
        || content::leading_markup(&String::from_utf8_lossy(head)).is_some()
        || signs::program(head).is_some();
    match memmem::find(near, MARK) {
        Some(_) if !is_other => probe.mixed("something before its beginning"),
        _ => content::mismatch(probe),
    }
}
