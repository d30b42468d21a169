//! OpenDocument files (ODT, ODS, ODP): a zip container that names its type in a part called `mimetype`.

use super::{Refusal, content, ooxml, probe::Probe, signs, zip};
use memchr::memmem;

/// Checks that the file is the OpenDocument its name claims, without macros, encryption or a second file.
pub fn check(probe: &mut Probe<'_>) -> Result<(), Refusal> {
    if !probe.head.starts_with(signs::ZIP) {
        return Err(content::mismatch(probe));
    }
    let mut unpacked = 0;
    let parts = zip::open(probe, &mut unpacked)?;
    let Some(stated) = parts.read(probe, "mimetype")? else {
        let found =
            if parts.find("[Content_Types].xml").is_some() { "an Office document" } else { "a ZIP archive" };
        return Err(Refusal::NotWhatItSays { claimed: probe.kind, found: found.to_owned() });
    };
    if stated.trim_ascii() != probe.kind.media_type().as_bytes() {
        let found = "another kind of OpenDocument or e-book file".to_owned();
        return Err(Refusal::NotWhatItSays { claimed: probe.kind, found });
    }
    let Some(manifest) = parts.read(probe, "META-INF/manifest.xml")? else {
        return Err(probe.damaged("the list of its contents is missing"));
    };
    if memmem::find(&manifest, b"encryption-data").is_some() {
        return Err(Refusal::Protected(probe.kind));
    }
    if parts.find("[Content_Types].xml").is_some() {
        return Err(probe.mixed("a document of another format"));
    }
    if parts.find("content.xml").is_none() {
        return Err(probe.damaged("its text is missing"));
    }
    if parts.files().any(|part| is_macro(&part.name)) {
        return Err(Refusal::Macros(probe.kind));
    }
    ooxml::check_members(probe, &parts, ooxml::Within::nothing(&mut unpacked))
}

/// Whether a part is a module or script, of the document or of an object in it. The lists of libraries and of what is
/// in one come even without macros, and under the name of a list in another place a module could stand.
fn is_macro(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let steps: Vec<&str> = name.split('/').collect();
    (0..steps.len() - 1).any(|at| match (steps[at], &steps[at + 1..]) {
        ("scripts", _) => true,
        ("basic", inside) => !matches!(inside, ["script-lc.xml"] | [_, "script-lb.xml"]),
        _ => false,
    })
}
