//! What a workbook comes to, found out before anything of it is kept. What an archive says about its own size need not
//! be true, and a few bytes can ask for more memory than there is: whoever asks for that is ended, with all others.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use std::io::{BufReader, Cursor, Read};
use zip::ZipArchive;

const DAMAGED: &str = "It is damaged. Open and save it again, then send it.";
const TOO_LARGE: &str = "It unpacks to far more than a table needs. Save it as CSV.";

const PARTS_MAX: usize = 2_000;
/// The most texts that its cells share.
const TEXTS_MAX: u64 = 2_000_000;
/// The most styles, sheets and names, hidden ones too.
const KEPT_MAX: u64 = 500_000;
/// How much the names may come to that each style and each sheet has a copy of.
const COPIED_BYTES_MAX: u64 = 128 * 1024 * 1024;

/// Unpacks everything once into nothing, and counts on the way what calamine keeps in memory.
pub fn check(bytes: &[u8], unpacked_max: u64) -> Result<(), &'static str> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| DAMAGED)?;
    if archive.len() > PARTS_MAX {
        return Err(TOO_LARGE);
    }
    let (mut weight, mut left) = (Weight::default(), unpacked_max);
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| DAMAGED)?;
        let mut part = part.take(left + 1);
        let promised = weight.add(&mut part)?;
        std::io::copy(&mut part, &mut std::io::sink()).map_err(|_| DAMAGED)?;
        let size = left + 1 - part.limit();
        left = left.checked_sub(size).ok_or(TOO_LARGE)?;
        if promised > size {
            return Err(DAMAGED);
        }
        weight.texts = weight.texts.max(promised);
        weight.check()?;
    }
    Ok(())
}

#[derive(Default)]
struct Weight {
    texts: u64,
    styles: u64,
    sheets: u64,
    others: u64,
    /// The longest name of a font or a format, in bytes.
    style_name: u64,
    /// The longest name of a part.
    part_name: u64,
}

impl Weight {
    /// Counts a part; answers how many texts it says that it has. Which parts matter is said in other parts, so all are
    /// looked through.
    fn add(&mut self, part: impl Read) -> Result<u64, &'static str> {
        let mut xml = Reader::from_reader(BufReader::new(part));
        // As calamine has it, so that both see the same.
        let config = xml.config_mut();
        config.check_end_names = false;
        config.expand_empty_elements = true;
        let (mut promised, mut buffer) = (0_u64, Vec::new());
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer) {
                Ok(Event::Start(element)) => promised = promised.max(self.count(&element)?),
                // A picture, say. Where this stops, calamine stops too.
                Ok(Event::Eof) | Err(_) => return Ok(promised),
                Ok(_) => {}
            }
        }
    }

    fn count(&mut self, element: &BytesStart<'_>) -> Result<u64, &'static str> {
        let length = element.attributes_raw().len() as u64;
        match element.local_name().as_ref() {
            "sst" => return promised(element),
            "si" => self.texts += 1,
            "xf" | "font" | "fill" | "border" => self.styles += 1,
            "sheet" => self.sheets += 1,
            "definedName" => self.others += 1,
            "numFmt" | "name" => {
                self.others += 1;
                self.style_name = self.style_name.max(length);
            }
            "Relationship" => {
                self.others += 1;
                self.part_name = self.part_name.max(length);
            }
            _ => {}
        }
        Ok(0)
    }

    fn check(&self) -> Result<(), &'static str> {
        let kept = self.styles + self.sheets + self.others;
        let copied = self.styles * self.style_name + self.sheets * self.part_name;
        match self.texts > TEXTS_MAX || kept > KEPT_MAX || copied > COPIED_BYTES_MAX {
            true => Err(TOO_LARGE),
            false => Ok(()),
        }
    }
}

/// How many texts the list of them says that it has. Room is made for so many before the first is read.
fn promised(element: &BytesStart<'_>) -> Result<u64, &'static str> {
    let mut promised: u64 = 0;
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| DAMAGED)?;
        if attribute.key.as_ref() == "uniqueCount" {
            promised = attribute.value.trim().parse().map_err(|_| DAMAGED)?;
        }
    }
    Ok(promised)
}
