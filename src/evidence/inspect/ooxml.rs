//! Office documents since 2007 (DOCX, XLSX, PPTX): a zip container whose list of types says what it is.

mod types;

use super::{
    Kind, Refusal, content,
    probe::Probe,
    signs,
    zip::{self, Parts},
};

/// Names inside embedded objects, as their directories write them (UTF-16).
const PACKED_FILE: &[u8] = b"\x01\0O\0l\0e\x001\x000\0N\0a\0t\0i\0v\0e\0";
const MACROS: &[u8] = b"_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T\0";

/// Checks that the file is the office document its name claims, without macros and without a second file.
pub fn check(probe: &mut Probe<'_>) -> Result<(), Refusal> {
    if probe.head.starts_with(signs::COMPOUND) {
        return Err(super::compound::instead_of_ooxml(probe));
    }
    if !probe.head.starts_with(signs::ZIP) {
        return Err(content::mismatch(probe));
    }
    let mut parts = zip::open(probe)?;
    let Some(list) = parts.read(probe, "[Content_Types].xml")? else {
        return Err(not_a_document(probe, &parts));
    };
    types::check(probe, &list, &parts)?;
    if parts.find("_rels/.rels").is_none() {
        return Err(probe.damaged("the list of its main parts is missing"));
    }
    if parts.find("mimetype").is_some() {
        return Err(probe.mixed("a document of another format"));
    }
    refuse_macros(probe, &parts)?;
    check_members(probe, &mut parts)
}

/// What a zip container without a list of types is.
fn not_a_document(probe: &Probe<'_>, parts: &Parts) -> Refusal {
    let found = match (parts.find("mimetype"), parts.find("META-INF/MANIFEST.MF")) {
        (Some(_), _) => "an OpenDocument or e-book file",
        (_, Some(_)) => return Refusal::Program("a Java program"),
        _ => "a ZIP archive",
    };
    Refusal::NotWhatItSays { claimed: probe.kind, found: found.to_owned() }
}

fn refuse_macros(probe: &Probe<'_>, parts: &Parts) -> Result<(), Refusal> {
    let is_macro = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.ends_with("vbaproject.bin")
            || name.ends_with("vbadata.xml")
            || name.starts_with("xl/macrosheets/")
    };
    if parts.files().any(|part| is_macro(&part.name)) { Err(Refusal::Macros(probe.kind)) } else { Ok(()) }
}

/// Looks at the beginning of every part: no archive, no program, no packed-in file of any kind.
pub(super) fn check_members(probe: &mut Probe<'_>, parts: &mut Parts) -> Result<(), Refusal> {
    let kind = probe.kind;
    let attached = |found| Err(Refusal::Attachment { kind, found });
    for index in parts.indexes() {
        let part = parts.at(index);
        if part.name.ends_with('/') {
            continue;
        }
        let head = parts.peek(probe, part)?;
        if signs::is_runnable_name(&part.name) || signs::program(&head).is_some() {
            return attached("a program or script");
        }
        if signs::is_archive(&head) && !is_usual_archive(&part.name, &head) {
            return attached("an archive");
        }
        // Office on a Mac keeps drawings as PDF among the pictures.
        if head.starts_with(b"%PDF-") && !part.name.contains("/media/") {
            return attached("a PDF document");
        }
        if head.starts_with(signs::COMPOUND) {
            match parts.search(probe, index, &[PACKED_FILE, MACROS])? {
                Some(0) => return attached("an embedded object"),
                Some(_) => return Err(Refusal::Macros(kind)),
                None => {}
            }
        }
    }
    Ok(())
}

/// Archives that office programs put into documents by themselves: the workbook behind a chart, and drawings.
fn is_usual_archive(name: &str, head: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let ends_with = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    if head.starts_with(signs::ZIP) {
        name.contains("/embeddings/") && ends_with(&[".xlsx", ".docx", ".pptx"])
    } else {
        head.starts_with(b"\x1f\x8b") && ends_with(&[".emz", ".wmz"])
    }
}

/// The type of a document's main part, without what all of them share.
const fn main_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Docx => "wordprocessingml.document.main+xml",
        Kind::Xlsx => "spreadsheetml.sheet.main+xml",
        _ => "presentationml.presentation.main+xml",
    }
}
