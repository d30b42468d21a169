//! E-mail messages: a header as RFC 5322 has it, readable by others, and no program among the attachments.

mod names;
mod packed;

use super::{
    Kind, Refusal,
    limits::{EML_HEADER_BYTES_MAX, EML_LINE_BYTES_MAX},
    signs,
    text::Reader,
};
use packed::{Packed, Packing};
use std::borrow::Cow;

/// How much of an attachment's beginning tells whether it is a program.
const HEAD_BYTES: usize = 512;

/// What an attachment is whose name says that it would be run.
const RUNNABLE: Refusal =
    Refusal::Attachment { kind: Kind::Eml, found: "a program, script or document with macros" };

/// How many files may have begun in the text before the first of them ends or shows what it is.
const FILES_MAX: usize = 16;

/// Follows the lines of a message.
#[derive(Default)]
pub struct Checker {
    line: Vec<u8>,
    place: Place,
    header_bytes: usize,
    has_from: bool,
    has_other: bool,
    /// The field of a header that is read, with the lines it goes on in, if it is about content.
    field: Vec<u8>,
    /// How the part says that it is packed. Programs differ in what they make of two answers, so both are tried.
    packings: Vec<Packing>,
    is_message: bool,
    /// What is unpacked. It goes on over what may look like the end of its part: to some programs it is none.
    packed: Vec<Packed>,
    /// Files in the text itself, wherever the parts of the message begin and end.
    files: Vec<Packed>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Header,
    Body,
    PartHeader,
}

