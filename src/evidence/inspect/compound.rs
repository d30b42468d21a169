//! Office documents before 2007 (DOC, XLS, PPT): a container with a directory of streams of its own.

use super::{
    Kind, Refusal, content,
    limits::{COMPOUND_ENTRIES_MAX, COMPOUND_STREAM_BYTES_MAX},
    probe::{Probe, fill, u16_at, u32_at},
    signs,
};
use cfb::CompoundFile;
use memchr::memmem;
use std::io::Read;

/// Folders in which the office programs of that time keep macros.
const MACRO_FOLDERS: [&str; 4] = ["VBA", "Macros", "_VBA_PROJECT_CUR", "_VBA_PROJECT"];

/// The streams that make a container one of the three kinds.
const MAIN: [(&str, Kind); 4] = [
    ("WordDocument", Kind::Doc),
    ("Workbook", Kind::Xls),
    ("Book", Kind::Xls),
    ("PowerPoint Document", Kind::Ppt),
];

struct Directory {
    /// Names directly in the container.
    top: Vec<String>,
    /// Names at any depth.
    all: Vec<String>,
}

impl Directory {
    fn has(&self, name: &str) -> bool {
        self.top.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    fn has_anywhere(&self, name: &str) -> bool {
        self.all.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    fn kinds(&self) -> Vec<Kind> {
        let mut kinds: Vec<Kind> =
            MAIN.iter().filter(|(name, _)| self.has(name)).map(|(_, kind)| *kind).collect();
        kinds.dedup();
        kinds
    }

    fn is_encrypted(&self) -> bool {
        self.has("EncryptedPackage") || self.has("EncryptionInfo")
    }
}

/// Checks that the file is the old office document its name claims, readable and without macros.
pub fn check(probe: &mut Probe<'_>) -> Result<(), Refusal> {
    if !probe.head.starts_with(signs::COMPOUND) {
        return Err(content::mismatch(probe));
    }
    if signs::zip_at_end(probe, true)? {
        return Err(probe.mixed("a ZIP archive"));
    }
    let directory = read_directory(probe)?;
    if directory.is_encrypted() {
        return Err(Refusal::Protected(probe.kind));
    }
    match directory.kinds().as_slice() {
        [kind] if *kind == probe.kind => {}
        [kind] => return Err(Refusal::NotWhatItSays { claimed: probe.kind, found: kind.with_article() }),
        [] => {
            return Err(Refusal::NotWhatItSays { claimed: probe.kind, found: other(&directory).to_owned() });
        }
        _ => return Err(probe.mixed("an office document of another kind")),
    }
    if MACRO_FOLDERS.iter().any(|name| directory.has_anywhere(name)) {
        return Err(Refusal::Macros(probe.kind));
    }
    if directory.has_anywhere("\u{1}Ole10Native") {
        return Err(Refusal::Attachment { kind: probe.kind, found: "an embedded object" });
    }
    if directory.has_anywhere("EncryptedPackage") {
        return Err(Refusal::Attachment { kind: probe.kind, found: signs::AN_ENCRYPTED_DOCUMENT });
    }
    match probe.kind {
        Kind::Doc => check_doc(probe),
        Kind::Xls => check_xls(probe, if directory.has("Workbook") { "Workbook" } else { "Book" }),
        _ => check_ppt(probe),
    }
}

/// The refusal of an old container under a newer name: most often the newer document with a password.
pub fn instead_of_ooxml(probe: &mut Probe<'_>) -> Refusal {
    match read_directory(probe) {
        Ok(directory) if directory.is_encrypted() => Refusal::Protected(probe.kind),
        _ => content::mismatch(probe),
    }
}

fn read_directory(probe: &mut Probe<'_>) -> Result<Directory, Refusal> {
    let kind = probe.kind;
    let broken = |_| Refusal::Damaged { kind, detail: "its inner directory is broken" };
    probe.go(0)?;
    let container = CompoundFile::open(&mut probe.file).map_err(broken)?;
    let names = |entries: cfb::Entries<'_, _>| {
        entries.take(COMPOUND_ENTRIES_MAX + 1).map(|entry| entry.name().to_owned()).collect::<Vec<_>>()
    };
    let directory = Directory { top: names(container.read_root_storage()), all: names(container.walk()) };
    match directory.all.len() > COMPOUND_ENTRIES_MAX {
        true => Err(Refusal::Bomb { kind, detail: format!("holds more than {COMPOUND_ENTRIES_MAX} parts") }),
        false => Ok(directory),
    }
}

/// What a container is that is none of the three.
fn other(directory: &Directory) -> &'static str {
    if directory.has("__properties_version1.0") {
        "an Outlook message"
    } else if directory.has("VisioDocument") {
        "a Visio drawing"
    } else {
        "another kind of file, such as an installer"
    }
}

