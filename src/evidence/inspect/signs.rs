//! The signs by which other kinds of file give themselves away, wherever they stand.

use super::{Refusal, probe::Probe};
use memchr::{memchr_iter, memmem};
use std::{io, ops::Range};

/// First bytes of the container in which office files before 2007 are kept.
pub const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// First bytes of a zip container with something in it.
pub const ZIP: &[u8] = b"PK\x03\x04";

/// First bytes of the list's end in a zip container.
pub const ZIP_END: &[u8] = b"PK\x05\x06";

/// Bytes of a zip container's closing record without its note.
pub const ZIP_END_BYTES: usize = 22;

/// Markup that makes a browser or a web server treat bytes as a page or a program.
const WEB: [&[u8]; 5] = [b"<script", b"<html", b"<!doctype html", b"<iframe", b"<?php"];

/// Longer than any sign, so that one on the edge of two windows is seen in the second.
pub const OVERLAP: usize = 64;

/// Extensions under which a system runs a file, or an office program its macros.
const RUNNABLE: [&str; 42] = [
    "exe", "dll", "scr", "pif", "cpl", "msi", "msp", "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "js", "jse",
    "wsf", "wsh", "hta", "lnk", "jar", "class", "apk", "dmg", "pkg", "deb", "rpm", "sh", "bash", "elf", "so",
    "py", "php", "docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppsm", "chm", "reg",
];

/// The first piece of web markup in `bytes`, with the byte behind it.
pub fn web_markup(bytes: &[u8]) -> Option<Range<usize>> {
    memchr_iter(b'<', bytes).find_map(|at| {
        // Packed pixels are full of these signs; the next byte tells most of them apart.
        let (b'!' | b'?' | b'H' | b'I' | b'S' | b'h' | b'i' | b's') = bytes.get(at + 1)? else { return None };
        WEB.iter().map(|tag| (tag, at + tag.len())).find_map(|(tag, end)| {
            let is_end = |next: &u8| next.is_ascii_whitespace() || matches!(next, b'>' | b'/');
            (bytes.get(at..end)?.eq_ignore_ascii_case(tag) && is_end(bytes.get(end)?)).then_some(at..end + 1)
        })
    })
}

/// What program `head` starts, if it does.
pub fn program(head: &[u8]) -> Option<&'static str> {
    const BINARIES: [(&[u8], &str); 8] = [
        (b"\x7fELF", "a Linux program"),
        (b"\xfe\xed\xfa\xce", "a macOS program"),
        (b"\xfe\xed\xfa\xcf", "a macOS program"),
        (b"\xce\xfa\xed\xfe", "a macOS program"),
        (b"\xcf\xfa\xed\xfe", "a macOS program"),
        (b"\xca\xfe\xba\xbe", "a Java program"),
        (b"\0asm", "a WebAssembly program"),
        (b"dex\n", "an Android program"),
    ];
    let windows = head.starts_with(b"MZ")
        && (memmem::find(head, b"PE\0\0").is_some()
            || memmem::find(head, b"DOS").is_some()
            || head.contains(&0));
    match BINARIES.iter().find(|(sign, _)| head.starts_with(sign)) {
        Some((_, name)) => Some(name),
        None if windows => Some("a Windows program"),
        None if head.starts_with(b"#!/") => Some("a script"),
        None => None,
    }
}

/// Whether `head` starts an archive.
pub fn is_archive(head: &[u8]) -> bool {
    const SIGNS: [&[u8]; 9] = [
        ZIP,
        b"Rar!\x1a\x07",
        b"7z\xbc\xaf\x27\x1c",
        b"\x1f\x8b\x08",
        b"\xfd7zXZ\0",
        b"BZh",
        b"MSCF\0\0\0\0",
        b"\x28\xb5\x2f\xfd",
        b"xar!",
    ];
    SIGNS.iter().any(|sign| head.starts_with(sign)) || head.get(257..262) == Some(b"ustar")
}

/// Whether a file of this name would be run or would bring macros.
pub fn is_runnable_name(name: &str) -> bool {
    name.trim_end_matches(['.', ' '])
        .rsplit_once('.')
        .is_some_and(|(_, end)| RUNNABLE.iter().any(|known| known.eq_ignore_ascii_case(end)))
}

/// Refuses a file that an archive program would open as well: a zip at its end, another kind anywhere.
pub fn refuse_archives(probe: &mut Probe<'_>) -> Result<(), Refusal> {
    refuse_zip(probe)?;
    let archives = Archives::default();
    let found = probe.windows(0, OVERLAP, |window, _| archives.are_in(window).then_some(()))?;
    found.map_or(Ok(()), |()| Err(probe.mixed(AN_ARCHIVE)))
}

/// Refuses a file with a zip at its end.
pub fn refuse_zip(probe: &mut Probe<'_>) -> Result<(), Refusal> {
    if zip_at_end(probe, false)? { Err(probe.mixed("a ZIP archive")) } else { Ok(()) }
}

/// What a file is mixed with that holds an archive of a kind that is found wherever it stands.
pub const AN_ARCHIVE: &str = "an archive";

/// What is found where a document holds one that needs a password.
pub const AN_ENCRYPTED_DOCUMENT: &str = "an encrypted document";

/// Finds archives of the kinds that are opened wherever in a file they stand.
pub struct Archives([memmem::Finder<'static>; 2]);

impl Default for Archives {
    fn default() -> Self {
        Self([memmem::Finder::new(b"Rar!\x1a\x07"), memmem::Finder::new(b"7z\xbc\xaf\x27\x1c")])
    }
}

impl Archives {
    /// Whether one begins in `bytes`.
    pub fn are_in(&self, bytes: &[u8]) -> bool {
        self.0.iter().any(|sign| sign.find(bytes).is_some())
    }
}

/// Whether programs that read zip from the end would take the file for an archive. With `is_exact` only a
/// closing record that ends with the file counts.
pub fn zip_at_end(probe: &mut Probe<'_>, is_exact: bool) -> io::Result<bool> {
    let tail = probe.tail(u64::from(u16::MAX) + ZIP_END_BYTES as u64)?;
    Ok(memmem::rfind_iter(&tail, ZIP_END).any(|at| {
        let Some(record) = tail.get(at..at + ZIP_END_BYTES) else { return false };
        let note = usize::from(u16::from_le_bytes([record[20], record[21]]));
        let is_last = at + ZIP_END_BYTES + note == tail.len();
        // The numbers of the disks are zero in every archive of one file: chance bytes rarely are.
        if is_exact { is_last } else { is_last || record[4..8] == [0; 4] }
    }))
}
