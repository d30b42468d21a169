//! Office documents since 2007 (DOCX, XLSX, PPTX): a zip container whose list of types says what it is.

mod embedded;
mod types;

use super::{
    Kind, Refusal, content,
    probe::Probe,
    signs,
    zip::{self, Parts},
};
pub(super) use embedded::Within;
use memchr::memmem;

/// Names inside embedded objects, as their directories write them (UTF-16).
const PACKED_FILE: &[u8] = b"\x01\0O\0l\0e\x001\x000\0N\0a\0t\0i\0v\0e\0";
const ENCRYPTED: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
const MACROS: &[u8] = b"_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T\0";

/// How much of a part's beginning tells what it is.
const HEAD_BYTES: usize = 512;

const A_PROGRAM: &str = "a program or script";
const AN_ARCHIVE: &str = "an archive";

/// Checks that the file is the office document its name claims, without macros and without a second file.
pub fn check(probe: &mut Probe<'_>) -> Result<(), Refusal> {
    if probe.head.starts_with(signs::COMPOUND) {
        return Err(super::compound::instead_of_ooxml(probe));
    }
    if !probe.head.starts_with(signs::ZIP) {
        return Err(content::mismatch(probe));
    }
    let mut unpacked = 0;
    let parts = zip::open(probe, &mut unpacked)?;
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
    check_members(probe, &parts, Within::nothing(&mut unpacked))
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

/// Looks through every part: no archive, no program, no packed-in file of any kind, and nothing but what is listed.
pub(super) fn check_members(
    probe: &mut Probe<'_>,
    parts: &Parts,
    mut within: Within<'_>,
) -> Result<(), Refusal> {
    let kind = probe.kind;
    for part in parts.all() {
        if signs::is_runnable_name(&part.name) {
            return Err(Refusal::Attachment { kind, found: A_PROGRAM });
        }
        let mut is_object = false;
        let mut document = within.document();
        let found = zip::look_through(probe, part, |window, before| {
            let head = &window[..window.len().min(HEAD_BYTES)];
            if before == 0 {
                is_object = head.starts_with(signs::COMPOUND);
                document.begin(head);
            }
            let fault = || if before == 0 { packed_in(kind, &part.name, head) } else { None };
            let is_kept = document.keep(window, before);
            fault()
                .or_else(|| if is_object { active_object(kind, window) } else { None })
                .or_else(|| if is_kept { None } else { Some(embedded::too_large(kind)) })
        })?;
        found.map_or(Ok(()), Err)?;
        document.check(probe, part, &mut within)?;
    }
    Ok(())
}

/// The refusal of a part that begins as another file does.
fn packed_in(kind: Kind, name: &str, head: &[u8]) -> Option<Refusal> {
    // Office on a Mac keeps drawings as PDF among the pictures, LibreOffice what was pasted as one.
    let is_picture = match kind {
        Kind::Odt | Kind::Ods | Kind::Odp => name.starts_with("Pictures/") || name.contains("/Pictures/"),
        _ => name.contains("/media/"),
    };
    let is_pdf = head.starts_with(b"%PDF-") && !is_picture;
    let found = if signs::program(head).is_some() {
        A_PROGRAM
    } else if signs::is_archive(head) && !is_usual_archive(name, head) {
        AN_ARCHIVE
    } else if is_pdf {
        "a PDF document"
    } else {
        return None;
    };
    Some(Refusal::Attachment { kind, found })
}

/// The refusal of an embedded object, a piece of which is `window`, with a file, macros or a password.
fn active_object(kind: Kind, window: &[u8]) -> Option<Refusal> {
    let has = |name| memmem::find(window, name).is_some();
    if has(PACKED_FILE) {
        return Some(Refusal::Attachment { kind, found: "an embedded object" });
    }
    if has(ENCRYPTED) {
        return Some(Refusal::Attachment { kind, found: signs::AN_ENCRYPTED_DOCUMENT });
    }
    has(MACROS).then_some(Refusal::Macros(kind))
}

/// Archives that office programs put into documents by themselves: the workbook behind a chart, a slide, a
/// drawing of Visio, and packed pictures.
fn is_usual_archive(name: &str, head: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let ends_with = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    if head.starts_with(signs::ZIP) {
        name.contains("/embeddings/") && ends_with(&[".xlsx", ".docx", ".pptx", ".sldx", ".vsdx"])
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
