//! A document that another one embeds, such as the workbook behind a chart: a document too, not just called so.

use super::{
    super::{
        Kind, Refusal,
        limits::ZIP_HELD_BYTES_MAX,
        probe::{Probe, Source},
        signs,
        zip::{self, Inside, Part},
    },
    AN_ARCHIVE, check_members, refuse_macros, types,
};
use std::io::Cursor;

/// How deep in other documents a document is embedded, and what all of them come to when unpacked.
pub struct Within<'a> {
    depth: u8,
    unpacked: &'a mut u64,
}

/// What is found in a part that may be a document.
pub enum Document {
    /// It is read again as a file of its own.
    Again(bool),
    /// A slide show in a report brings workbooks for its charts. Unpacking both over and over takes too long, so the
    /// inner ones are held in memory.
    Held(Option<Vec<u8>>),
    /// Office programs go no deeper.
    TooDeep(bool),
}

impl<'a> Within<'a> {
    /// The document that was uploaded.
    pub const fn nothing(unpacked: &'a mut u64) -> Self {
        Self { depth: 0, unpacked }
    }

    pub(super) const fn document(&self) -> Document {
        match self.depth {
            0 => Document::Again(false),
            1 => Document::Held(None),
            _ => Document::TooDeep(false),
        }
    }
}

impl Document {
    /// The part begins with `head`.
    pub fn begin(&mut self, head: &[u8]) {
        let is_container = head.starts_with(signs::ZIP);
        match self {
            Self::Again(is_there) | Self::TooDeep(is_there) => *is_there = is_container,
            Self::Held(bytes) => *bytes = is_container.then(Vec::new),
        }
    }

    /// A window of the part with `before` bytes before it; false if there are too many.
    pub fn keep(&mut self, window: &[u8], before: u64) -> bool {
        let Self::Held(Some(bytes)) = self else { return true };
        bytes.extend_from_slice(if before == 0 { window } else { &window[signs::OVERLAP..] });
        bytes.len() <= ZIP_HELD_BYTES_MAX
    }

    /// Checks the document in `part`, if it is one.
    pub fn check(self, probe: &mut Probe<'_>, part: &Part, within: &mut Within<'_>) -> Result<(), Refusal> {
        let kind = probe.kind;
        match self {
            Self::Again(true) => look_into(kind, &mut Inside::new(probe, part)?, within),
            Self::Held(Some(bytes)) => look_into(kind, &mut Cursor::new(bytes), within),
            Self::TooDeep(true) => Err(Refusal::Attachment { kind, found: AN_ARCHIVE }),
            Self::Again(false) | Self::Held(None) | Self::TooDeep(false) => Ok(()),
        }
    }
}

/// The refusal of a document that embeds one with a large one in it.
pub fn too_large(kind: Kind) -> Refusal {
    Refusal::Bomb { kind, detail: "holds embedded documents that are too large to check".to_owned() }
}

fn look_into(kind: Kind, file: &mut dyn Source, within: &mut Within<'_>) -> Result<(), Refusal> {
    let within = Within { depth: within.depth + 1, unpacked: within.unpacked };
    let looked = Probe::new(kind, file).and_then(|mut probe| check(&mut probe, within));
    looked.map_err(|refusal| match refusal.about(kind) {
        Refusal::Damaged { .. } => Refusal::Damaged { kind, detail: "a document embedded in it is broken" },
        told => told,
    })
}

fn check(probe: &mut Probe<'_>, within: Within<'_>) -> Result<(), Refusal> {
    let parts = zip::open(probe, within.unpacked)?;
    let Some(list) = parts.read(probe, "[Content_Types].xml")? else {
        return Err(Refusal::Attachment { kind: probe.kind, found: AN_ARCHIVE });
    };
    types::check_embedded(probe, &list, &parts)?;
    refuse_macros(probe, &parts)?;
    check_members(probe, &parts, within)
}
