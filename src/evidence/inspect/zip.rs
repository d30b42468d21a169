//! The zip container of newer office files, read from its list of parts and never unpacked as a whole.
//!
//! Programs disagree about broken zip files, and attacks live in that gap. So the list at the end and the
//! headers of the parts must tell the same story, and the parts must fill the file without overlap.

mod inside;
mod parts;

pub use inside::Inside;
pub use parts::{Part, Parts, look_through};

use super::{
    Kind, Refusal,
    limits::{
        ZIP_ENTRIES_MAX, ZIP_RATIO_FREE_BYTES, ZIP_RATIO_MAX, ZIP_UNPACKED_BYTES_MAX, ZIP_UNUSED_BYTES_MAX,
    },
    probe::{Probe, u16_at, u32_at, u64_at},
    signs::{self, ZIP_END, ZIP_END_BYTES},
};
use std::io::{Read, Seek};

/// Some programs that pass files on add line ends behind them.
const LINE_ENDS_MAX: usize = 4;
const LISTED_BYTES: usize = 46;
const HEADER_BYTES: u64 = 30;
const FLAG_ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
const FLAG_SIZE_FOLLOWS: u16 = 1 << 3;
/// Sizes may be written behind a part's data, in up to this many bytes.
const SIZE_RECORD_BYTES_MAX: u64 = 24;
const SYMLINK: u32 = 0o120_000;

/// Reads and checks the list of parts; what it answers can be unpacked part by part. What the parts come to is added
/// to `unpacked`, which containers in each other share.
pub fn open(probe: &mut Probe<'_>, unpacked: &mut u64) -> Result<Parts, Refusal> {
    let list = find_list(probe)?;
    if list.count > ZIP_ENTRIES_MAX {
        return Err(bomb(probe.kind, format!("holds {} parts, more than {ZIP_ENTRIES_MAX}", list.count)));
    }
    probe.go(list.start)?;
    let mut parts = Vec::new();
    for _ in 0..list.count {
        parts.push(read_listed(probe)?);
    }
    if probe.file.stream_position()? != list.end {
        return Err(probe.damaged("its list of parts does not end where it should"));
    }
    refuse_bomb(probe, &parts, unpacked)?;
    locate(probe, &mut parts, list.start)?;
    refuse_doubles(probe, &parts)?;
    Ok(Parts::new(parts))
}

struct List {
    start: u64,
    end: u64,
    count: u64,
}

fn find_list(probe: &mut Probe<'_>) -> Result<List, Refusal> {
    let tail = probe.tail((ZIP_END_BYTES + LINE_ENDS_MAX) as u64)?;
    let padding = tail.iter().rev().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let at = tail.len().saturating_sub(ZIP_END_BYTES + padding);
    let tail = &tail[at..];
    if !tail.starts_with(ZIP_END) {
        let is_earlier = signs::zip_at_end(probe, false)?;
        let broken = probe.damaged("its list of parts is missing");
        return Err(if is_earlier { probe.mixed("further data after its end") } else { broken });
    }
    let field = |at| u64::from(u32_at(tail, at).unwrap_or_default());
    let mut end = probe.len - tail.len() as u64;
    let (mut count, mut size, mut start) =
        (u64::from(u16_at(tail, 10).unwrap_or_default()), field(12), field(16));
    if count == u64::from(u16::MAX) || size == u64::from(u32::MAX) || start == u64::from(u32::MAX) {
        let large = find_large_list(probe, end)?;
        (count, size, start, end) = large;
    }
    match start.checked_add(size) {
        Some(stated) if stated == end => Ok(List { start, end, count }),
        Some(stated) if stated < end => Err(probe.mixed("further data between its parts or before them")),
        _ => Err(probe.damaged("its list of parts is not where it should be")),
    }
}

/// The 64-bit form of the closing record: count, size, start and end of the list.
fn find_large_list(probe: &mut Probe<'_>, end: u64) -> Result<(u64, u64, u64, u64), Refusal> {
    probe.go(end.saturating_sub(20))?;
    let locator: [u8; 20] = probe.array()?;
    let at = u64_at(&locator, 8).filter(|at| locator.starts_with(b"PK\x06\x07") && *at < end);
    let Some(at) = at else { return Err(probe.damaged("its list of parts is not where it should be")) };
    probe.go(at)?;
    let record: [u8; 56] = probe.array()?;
    if !record.starts_with(b"PK\x06\x06") {
        return Err(probe.damaged("its list of parts is not where it should be"));
    }
    let field = |at| u64_at(&record, at).unwrap_or_default();
    Ok((field(32), field(40), field(48), at))
}

