//! E-mail messages: a header as RFC 5322 has it, readable by others, and no program among the attachments.

use super::{
    Kind, Refusal,
    limits::{EML_HEADER_BYTES_MAX, EML_LINE_BYTES_MAX},
    signs,
    text::Reader,
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

/// Follows the lines of a message.
#[derive(Default)]
pub struct Checker {
    line: Vec<u8>,
    place: Place,
    header_bytes: usize,
    has_from: bool,
    has_other: bool,
    is_about_content: bool,
    is_packed: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Header,
    Body,
    PartHeader,
    /// The next line with text is the first of a part.
    PartStart,
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
        if self.place == Place::Header { self.end_header() } else { Ok(()) }
    }
}

const fn damaged(detail: &'static str) -> Refusal {
    Refusal::Damaged { kind: Kind::Eml, detail }
}

impl Checker {
    fn keep(&mut self, piece: &[u8]) {
        let room = EML_LINE_BYTES_MAX.saturating_sub(self.line.len());
        self.line.extend_from_slice(&piece[..piece.len().min(room)]);
    }

    fn end_line(&mut self) -> Result<(), Refusal> {
        let line = std::mem::take(&mut self.line);
        let line = line.strip_suffix(b"\r").unwrap_or(&line);
        match self.place {
            Place::Header => self.header_line(line),
            Place::PartHeader if line.is_empty() => {
                self.end_part_header();
                Ok(())
            }
            Place::PartHeader => self.content_line(line),
            Place::PartStart if line.is_empty() => Ok(()),
            Place::PartStart => {
                self.place = Place::Body;
                refuse_packed_program(line)
            }
            Place::Body => {
                if line.starts_with(b"--") && line.len() > 2 {
                    self.place = Place::PartHeader;
                    self.is_packed = false;
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
            self.end_part_header();
            return Ok(());
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

    fn end_part_header(&mut self) {
        self.place = if self.is_packed { Place::PartStart } else { Place::Body };
        self.is_about_content = false;
    }

    /// A header line of the message or of one of its parts: what it brings and how it is packed.
    fn content_line(&mut self, line: &[u8]) -> Result<(), Refusal> {
        let text = String::from_utf8_lossy(line).to_ascii_lowercase();
        let goes_on = line.starts_with(b" ") || line.starts_with(b"\t");
        self.is_about_content = text.starts_with("content-") || (goes_on && self.is_about_content);
        if !self.is_about_content {
            return Ok(());
        }
        self.is_packed |= text.starts_with("content-transfer-encoding:") && text.contains("base64");
        if text.contains("multipart/encrypted") || text.contains("enveloped-data") {
            return Err(Refusal::Protected(Kind::Eml));
        }
        let names = text.split("name").skip(1).filter_map(parameter);
        match names.into_iter().any(signs::is_runnable_name) {
            true => Err(Refusal::Attachment {
                kind: Kind::Eml,
                found: "a program, script or document with macros",
            }),
            false => Ok(()),
        }
    }
}

/// The value in `="x.pdf"` or `*=utf-8''x.pdf; …`, as it follows the word `name`.
fn parameter(after: &str) -> Option<&str> {
    let value =
        after.trim_start_matches(|c: char| matches!(c, '*' | ' ') || c.is_ascii_digit()).strip_prefix('=')?;
    let value = value.trim_start();
    match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => value.split([';', ' ']).next(),
    }
}

/// The first line of a packed part is enough to see whether it is a program.
fn refuse_packed_program(line: &[u8]) -> Result<(), Refusal> {
    let line = line.trim_ascii();
    let whole = &line[..line.len() / 4 * 4];
    let unpacked = STANDARD_NO_PAD.decode(whole).unwrap_or_default();
    match signs::program(&unpacked) {
        Some(found) => Err(Refusal::Attachment { kind: Kind::Eml, found }),
        None => Ok(()),
    }
}
