//! PDF: a document that starts and ends where it should, opens without a password and does nothing by itself.

use super::{
    Refusal,
    limits::{PDF_OBJECT_BYTES_MAX, PDF_OBJECT_STREAMS_MAX, PDF_TAIL_BYTES, WINDOW_BYTES},
    pdf_names::{Deed, Detour, Names},
    pdf_start,
    probe::{Probe, fill},
    signs,
};
use flate2::{Decompress, FlushDecompress, Status};
use memchr::memmem;
use std::{
    io::{self, BufRead},
    ops::Range,
};

/// How far after an object group's type its data can start, and how far before it its dictionary.
const DICTIONARY_BYTES: u64 = 1024;

/// How much of a file a browser reads to guess what it is.
pub const SNIFFED_BYTES: u64 = 1024;

/// Checks that the file is one PDF that an assessor can open without harm; all of it passed `through`.
pub fn check(probe: &mut Probe<'_>, through: &Through) -> Result<(), Refusal> {
    // What was not seen must not be taken for harmless.
    if through.len != probe.len {
        return Err(Refusal::Unreadable(io::Error::other("not all of it was looked at")));
    }
    pdf_start::check(probe)?;
    signs::refuse_zip(probe)?;
    check_end(probe)?;
    if let Some(found) = through.found {
        return Err(probe.mixed(found));
    }
    judge(probe, through.names.worst())?;
    let mut detour = through.names.detour();
    look_into_object_groups(probe, through.names.groups(), &mut detour)?;
    judge(probe, detour.deed())
}

/// What is seen of a document that passes once, from its start to its end, in pieces of any size: what else is in
/// it, and what it does.
#[derive(Default)]
pub struct Through {
    archives: signs::Archives,
    markup: Markup,
    names: Names,
    found: Option<&'static str>,
    len: u64,
    /// The last bytes that passed, for a sign that stands on the edge.
    edge: Vec<u8>,
}

impl Through {
    /// These bytes pass next.
    pub fn feed(&mut self, bytes: &[u8]) {
        let mut edge = std::mem::take(&mut self.edge);
        for (at, piece) in bytes.chunks(WINDOW_BYTES).enumerate().map(|(n, piece)| (n * WINDOW_BYTES, piece))
        {
            if at == 0 {
                let seen = edge.len();
                edge.extend_from_slice(piece);
                self.look(&edge, seen);
            } else {
                self.look(&bytes[at - signs::OVERLAP..at + piece.len()], signs::OVERLAP);
            }
        }
        match bytes.len().checked_sub(signs::OVERLAP) {
            Some(from) => bytes[from..].clone_into(&mut edge),
            None => drop(edge.drain(..edge.len().saturating_sub(signs::OVERLAP))),
        }
        self.edge = edge;
    }

    /// Looks at a window of which the first `seen` bytes were at the end of the one before.
    fn look(&mut self, window: &[u8], seen: usize) {
        // Names are read on from where the window before ended, all else once more from its last bytes.
        self.names.feed(&window[seen..], self.len);
        if self.found.is_none() {
            let is_markup = self.markup.is_in(window, seen, self.len - seen as u64);
            self.found = match self.archives.are_in(window) {
                true => Some(signs::AN_ARCHIVE),
                false => is_markup.then_some("a web page or script"),
            };
        }
        self.len += (window.len() - seen) as u64;
    }
}

/// The file must end with its closing mark and say where its table of objects is.
fn check_end(probe: &mut Probe<'_>) -> Result<(), Refusal> {
    let tail = probe.tail(PDF_TAIL_BYTES)?;
    let Some(mark) = memmem::rfind(&tail, b"%%EOF") else {
        return Err(probe.damaged("it has no end"));
    };
    if !tail[mark + 5..].iter().all(|byte| byte.is_ascii_whitespace() || matches!(byte, 0 | 0x1a)) {
        return Err(probe.mixed("further data after the end of the document"));
    }
    let table = memmem::rfind(&tail[..mark], b"startxref").and_then(|at| {
        let digits = tail[at + 9..mark].trim_ascii().split(|byte| !byte.is_ascii_digit()).next()?;
        std::str::from_utf8(digits).ok()?.parse::<u64>().ok()
    });
    match table {
        Some(at) if at < probe.len => Ok(()),
        _ => Err(probe.damaged("its end does not say where its contents are listed")),
    }
}

