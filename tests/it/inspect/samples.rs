//! Small files of every kind, made here byte by byte, to be bent by the tests.

use flate2::{Compression, Crc, write::ZlibEncoder};
use muster::evidence::inspect::Kind;
use std::io::{Cursor, Write};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

pub fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// A PDF of one page, with `objects` added and `trailer` inside its closing dictionary.
pub fn pdf_with(objects: &[u8], trailer: &str) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\n".to_vec();
    pdf.extend_from_slice(b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n");
    pdf.extend_from_slice(b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>\nendobj\n");
    pdf.extend_from_slice(objects);
    let table = pdf.len();
    pdf.extend_from_slice(b"xref\n0 1\n0000000000 65535 f \n");
    pdf.extend_from_slice(
        format!("trailer\n<</Size 4 /Root 1 0 R {trailer}>>\nstartxref\n{table}\n%%EOF\n").as_bytes(),
    );
    pdf
}

pub fn pdf() -> Vec<u8> {
    pdf_with(b"", "")
}

/// An object of a PDF with a data stream.
pub fn pdf_stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("9 0 obj\n<<{dictionary} /Length {}>>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream\nendobj\n"].concat()
}

pub fn png_chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = Crc::new();
    sum.update(name);
    sum.update(data);
    [&(data.len() as u32).to_be_bytes(), &name[..], data, &sum.sum().to_be_bytes()].concat()
}

pub fn png_of(width: u32, height: u32, more: &[u8]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        png_chunk(b"IHDR", &header),
        more.to_vec(),
        png_chunk(b"IDAT", &zlib(&[0, 1, 2, 3])),
        png_chunk(b"IEND", b""),
    ]
    .concat()
}

pub fn jpeg_of(width: u16, height: u16, comment: &[u8]) -> Vec<u8> {
    let [h, w] = [height.to_be_bytes(), width.to_be_bytes()];
    let mut jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0".to_vec();
    jpeg.extend_from_slice(b"\xff\xfe");
    jpeg.extend_from_slice(&(comment.len() as u16 + 2).to_be_bytes());
    jpeg.extend_from_slice(comment);
    jpeg.extend_from_slice(&[0xff, 0xc0, 0, 11, 8, h[0], h[1], w[0], w[1], 1, 1, 0x11, 0]);
    jpeg.extend_from_slice(b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\x12\xff\0\x34\xff\xd9");
    jpeg
}

pub fn gif_of(width: u16, height: u16) -> Vec<u8> {
    let [w, h] = [width.to_le_bytes(), height.to_le_bytes()];
    let mut gif = [b"GIF89a", &w[..], &h[..], b"\x80\0\0\0\0\0\xff\xff\xff"].concat();
    gif.extend_from_slice(b"!\xf9\x04\0\0\0\0\0");
    gif.extend_from_slice(&[b",\0\0\0\0", &w[..], &h[..], b"\0\x02\x02\x44\x01\0;"].concat());
    gif
}

pub fn webp_of(width: u16, height: u16) -> Vec<u8> {
    let bits = u32::from(width - 1) | u32::from(height - 1) << 14;
    let pixels = [&[0x2f][..], &bits.to_le_bytes(), &[0x88, 0x88, 0x08]].concat();
    let chunk = [b"VP8L", &(pixels.len() as u32).to_le_bytes()[..], &pixels].concat();
    [b"RIFF", &(chunk.len() as u32 + 4).to_le_bytes()[..], b"WEBP", &chunk].concat()
}

pub fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let method =
            if *name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub fn types(main: &str, more: &str) -> String {
    let family = "application/vnd.openxmlformats-officedocument.";
    format!(
        "<?xml version=\"1.0\"?>\n<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/main.xml\" ContentType=\"{family}{main}\"/>{more}</Types>"
    )
}

pub const DOCX: &str = "wordprocessingml.document.main+xml";
pub const XLSX: &str = "spreadsheetml.sheet.main+xml";
pub const PPTX: &str = "presentationml.presentation.main+xml";

/// An office document of the main type `main`, with `more` types and parts.
pub fn ooxml(main: &str, more: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let list = types(main, more);
    let mut all: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", list.as_bytes()),
        ("_rels/.rels", b"<Relationships/>"),
        ("main.xml", b"<document>Access is reviewed each quarter.</document>"),
    ];
    all.extend_from_slice(parts);
    zip(&all)
}

