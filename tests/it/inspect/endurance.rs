//! Whatever the bytes are: an answer, in bounded memory, after reading the file a few times at most.

use super::{look, samples};
use muster::evidence::inspect::{Kind, inspect};
use proptest::prelude::*;
use std::io::{self, Cursor, Read, Seek, SeekFrom};

/// Counts what is read, and how much at once.
struct Counted {
    inner: Cursor<Vec<u8>>,
    read: u64,
    largest: usize,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.largest = self.largest.max(into.len());
        let count = self.inner.read(into)?;
        self.read += count as u64;
        Ok(count)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

const TEN_MB: usize = 10 << 20;

fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let next = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    (0..length).map(next).collect()
}

fn large_files() -> Vec<(&'static str, Vec<u8>)> {
    let noise = noise(TEN_MB);
    let words = "one,\"two\",3\n".repeat(TEN_MB / 12);
    let numbers = format!("[{}0]", "[1.5, \"two\", null],\n ".repeat(TEN_MB / 22));
    let tabled = [("WordDocument", &samples::word(0)[..]), ("Data", &noise)];
    vec![
        ("a.pdf", samples::pdf_with(&samples::pdf_stream("", &noise), "")),
        ("a.png", samples::png_of(4, 3, &samples::png_chunk(b"IDAT", &noise))),
        ("a.txt", words.clone().into()),
        ("a.csv", words.into()),
        ("a.json", numbers.into()),
        ("a.eml", format!("{}{}", samples::EML, "line of text\r\n".repeat(TEN_MB / 14)).into()),
        ("a.docx", samples::ooxml(samples::DOCX, "", &[("word/media/image1.dat", &noise)])),
        ("a.doc", samples::compound(&tabled)),
    ]
}

#[test]
fn a_large_file_is_read_a_few_times_and_never_held() {
    for (name, bytes) in large_files() {
        let length = bytes.len() as u64;
        let mut file = Counted { inner: Cursor::new(bytes), read: 0, largest: 0 };

        let kind = inspect(name, &mut file, &Kind::ALL);

        assert!(kind.is_ok(), "{name}: {kind:?}");
        assert!(file.largest <= 64 * 1024, "{name} reads {} bytes at once", file.largest);
        assert!(file.read <= 5 * length, "{name} of {length} bytes reads {}", file.read);
    }
}

#[test]
fn a_large_document_in_another_is_read_a_few_times_and_never_held() {
    let book = samples::ooxml(samples::XLSX, "", &[("xl/media/image1.dat", &noise(TEN_MB))]);
    let bytes = samples::ooxml(samples::DOCX, "", &[("word/embeddings/a.xlsx", &book)]);
    let length = bytes.len() as u64;
    let mut file = Counted { inner: Cursor::new(bytes), read: 0, largest: 0 };

    let kind = inspect("a.docx", &mut file, &Kind::ALL);

    assert!(kind.is_ok(), "{kind:?}");
    assert!(file.largest <= 64 * 1024, "reads {} bytes at once", file.largest);
    assert!(file.read <= 7 * length, "of {length} bytes reads {}", file.read);
}

/// Packed groups of objects, each of which unpacks the beginnings of all that follow and then nothing, for long.
fn groups_in_each_other(count: usize, blocks: usize) -> Vec<u8> {
    const GROUP: &[u8] = b"9 0 obj\n<</Type/ObjStm/Filter/FlateDecode>>stream\n\x78\x01";
    let length = GROUP.len() as u8;
    let stored = [&[0, length, 0, !length, 0xff][..], GROUP].concat();
    let groups = [GROUP, &stored.repeat(count - 1), &[0, 0, 0, 0xff, 0xff].repeat(blocks)].concat();
    samples::pdf_with(&[&groups[..], b"\nendstream\nendobj\n"].concat(), "")
}

#[test]
fn groups_that_hide_in_each_other_are_not_unpacked_over_and_over() {
    let bytes = groups_in_each_other(100, 800_000);
    let length = bytes.len() as u64;
    let mut file = Counted { inner: Cursor::new(bytes), read: 0, largest: 0 };

    let refused = inspect("a.pdf", &mut file, &Kind::ALL).unwrap_err().to_string();

    assert!(refused.contains("unpacks to more than a document of its size needs"), "{refused}");
    assert!(file.read <= 6 * length, "of {length} bytes reads {}", file.read);
}

fn bent() -> impl Strategy<Value = (usize, Vec<(usize, u8)>, usize)> {
    (0..Kind::ALL.len(), prop::collection::vec((any::<usize>(), any::<u8>()), 0..8), any::<usize>())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn random_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..3_000)) {
        for kind in Kind::ALL {
            if look(&format!("a.{}", kind.extension()), &bytes).is_ok() {
                // A handful of bytes can happen to be text; nothing else comes about by chance.
                prop_assert!([Kind::Txt, Kind::Csv, Kind::Log, Kind::Md, Kind::Json].contains(&kind));
            }
        }
    }

    #[test]
    fn bent_and_cut_files_are_answered((which, changes, cut) in bent()) {
        let (_, mut bytes) = samples::all().swap_remove(which);
        for (at, byte) in changes {
            let length = bytes.len();
            bytes[at % length] = byte;
        }
        if cut % 4 == 0 {
            bytes.truncate(cut / 4 % bytes.len());
        }

        for kind in Kind::ALL {
            if let Ok(found) = look(&format!("a.{}", kind.extension()), &bytes) {
                prop_assert_eq!(found, kind);
            }
        }
    }
}