/// Finds web markup anywhere but inside of data streams, where it is text or metadata of the document; so close to
/// the start that a browser would see it, it is found there too.
#[derive(Default)]
struct Markup {
    in_stream: bool,
}

impl Markup {
    /// Whatever was whole in the first `seen` bytes is passed over: it was found when they were the last of the
    /// window before, and what came between it and them is not here any more.
    fn is_in(&mut self, window: &[u8], seen: usize, offset: u64) -> bool {
        let (mut from, mut words_from) = (0, seen.saturating_sub(b"stream".len()));
        while let Some(found) = signs::web_markup(&window[from..]) {
            let (at, end) = (from + found.start, from + found.end);
            from = at + 1;
            if end > seen {
                let to = at.max(words_from);
                self.in_stream = last_stream_word(window, words_from..to).unwrap_or(self.in_stream);
                words_from = to;
                if !self.in_stream || offset + (at as u64) < SNIFFED_BYTES {
                    return true;
                }
            }
        }
        self.in_stream = last_stream_word(window, words_from..window.len()).unwrap_or(self.in_stream);
        false
    }
}

/// Whether the last keyword about streams in that range opens (true) or closes one.
fn last_stream_word(window: &[u8], range: Range<usize>) -> Option<bool> {
    // Forwards and to the end: searching backwards is many times slower, and pieces are short but for the last.
    let places = memmem::find_iter(&window[range.clone()], b"stream");
    let words = places.filter_map(|at| {
        let at = range.start + at;
        let before = &window[at.saturating_sub(16)..at];
        if before.ends_with(b"end") {
            return Some(false);
        }
        let opens =
            before.trim_ascii_end().ends_with(b">>") && matches!(window.get(at + 6), Some(b'\r' | b'\n'));
        opens.then_some(true)
    });
    words.last()
}

fn judge(probe: &Probe<'_>, worst: Option<Deed>) -> Result<(), Refusal> {
    match worst {
        None => Ok(()),
        Some(Deed::Encrypted) => Err(Refusal::Protected(probe.kind)),
        Some(Deed::Scripts) => Err(Refusal::ActivePdf("JavaScript")),
        Some(Deed::Launches) => Err(Refusal::ActivePdf("an action that starts programs")),
        Some(Deed::DynamicForm) => {
            Err(Refusal::ActivePdf("a dynamic form (XFA), which many readers cannot show"))
        }
        Some(Deed::Evades) => Err(Refusal::ActivePdf("actions that are written in an unusual way")),
        Some(Deed::Plays) => Err(Refusal::ActivePdf("films or other active media")),
        Some(Deed::Attaches) => {
            Err(Refusal::Attachment { kind: probe.kind, found: "an attachment of the document" })
        }
    }
}