pub fn odf(kind: Kind, manifest: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut all: Vec<(&str, &[u8])> = vec![
        ("mimetype", kind.media_type().as_bytes()),
        ("META-INF/manifest.xml", manifest.as_bytes()),
        ("content.xml", b"<office:document-content/>"),
    ];
    all.extend_from_slice(parts);
    zip(&all)
}

/// A container of the format before 2007; a name with a slash makes the folder before it.
pub fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut container = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        if let Some((folder, _)) = name.rsplit_once('/') {
            container.create_storage_all(folder).unwrap();
        }
        container.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    container.flush().unwrap();
    container.into_inner().into_inner()
}

/// The text stream of an old Word document; bit 8 of `flags` says that it is encrypted.
pub fn word(flags: u16) -> Vec<u8> {
    [&0xa5ec_u16.to_le_bytes()[..], &[0xc1; 8], &flags.to_le_bytes(), &[0; 500]].concat()
}

/// The stream of an old workbook, with `records` (number and content) before its one sheet's end.
pub fn workbook(records: &[(u16, &[u8])]) -> Vec<u8> {
    let mut all: Vec<(u16, &[u8])> = vec![(0x0809, &[0; 16])];
    all.extend_from_slice(records);
    all.push((0x000a, &[]));
    all.iter()
        .flat_map(|(id, data)| [&id.to_le_bytes(), &(data.len() as u16).to_le_bytes(), *data].concat())
        .collect()
}

pub const SHEET: (u16, &[u8]) = (0x85, b"\0\0\0\0\0\0\x01\0S");

pub const EML: &str = "From: Ann <ann@example.org>\r\nTo: Bo <bo@example.org>\r\nSubject: Access review\r\n\
                       Date: Mon, 1 Jan 2024 10:00:00 +0000\r\n\r\nDone.\r\n";

/// One honest file of every kind.
pub fn all() -> Vec<(Kind, Vec<u8>)> {
    let user: &[u8] = &[&[20, 0, 0, 0, 0x5f, 0xc0, 0x91, 0xe3][..], &[0; 40]].concat();
    Kind::ALL
        .into_iter()
        .map(|kind| {
            let bytes = match kind {
                Kind::Pdf => pdf(),
                Kind::Png => png_of(4, 3, b""),
                Kind::Jpeg => jpeg_of(4, 3, b"camera"),
                Kind::Gif => gif_of(4, 3),
                Kind::Webp => webp_of(4, 3),
                Kind::Txt => "Reviewed by Zoë. Fine.\n".into(),
                Kind::Csv => b"user,role\n\"Ann \"\"A\"\" Bo\",admin\n".to_vec(),
                Kind::Log => b"<34>Oct 11 22:14:15 host su: \x1b[31mfailed\x1b[0m\n".to_vec(),
                Kind::Md => b"<p align=center>\n\n# Plan\n\nUse `<script>` nowhere.\n".to_vec(),
                Kind::Json => b"{\"mfa\": [true, null, -1.5e3, \"\\u00e9\"]}".to_vec(),
                Kind::Eml => EML.into(),
                Kind::Docx => ooxml(DOCX, "", &[("word/embeddings/Sheet1.xlsx", &ooxml(XLSX, "", &[]))]),
                Kind::Xlsx => ooxml(XLSX, "", &[]),
                Kind::Pptx => ooxml(PPTX, "", &[]),
                Kind::Odt | Kind::Odp => odf(kind, "<manifest/>", &[]),
                Kind::Ods => odf(kind, "<manifest/>", &[("Basic/script-lc.xml", b"<libraries/>")]),
                Kind::Doc => compound(&[("WordDocument", &word(0)), ("1Table", b"table")]),
                Kind::Xls => compound(&[("Workbook", &workbook(&[SHEET]))]),
                Kind::Ppt => compound(&[("PowerPoint Document", &[0; 600]), ("Current User", user)]),
            };
            (kind, bytes)
        })
        .collect()
}

/// Writes `with` over `bytes` at `offset` behind the `nth` occurrence of `sign`.
pub fn patch(bytes: &mut [u8], sign: &[u8], nth: usize, offset: usize, with: &[u8]) {
    let at = memchr::memmem::find_iter(bytes, sign).nth(nth).unwrap() + offset;
    bytes[at..at + with.len()].copy_from_slice(with);
}