/// Shows `look` a stream a window at a time, with `overlap` bytes repeated, until it answers.
fn look_through<T>(
    probe: &mut Probe<'_>,
    name: &str,
    mut look: impl FnMut(&[u8]) -> Option<T>,
) -> Result<Option<T>, Refusal> {
    let kind = probe.kind;
    let broken = |_| Refusal::Damaged { kind, detail: "one of its parts is broken" };
    probe.go(0)?;
    let mut container = CompoundFile::open(&mut probe.file).map_err(broken)?;
    let mut stream = container.open_stream(name).map_err(broken)?.take(COMPOUND_STREAM_BYTES_MAX);
    let mut window = vec![0; 32 * 1024];
    let mut kept = 0;
    loop {
        let fresh = fill(&mut stream, &mut window[kept..]).map_err(broken)?;
        let used = kept + fresh;
        let found = look(&window[..used]);
        if found.is_some() || fresh == 0 {
            return Ok(found);
        }
        kept = signs::OVERLAP.min(used);
        window.copy_within(used - kept..used, 0);
    }
}

fn check_doc(probe: &mut Probe<'_>) -> Result<(), Refusal> {
    let start = look_through(probe, "WordDocument", |window| Some((u16_at(window, 0), u16_at(window, 10))))?;
    match start {
        Some((Some(0xa5ec | 0xa5dc | 0xa5db), Some(flags))) if flags & 0x0100 != 0 => {
            Err(Refusal::Protected(probe.kind))
        }
        Some((Some(0xa5ec | 0xa5dc | 0xa5db), Some(_))) => Ok(()),
        _ => Err(probe.damaged("its text does not start as it should")),
    }
}

fn check_ppt(probe: &mut Probe<'_>) -> Result<(), Refusal> {
    const PROTECTED: u32 = 0xf3d1_c4df;
    /// The header of the record about macros, and of the atom in it up to the two fields of its content.
    const MACRO_RECORD: &[u8] = b"\xff\x03\x14\0\0\0\x02\0\0\x04\x0c\0\0\0";
    if let Ok(Some(PROTECTED)) = look_through(probe, "Current User", |window| u32_at(window, 12)) {
        return Err(Refusal::Protected(probe.kind));
    }
    let has_macros = look_through(probe, "PowerPoint Document", |window| {
        memmem::find_iter(window, MACRO_RECORD)
            .any(|at| u32_at(window, at + MACRO_RECORD.len() + 4).is_some_and(|count| count != 0))
            .then_some(())
    })?;
    if has_macros.is_some() { Err(Refusal::Macros(probe.kind)) } else { Ok(()) }
}

/// Walks the records before the first sheet: they tell of encryption and of sheets that are macros.
fn check_xls(probe: &mut Probe<'_>, name: &str) -> Result<(), Refusal> {
    const BEGIN: [u16; 4] = [0x0009, 0x0209, 0x0409, 0x0809];
    const END: u16 = 0x000a;
    const PASSWORD: u16 = 0x002f;
    const SHEET: u16 = 0x0085;
    const PROJECT: u16 = 0x00d3;
    let kind = probe.kind;
    let broken = |_| Refusal::Damaged { kind, detail: "one of its parts is broken" };
    probe.go(0)?;
    let mut container = CompoundFile::open(&mut probe.file).map_err(broken)?;
    let mut stream = std::io::BufReader::new(container.open_stream(name).map_err(broken)?);
    let mut is_first = true;
    loop {
        let mut header = [0; 4];
        stream.read_exact(&mut header)?;
        let (record, length) =
            (u16_at(&header, 0).unwrap_or_default(), u16_at(&header, 2).unwrap_or_default());
        if is_first && !BEGIN.contains(&record) {
            return Err(Refusal::Damaged { kind, detail: "its first sheet does not start as it should" });
        }
        is_first = false;
        match record {
            END => return Ok(()),
            PASSWORD => return Err(Refusal::Protected(kind)),
            PROJECT => return Err(Refusal::Macros(kind)),
            SHEET if length >= 6 => {
                let mut sheet = [0; 6];
                stream.read_exact(&mut sheet)?;
                if matches!(sheet[5], 1 | 6) {
                    return Err(Refusal::Macros(kind));
                }
                stream.seek_relative(i64::from(length) - 6)?;
            }
            _ => stream.seek_relative(length.into())?,
        }
    }
}
