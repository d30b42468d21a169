//! The list of types in an office document: which part is of which type.

use super::{
    super::{Kind, Refusal, probe::Probe, zip::Parts},
    AN_ARCHIVE, main_type,
};
use quick_xml::{
    XmlVersion,
    events::{BytesStart, Event},
    reader::Reader,
};

const PREFIX: &str = "application/vnd.openxmlformats-officedocument.";

/// Types whose presence means that code comes with the document.
const ACTIVE: [&str; 5] = ["macroenabled", "vbaproject", "vbadata", "macrosheet", "ms-office.activex"];

struct Listed {
    part: Option<String>,
    media_type: String,
}

/// Checks that the list names the main part of the claimed kind and nothing that runs.
pub fn check(probe: &Probe<'_>, list: &[u8], parts: &Parts) -> Result<(), Refusal> {
    let listed = read_inactive(probe, list)?;
    let has_main = |kind: Kind| {
        let wanted = format!("{PREFIX}{}", main_type(kind));
        let is_there = |entry: &Listed| match &entry.part {
            Some(part) => parts.find(part.trim_start_matches('/')).is_some(),
            None => true,
        };
        listed.iter().any(|entry| entry.media_type == wanted && is_there(entry))
    };
    if has_main(probe.kind) {
        return Ok(());
    }
    let other = [Kind::Docx, Kind::Xlsx, Kind::Pptx].into_iter().find(|kind| has_main(*kind));
    let found = other.map_or_else(|| "another kind of office file".to_owned(), Kind::with_article);
    Err(Refusal::NotWhatItSays { claimed: probe.kind, found })
}

/// Checks that the list of an embedded document names something that is there and nothing that runs.
pub fn check_embedded(probe: &Probe<'_>, list: &[u8], parts: &Parts) -> Result<(), Refusal> {
    let listed = read_inactive(probe, list)?;
    let mut names = listed.iter().filter_map(|entry| entry.part.as_deref());
    match names.any(|part| parts.find(part.trim_start_matches('/')).is_some()) {
        true => Ok(()),
        false => Err(Refusal::Attachment { kind: probe.kind, found: AN_ARCHIVE }),
    }
}

fn read_inactive(probe: &Probe<'_>, list: &[u8]) -> Result<Vec<Listed>, Refusal> {
    let listed = read(probe, list)?;
    let is_active = |entry: &Listed| ACTIVE.iter().any(|word| entry.media_type.contains(word));
    if listed.iter().any(is_active) { Err(Refusal::Macros(probe.kind)) } else { Ok(listed) }
}

fn read(probe: &Probe<'_>, list: &[u8]) -> Result<Vec<Listed>, Refusal> {
    let broken = || probe.damaged("the list of its types is broken");
    let mut reader = Reader::from_reader(list);
    let mut listed = Vec::new();
    loop {
        match reader.read_event().map_err(|_| broken())? {
            Event::Eof => return Ok(listed),
            Event::DocType(_) => {
                return Err(probe.damaged("the list of its types brings definitions of its own (DOCTYPE)"));
            }
            Event::Start(element) | Event::Empty(element) => {
                listed.extend(entry(&element).ok_or_else(broken)?);
            }
            _ => {}
        }
    }
}

/// What one element lists; the outer option is empty if its text is broken, the inner if it lists nothing.
fn entry(element: &BytesStart<'_>) -> Option<Option<Listed>> {
    let (mut part, mut media_type) = (None, None);
    for attribute in element.attributes() {
        let attribute = attribute.ok()?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        match attribute.key.local_name().as_ref() {
            "PartName" => part = Some(value.into_owned()),
            "ContentType" => media_type = Some(value.trim().to_owned()),
            _ => {}
        }
    }
    // Types are compared without case, as media types are.
    Some(media_type.map(|text| Listed { part, media_type: text.to_ascii_lowercase() }))
}
