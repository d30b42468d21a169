//! A look at one file. A kind that must be read through from start to end is read as its bytes pass on their way to
//! the disk, which costs no time of its own; the rest is looked at once the file is whole.

use super::{
    Kind, Refusal, accepted, clean_name, compound,
    limits::WINDOW_BYTES,
    name, odf, ooxml, pdf, pictures,
    probe::{Probe, fill},
    text,
};
use crate::blobs::Watcher;
use std::io::{self, Read, Seek};

/// What is known of a file so far.
pub struct Look {
    kind: Result<Kind, Refusal>,
    through: pdf::Through,
}

impl Look {
    /// Nothing but its name is known yet, and which kinds are taken.
    pub fn at(file_name: &str, allowed: &[Kind]) -> Self {
        Self { kind: claimed(&clean_name(file_name), allowed), through: pdf::Through::default() }
    }

    /// Whether it must see the bytes pass.
    const fn is_watching(&self) -> bool {
        matches!(self.kind, Ok(Kind::Pdf))
    }

    /// Shows it all of `file`.
    pub(super) fn pass_all(&mut self, file: &mut (impl Read + Seek)) -> io::Result<()> {
        file.rewind()?;
        let mut bytes = vec![0; WINDOW_BYTES];
        while self.is_watching() {
            match fill(file, &mut bytes)? {
                0 => break,
                count => self.pass(&bytes[..count]),
            }
        }
        Ok(())
    }

    /// That was all of it, and here it is: decides what it is. Leaves the file at its start. A file of which not all
    /// has passed is `Unreadable`.
    pub fn end(self, file: &mut (impl Read + Seek)) -> Result<Kind, Refusal> {
        let kind = self.kind?;
        let check = |mut probe: Probe<'_>| match kind {
            Kind::Pdf => pdf::check(&mut probe, &self.through),
            Kind::Png | Kind::Jpeg | Kind::Gif | Kind::Webp => pictures::check(&mut probe),
            Kind::Txt | Kind::Csv | Kind::Log | Kind::Md | Kind::Json | Kind::Eml => text::check(&mut probe),
            Kind::Docx | Kind::Xlsx | Kind::Pptx => ooxml::check(&mut probe),
            Kind::Odt | Kind::Ods | Kind::Odp => odf::check(&mut probe),
            Kind::Doc | Kind::Xls | Kind::Ppt => compound::check(&mut probe),
        };
        Probe::new(kind, file).and_then(check).map_err(|refusal| refusal.about(kind))?;
        file.rewind()?;
        Ok(kind)
    }
}

impl Watcher for Look {
    fn pass(&mut self, bytes: &[u8]) {
        if self.is_watching() {
            self.through.feed(bytes);
        }
    }
}

/// The kind that the name's extension stands for.
fn claimed(name: &str, allowed: &[Kind]) -> Result<Kind, Refusal> {
    let Some(extension) = name::extension(name) else {
        return Err(Refusal::NoExtension(accepted(allowed)));
    };
    match extension.parse() {
        Ok(kind) if allowed.contains(&kind) => Ok(kind),
        _ => Err(Refusal::NotAccepted { extension, accepted: accepted(allowed) }),
    }
}
