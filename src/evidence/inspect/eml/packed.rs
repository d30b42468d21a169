//! Bytes that a message writes as text, unpacked line by line as mail programs do it: whatever is no part of them is
//! passed over.

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use percent_encoding::percent_decode;

/// Reads groups of four letters or fewer, whatever their unused bits are.
const LETTERS: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// How bytes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Four letters for three bytes (RFC 2045, 6.8).
    Base64,
    /// As they are, some by number (RFC 2045, 6.7).
    QuotedPrintable,
    /// Lines of four signs for three bytes, each beginning with how many bytes it holds.
    Uuencode,
}

/// Unpacks what it is fed.
pub struct Packed {
    packing: Packing,
    letters: Vec<u8>,
    bytes: Vec<u8>,
}

impl Packing {
    /// What a header calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Base64 => "base64",
            Self::QuotedPrintable => "quoted-printable",
            Self::Uuencode => "uuencode",
        }
    }
}

impl Packed {
    /// Nothing yet, of what is written in this way.
    pub fn new(packing: Packing) -> Self {
        Self { packing, letters: Vec::new(), bytes: Vec::new() }
    }

    /// Reads on until `most` bytes are unpacked or a few more, and answers whether they are.
    pub fn feed(&mut self, line: &[u8], most: usize) -> bool {
        match self.packing {
            Packing::Base64 => self.base64(line, most),
            Packing::QuotedPrintable => self.quoted_printable(line),
            Packing::Uuencode => self.uuencode(line),
        }
        self.bytes.len() >= most
    }

    /// The bytes unpacked so far.
    pub fn into_bytes(mut self) -> Vec<u8> {
        self.end_group();
        self.bytes
    }

    fn base64(&mut self, line: &[u8], most: usize) {
        for letter in line {
            match letter {
                // The bits left over are none of the content; more may follow.
                b'=' => self.end_group(),
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => self.letters.push(*letter),
                _ => {}
            }
            if self.letters.len() == 4 {
                self.end_group();
            }
            if self.bytes.len() >= most {
                return;
            }
        }
    }

    /// A letter alone holds no byte.
    fn end_group(&mut self) {
        self.bytes.extend(LETTERS.decode(&self.letters).unwrap_or_default());
        self.letters.clear();
    }

    fn quoted_printable(&mut self, line: &[u8]) {
        let line = line.trim_ascii_end();
        let (line, goes_on) = line.strip_suffix(b"=").map_or((line, false), |before| (before, true));
        self.bytes.extend(by_number(line));
        if !goes_on {
            self.bytes.push(b'\n');
        }
    }

    /// Its signs stand for the same 64 values as those of base64, from the blank on.
    fn uuencode(&mut self, line: &[u8]) {
        let Some((length, signs)) = line.split_first() else { return };
        let (length, before) = (value(*length), self.bytes.len());
        let signs = &signs[..signs.len().min(length.div_ceil(3) * 4)];
        let letters = alphabet::STANDARD.as_str().as_bytes();
        for four in signs.chunks(4) {
            self.letters.extend(four.iter().map(|sign| letters[value(*sign)]));
            self.end_group();
        }
        self.bytes.truncate(before + length);
    }
}

/// The bytes of `text` with those that are written as `=` and two digits. What is no number stays.
pub fn by_number(text: &[u8]) -> Vec<u8> {
    let mut percent = Vec::with_capacity(text.len());
    for (at, byte) in text.iter().enumerate() {
        let is_number = || text.get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
        match byte {
            b'%' => percent.extend_from_slice(b"%25"),
            b'=' if is_number() => percent.push(b'%'),
            byte => percent.push(*byte),
        }
    }
    percent_decode(&percent).collect()
}

fn value(sign: u8) -> usize {
    usize::from(sign.wrapping_sub(b' ') & 63)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpacked(packing: Packing, lines: &[&str]) -> Vec<u8> {
        let mut packed = Packed::new(packing);
        for line in lines {
            packed.feed(line.as_bytes(), 6);
        }
        packed.into_bytes()
    }

    #[test]
    fn letters_are_unpacked_however_they_are_split_and_padded() {
        let unpacked = |lines: &[&str]| unpacked(Packing::Base64, lines);

        assert_eq!(unpacked(&["TVqQAA=="]), b"MZ\x90\0");
        assert_eq!(unpacked(&["TVqQAA"]), b"MZ\x90\0");
        assert_eq!(unpacked(&["T", "Vq", "", " Q-A\r", "A=", "="]), b"MZ\x90\0");
        assert_eq!(unpacked(&["TQ==", "WpA="]), b"MZ\x90");
        assert_eq!(unpacked(&["A=TVr=qQ"]), b"MZ\xa9");
        assert_eq!(unpacked(&["AAAA", "+/+/", "AAAAAA"]), b"\0\0\0\xfb\xff\xbf");
    }

    #[test]
    fn bytes_by_number_are_unpacked_whatever_breaks_the_lines() {
        let unpacked = |lines: &[&str]| unpacked(Packing::QuotedPrintable, lines);

        assert_eq!(unpacked(&["MZ=90=00=", "=", "=50E"]), b"MZ\x90\0PE\n");
        assert_eq!(unpacked(&["M=5a=90= ", "=45"]), b"MZ\x90E\n");
        assert_eq!(unpacked(&["M=ZZ=4"]), b"M=ZZ=4\n");
        assert_eq!(unpacked(&["\x7fELF% 5=3d"]), b"\x7fELF% 5=\n", "what is not by number stays");
        assert_eq!(unpacked(&["a", "b"]), b"a\nb\n");
    }

    #[test]
    fn lines_that_tell_their_length_are_unpacked() {
        let unpacked = |lines: &[&str]| unpacked(Packing::Uuencode, lines);

        assert_eq!(unpacked(&["$35J0``,``", "`", "end"])[..4], *b"MZ\x90\0");
        assert_eq!(unpacked(&["#0V%T", "!00``"]), b"CatA");
        assert_eq!(unpacked(&["#0V%T", "!00"]), b"CatA", "blanks at the end are lost on the way");
        assert_eq!(unpacked(&["", " "]), b"");
    }
}