/// Objects are often kept in packed groups; what they do is only seen after unpacking.
fn look_into_object_groups(
    probe: &mut Probe<'_>,
    groups: &[u64],
    detour: &mut Detour,
) -> Result<(), Refusal> {
    let too_much = |probe: &Probe<'_>| Refusal::Bomb {
        kind: probe.kind,
        detail: "unpacks to more than a document of its size needs".to_owned(),
    };
    // Groups of an honest document do not overlap, so all of them together are no longer than the file.
    let mut left = Left { packed: probe.len, unpacked: PDF_OBJECT_BYTES_MAX };
    let mut inflate = Decompress::new(true);
    let (mut last, mut count) = (0, 0);
    for at in groups {
        let Some(start) = packed_data(probe, *at)? else { continue };
        if start == last {
            continue;
        }
        (last, count) = (start, count + 1);
        if count > PDF_OBJECT_STREAMS_MAX {
            return Err(too_much(probe));
        }
        probe.go(start)?;
        let mut names = Names::default();
        inflate.reset(true);
        if !unpack(probe, &mut inflate, &mut names, &mut left)? {
            return Err(too_much(probe));
        }
        if inflate.total_out() == 0 {
            return Err(unusual());
        }
        // The last name may end with its group.
        names.feed(b" ", 0);
        judge(probe, names.worst())?;
        detour.join(names.detour());
    }
    Ok(())
}

/// How much more work a document may make.
struct Left {
    packed: u64,
    unpacked: u64,
}

/// Shows `names` the objects packed here; false if they are more than `left` allows.
fn unpack(
    probe: &mut Probe<'_>,
    inflate: &mut Decompress,
    names: &mut Names,
    left: &mut Left,
) -> Result<bool, Refusal> {
    let mut piece = [0; 16 * 1024];
    loop {
        let packed = probe.file.fill_buf()?;
        let (taken, made) = (inflate.total_in(), inflate.total_out());
        let outcome = inflate.decompress(packed, &mut piece, FlushDecompress::None);
        let (taken, made) = (inflate.total_in() - taken, inflate.total_out() - made);
        probe.file.consume(usize::try_from(taken).unwrap_or(0));
        names.feed(&piece[..usize::try_from(made).unwrap_or(0)], 0);
        left.packed = left.packed.saturating_sub(taken);
        left.unpacked = left.unpacked.saturating_sub(made);
        if left.packed == 0 || left.unpacked == 0 {
            return Ok(false);
        }
        // Readers show what they can of a broken group, so a fault ends the look with what came before it.
        if !matches!(outcome, Ok(Status::Ok)) || taken + made == 0 {
            return Ok(true);
        }
    }
}

/// Where the packed data of the group starts whose type stands at `at`; none if it is not packed.
fn packed_data(probe: &mut Probe<'_>, at: u64) -> Result<Option<u64>, Refusal> {
    let from = at.saturating_sub(DICTIONARY_BYTES);
    probe.go(from)?;
    let mut around = vec![0; 2 * DICTIONARY_BYTES as usize];
    let used = fill(&mut probe.file, &mut around)?;
    around.truncate(used);
    let here = usize::try_from(at - from).unwrap_or(0).min(used);
    let Some(end) = memmem::find(&around[here..], b"stream").map(|found| here + found) else {
        return Err(unusual());
    };
    let begin = memmem::rfind(&around[..here], b"obj").map_or(0, |found| found + 3);
    let dictionary = &around[begin..end];
    let Some(filter) = memmem::find(dictionary, b"/Filter") else {
        return Ok(None);
    };
    let value = dictionary[filter + 7..].trim_ascii_start();
    let value = value.strip_prefix(b"[").unwrap_or(value).trim_ascii_start();
    let rest = value.strip_prefix(b"/FlateDecode").map(<[u8]>::trim_ascii_start);
    let is_plain = rest.is_some_and(|rest| matches!(rest.first(), Some(b'/' | b'>' | b']')))
        && memmem::find(dictionary, b"/Predictor").is_none()
        && memmem::find_iter(dictionary, b"Decode").count()
            == 1 + memmem::find_iter(dictionary, b"/DecodeParms").count();
    if !is_plain || dictionary.contains(&b'#') {
        return Err(unusual());
    }
    let skip = around[end + 6..].iter().position(|byte| !matches!(byte, b'\r' | b'\n' | b' ')).unwrap_or(0);
    Ok(Some(from + (end + 6 + skip) as u64))
}

const fn unusual() -> Refusal {
    Refusal::ActivePdf("parts that are packed in an unusual way and cannot be looked into")
}