impl Reader for Checker {
    fn feed(&mut self, text: &[u8]) -> Result<(), Refusal> {
        let mut pieces = text.split(|byte| *byte == b'\n');
        if let Some(first) = pieces.next() {
            self.keep(first);
        }
        for piece in pieces {
            self.end_line()?;
            self.keep(piece);
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Refusal> {
        self.end_line()?;
        self.end_field()?;
        self.end_packed()?;
        self.end_files()?;
        if self.place == Place::Header { self.end_header() } else { Ok(()) }
    }
}

const fn damaged(detail: &'static str) -> Refusal {
    Refusal::Damaged { kind: Kind::Eml, detail }
}

impl Checker {
    fn keep(&mut self, piece: &[u8]) {
        let most = match self.place {
            Place::Header | Place::PartHeader => EML_HEADER_BYTES_MAX + 1,
            Place::Body => EML_LINE_BYTES_MAX,
        };
        let room = most.saturating_sub(self.line.len());
        self.line.extend_from_slice(&piece[..piece.len().min(room)]);
    }

    fn end_line(&mut self) -> Result<(), Refusal> {
        let line = std::mem::take(&mut self.line);
        let line = line.strip_suffix(b"\r").unwrap_or(&line);
        if self.place != Place::Header {
            self.file_line(line)?;
            feed_all(&mut self.packed, line)?;
        }
        match self.place {
            Place::Header => self.header_line(line),
            Place::PartHeader if line.is_empty() => self.end_part_header(),
            Place::PartHeader => self.content_line(line),
            Place::Body => {
                if line.starts_with(b"--") && line.len() > 2 {
                    self.place = Place::PartHeader;
                }
                Ok(())
            }
        }
    }

    fn header_line(&mut self, line: &[u8]) -> Result<(), Refusal> {
        self.header_bytes += line.len();
        if self.header_bytes > EML_HEADER_BYTES_MAX {
            return Err(damaged("its header is far too long"));
        }
        if line.is_empty() {
            self.end_header()?;
            return self.end_part_header();
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            return match self.header_bytes > line.len() {
                true => self.content_line(line),
                false => Err(damaged("it does not start with a header line such as From: or Date:")),
            };
        }
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        let is_name =
            !name.is_empty() && name.len() < line.len() && name.iter().all(|b| matches!(b, b'!'..=b'~'));
        if !is_name {
            return Err(damaged("its header has a line that is not of the form Name: value"));
        }
        let is = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
        self.has_from |= is(&["from", "sender", "return-path"]);
        self.has_other |= is(&["date", "received", "message-id", "subject", "to"]);
        self.content_line(line)
    }

    fn end_header(&self) -> Result<(), Refusal> {
        match self.has_from && self.has_other {
            true => Ok(()),
            false => Err(damaged("its header does not say who sent it and when or what about")),
        }
    }

    fn end_part_header(&mut self) -> Result<(), Refusal> {
        self.end_field()?;
        if !self.packings.is_empty() {
            self.end_packed()?;
            self.packed = self.packings.drain(..).map(Packed::new).collect();
        }
        // A message in the message begins with a header of its own.
        let is_message = std::mem::take(&mut self.is_message);
        self.place = if is_message { Place::PartHeader } else { Place::Body };
        Ok(())
    }

    /// Files may stand in the text itself, between `begin 644 name` and `end`. What looks like the next one may be
    /// a part of the first.
    fn file_line(&mut self, line: &[u8]) -> Result<(), Refusal> {
        if line == b"end" {
            return self.end_files();
        }
        feed_all(&mut self.files, line)?;
        match begun(line) {
            None => Ok(()),
            Some(name) if signs::is_runnable_name(name.trim()) => Err(RUNNABLE),
            Some(_) if self.files.len() == FILES_MAX => {
                Err(damaged("many files begin in its text and none ends"))
            }
            Some(_) => {
                self.files.push(Packed::new(Packing::Uuencode));
                Ok(())
            }
        }
    }

    /// A header line of the message or of one of its parts.
    fn content_line(&mut self, line: &[u8]) -> Result<(), Refusal> {
        const ABOUT_CONTENT: &[u8] = b"content-";
        let goes_on = line.starts_with(b" ") || line.starts_with(b"\t");
        if !goes_on {
            self.end_field()?;
        }
        let is_first =
            line.get(..ABOUT_CONTENT.len()).is_some_and(|it| it.eq_ignore_ascii_case(ABOUT_CONTENT));
        if is_first || (goes_on && !self.field.is_empty()) {
            self.field.extend_from_slice(line);
        }
        match self.field.len() > EML_HEADER_BYTES_MAX {
            true => Err(damaged("the header of one of its parts is far too long")),
            false => Ok(()),
        }
    }

    /// What a field says of the content: what it is, how it is packed and what it is called.
    fn end_field(&mut self) -> Result<(), Refusal> {
        if self.field.is_empty() {
            return Ok(());
        }
        let field = std::mem::take(&mut self.field);
        let field = String::from_utf8_lossy(&field);
        let text = field.to_ascii_lowercase();
        if text.starts_with("content-transfer-encoding") {
            for packing in [Packing::Base64, Packing::QuotedPrintable] {
                if text.contains(packing.name()) && !self.packings.contains(&packing) {
                    self.packings.push(packing);
                }
            }
        }
        self.is_message |= text.contains("message/rfc822");
        if text.contains("multipart/encrypted") || text.contains("enveloped-data") {
            return Err(Refusal::Protected(Kind::Eml));
        }
        if names::has_runnable(&field) { Err(RUNNABLE) } else { Ok(()) }
    }

    /// The beginning of a packed part is enough to see whether it is a program.
    fn end_packed(&mut self) -> Result<(), Refusal> {
        std::mem::take(&mut self.packed).into_iter().try_for_each(refuse_program)
    }

    fn end_files(&mut self) -> Result<(), Refusal> {
        std::mem::take(&mut self.files).into_iter().try_for_each(refuse_program)
    }
}

/// Unpacks one more line. What is long enough to be judged is, and goes.
fn feed_all(all: &mut Vec<Packed>, line: &[u8]) -> Result<(), Refusal> {
    all.extract_if(.., |packed| packed.feed(line, HEAD_BYTES)).try_for_each(refuse_program)
}

fn refuse_program(packed: Packed) -> Result<(), Refusal> {
    match signs::program(&packed.into_bytes()) {
        Some(found) => Err(Refusal::Attachment { kind: Kind::Eml, found }),
        None => Ok(()),
    }
}

/// The name of the file that begins with this line, if one does.
fn begun(line: &[u8]) -> Option<Cow<'_, str>> {
    let (mode, name) = line.strip_prefix(b"begin ")?.split_at_checked(4)?;
    let (mode, name) = match mode.strip_suffix(b" ") {
        Some(three) => (three, name),
        None => (mode, name.strip_prefix(b" ")?),
    };
    mode.iter().all(|digit| matches!(digit, b'0'..=b'7')).then(|| String::from_utf8_lossy(name))
}