fn read_listed(probe: &mut Probe<'_>) -> Result<Part, Refusal> {
    let fixed: [u8; LISTED_BYTES] = probe.array()?;
    if !fixed.starts_with(b"PK\x01\x02") {
        return Err(probe.damaged("its list of parts is broken"));
    }
    let short = |at| u16_at(&fixed, at).unwrap_or_default();
    let long = |at| u64::from(u32_at(&fixed, at).unwrap_or_default());
    let mut name = vec![0; short(28).into()];
    let mut extra = vec![0; short(30).into()];
    probe.file.read_exact(&mut name)?;
    probe.file.read_exact(&mut extra)?;
    probe.skip(short(32).into())?;
    let mode = u32_at(&fixed, 38).unwrap_or_default() >> 16;
    if mode & 0o170_000 == SYMLINK {
        return Err(probe.mixed("a link to another file"));
    }
    if short(8) & FLAG_ENCRYPTED != 0 {
        return Err(Refusal::Protected(probe.kind));
    }
    if !matches!(short(10), 0 | 8) {
        return Err(probe.damaged("a part is packed in a way office files do not use"));
    }
    let text = String::from_utf8_lossy(&name).replace('\\', "/");
    if is_unsafe(&text) {
        return Err(probe.mixed("a part whose name leads out of the file"));
    }
    let mut sizes = [long(24), long(20), long(42)];
    widen(&extra, &mut sizes);
    let [unpacked, packed, header] = sizes;
    Ok(Part {
        name: text,
        raw_name: name,
        flags: short(8),
        method: short(10),
        crc: long(16) as u32,
        packed,
        unpacked,
        header,
        data: 0,
    })
}

/// Fills in the sizes that stand in the 64-bit field because they did not fit.
fn widen(extra: &[u8], sizes: &mut [u64; 3]) {
    let mut at = 0;
    while let (Some(id), Some(length)) = (u16_at(extra, at), u16_at(extra, at + 2)) {
        if id == 1 {
            let mut field = at + 4;
            for size in sizes.iter_mut().filter(|size| **size == u64::from(u32::MAX)) {
                *size = u64_at(extra, field).unwrap_or(*size);
                field += 8;
            }
        }
        at += 4 + usize::from(length);
    }
}

fn is_unsafe(name: &str) -> bool {
    name.is_empty()
        || name.starts_with('/')
        || name.contains(['\0', ':'])
        || name.split('/').any(|step| step == "..")
}

/// Judges by what the list says; each part is held to that when it is looked through.
fn refuse_bomb(probe: &Probe<'_>, parts: &[Part], all_unpacked: &mut u64) -> Result<(), Refusal> {
    let unpacked = parts.iter().fold(0_u64, |sum, part| sum.saturating_add(part.unpacked));
    *all_unpacked = all_unpacked.saturating_add(unpacked);
    let mega = 1024 * 1024;
    if *all_unpacked > ZIP_UNPACKED_BYTES_MAX {
        let (all, most) = (*all_unpacked / mega, ZIP_UNPACKED_BYTES_MAX / mega);
        return Err(bomb(probe.kind, format!("would unpack to {all} MB, more than {most} MB")));
    }
    if unpacked > ZIP_RATIO_FREE_BYTES && unpacked / ZIP_RATIO_MAX > probe.len {
        return Err(bomb(probe.kind, format!("would unpack to more than {ZIP_RATIO_MAX} times its size")));
    }
    Ok(())
}

pub(super) const fn bomb(kind: Kind, detail: String) -> Refusal {
    Refusal::Bomb { kind, detail }
}

/// Finds each part's data by its own header, which must agree with the list, and refuses overlap and gaps.
fn locate(probe: &mut Probe<'_>, parts: &mut [Part], list_start: u64) -> Result<(), Refusal> {
    let kind = probe.kind;
    let overlap = || Err(bomb(kind, "has parts that overlap each other".to_owned()));
    parts.sort_by_key(|part| part.header);
    if parts.first().is_none_or(|first| first.header != 0) {
        return Err(probe.mixed("further data before its first part"));
    }
    let (mut free_from, mut unused, mut size_record) = (0_u64, 0_u64, 0);
    for part in parts {
        let Some(gap) = part.header.checked_sub(free_from) else { return overlap() };
        unused += gap.saturating_sub(size_record);
        part.data = find_data(probe, part)?;
        free_from = part.data.saturating_add(part.packed);
        if free_from > list_start {
            return overlap();
        }
        size_record = if part.flags & FLAG_SIZE_FOLLOWS == 0 { 0 } else { SIZE_RECORD_BYTES_MAX };
    }
    unused += (list_start - free_from).saturating_sub(size_record);
    if unused > ZIP_UNUSED_BYTES_MAX { Err(probe.mixed("further data between its parts")) } else { Ok(()) }
}

/// Reads the part's own header and answers where its data starts.
fn find_data(probe: &mut Probe<'_>, part: &Part) -> Result<u64, Refusal> {
    probe.go(part.header)?;
    let header: [u8; HEADER_BYTES as usize] = probe.array()?;
    let short = |at| u16_at(&header, at).unwrap_or_default();
    let mut name = vec![0; short(26).into()];
    probe.file.read_exact(&mut name)?;
    let agrees = header.starts_with(signs::ZIP) && name == part.raw_name && short(8) == part.method;
    if !agrees || short(6) & FLAG_ENCRYPTED != 0 {
        return Err(probe.damaged("the list of its parts and the parts do not agree"));
    }
    Ok(part.header + HEADER_BYTES + u64::from(short(26)) + u64::from(short(28)))
}

/// Two parts of one name: one program reads the first, another the last.
fn refuse_doubles(probe: &Probe<'_>, parts: &[Part]) -> Result<(), Refusal> {
    let mut names: Vec<String> = parts.iter().map(|part| part.name.to_lowercase()).collect();
    names.sort_unstable();
    match names.windows(2).any(|pair| pair[0] == pair[1]) {
        true => Err(probe.mixed("two parts of the same name")),
        false => Ok(()),
    }
}
