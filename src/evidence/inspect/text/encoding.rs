//! Which encoding a text is in, and whether its bytes are text at all.

use super::super::Kind;

/// The encodings that are taken. Windows-1252 is what older programs wrote without saying so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a mark.
    Utf8,
    /// UTF-8 that starts with a mark.
    Utf8Marked,
    /// UTF-16, lowest byte first, as its mark says.
    Utf16Little,
    /// UTF-16, highest byte first, as its mark says.
    Utf16Big,
    /// The single-byte encoding of western European Windows.
    Windows1252,
}

impl Encoding {
    /// The encoding that the mark at the start tells, or else UTF-8, until a byte contradicts it.
    pub fn of(head: &[u8]) -> Self {
        match head {
            [0xef, 0xbb, 0xbf, ..] => Self::Utf8Marked,
            [0xff, 0xfe, ..] => Self::Utf16Little,
            [0xfe, 0xff, ..] => Self::Utf16Big,
            _ => Self::Utf8,
        }
    }

    /// Length of the mark at the start.
    pub const fn mark_bytes(self) -> u64 {
        match self {
            Self::Utf8 | Self::Windows1252 => 0,
            Self::Utf8Marked => 3,
            Self::Utf16Little | Self::Utf16Big => 2,
        }
    }

    /// Whether ASCII characters are single bytes in it.
    pub const fn is_single_byte(self) -> bool {
        !matches!(self, Self::Utf16Little | Self::Utf16Big)
    }

    /// Decodes a piece for reading; what is cut off at its edges is replaced.
    pub fn text(self, bytes: &[u8]) -> String {
        let big = self == Self::Utf16Big;
        match self {
            Self::Utf8 | Self::Utf8Marked => String::from_utf8_lossy(bytes).into_owned(),
            // Only ASCII matters to those who ask; the letters above are the same in Latin-1.
            Self::Windows1252 => bytes.iter().map(|byte| char::from(*byte)).collect(),
            Self::Utf16Little | Self::Utf16Big => {
                let units = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair, big));
                char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
            }
        }
    }
}

const fn unit(pair: [u8; 2], big: bool) -> u16 {
    if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
}

/// Decodes UTF-16 that comes in pieces.
pub struct Utf16 {
    big: bool,
    odd: Option<u8>,
    high: Option<u16>,
}

impl Utf16 {
    const BROKEN: &str = "characters that are not valid UTF-16";

    /// A decoder at the start of a text.
    pub fn new(encoding: Encoding) -> Self {
        Self { big: encoding == Encoding::Utf16Big, odd: None, high: None }
    }

    /// Appends the UTF-8 form of `bytes` to `text`.
    pub fn decode(&mut self, bytes: &[u8], text: &mut Vec<u8>) -> Result<(), &'static str> {
        let mut bytes = bytes;
        if let (Some(first), [second, rest @ ..]) = (self.odd, bytes) {
            self.odd = None;
            self.push(unit([first, *second], self.big), text)?;
            bytes = rest;
        }
        let (pairs, rest) = bytes.as_chunks::<2>();
        for pair in pairs {
            self.push(unit(*pair, self.big), text)?;
        }
        if let [last] = rest {
            self.odd = Some(*last);
        }
        Ok(())
    }

    /// Nothing follows: no half character may be left.
    pub fn finish(&self) -> Result<(), &'static str> {
        if self.odd.is_some() || self.high.is_some() { Err(Self::BROKEN) } else { Ok(()) }
    }

    fn push(&mut self, unit: u16, text: &mut Vec<u8>) -> Result<(), &'static str> {
        let code = match (self.high.take(), unit) {
            (None, 0xd800..=0xdbff) => {
                self.high = Some(unit);
                return Ok(());
            }
            (None, _) => u32::from(unit),
            (Some(high), 0xdc00..=0xdfff) => {
                0x1_0000 + (u32::from(high & 0x3ff) << 10) + u32::from(unit & 0x3ff)
            }
            (Some(_), _) => return Err(Self::BROKEN),
        };
        let c = char::from_u32(code).ok_or(Self::BROKEN)?;
        text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        Ok(())
    }
}

/// What was seen of a text that is read in pieces.
#[derive(Default)]
pub struct Seen {
    cut: Vec<u8>,
    is_not_utf8: bool,
    has_undefined: bool,
    has_other_controls: bool,
    total: u64,
    above_ascii: u64,
    visible: bool,
}

/// Controls that text files hold: tab, line ends, page breaks, and the mark DOS programs put at the end.
const ALLOWED: [u8; 6] = [b'\t', b'\n', b'\r', 0x0b, 0x0c, 0x1a];

/// Controls of terminals: bell, backspace and the escape before colours stand in captured sessions and logs.
const TERMINAL: [u8; 3] = [0x07, 0x08, 0x1b];

/// Messages in Japanese and Korean switch between alphabets with these.
const SHIFTS: [u8; 3] = [0x0e, 0x0f, 0x1b];

/// The controls of plain text, which stand in everything that people write: tab, line ends and page breaks.
const PLAIN: [u8; 4] = [b'\t', b'\n', b'\r', 0x0c];

/// Bytes without a character in Windows-1252.
const UNDEFINED: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/// In western languages far less than this share of the letters, in percent, is above ASCII. A word alone may be above
/// it, so it is asked only of text with other controls, which not people but programs write.
const ABOVE_ASCII_PERCENT_MAX: u64 = 30;

impl Seen {
    /// Looks at the next piece.
    pub fn add(&mut self, bytes: &[u8], kind: Kind) -> Result<(), &'static str> {
        let more: &[u8] = match kind {
            Kind::Txt | Kind::Log => &TERMINAL,
            Kind::Eml => &SHIFTS,
            _ => &[],
        };
        let is_allowed = |control| ALLOWED.contains(&control) || more.contains(&control);
        for byte in bytes {
            match *byte {
                b'!'..=b'~' => self.visible = true,
                0x80.. => {
                    self.above_ascii += 1;
                    self.visible = true;
                    self.has_undefined |= UNDEFINED.contains(byte);
                }
                0 => return Err("zero bytes"),
                control @ ..=0x1f if !is_allowed(control) => {
                    return Err("control characters");
                }
                control @ (..=0x1f | 0x7f) => self.has_other_controls |= !PLAIN.contains(&control),
                _ => {}
            }
        }
        self.total += bytes.len() as u64;
        if !self.is_not_utf8 {
            self.check_utf8(bytes);
        }
        Ok(())
    }

    /// Whether nothing but blanks was seen.
    pub const fn is_blank(&self) -> bool {
        !self.visible
    }

    /// The encoding of a text without a mark, now that all of it was seen. A message says itself which one each of its
    /// parts is in, and who received it cannot save it in another.
    pub fn encoding(&self, kind: Kind) -> Result<Encoding, &'static str> {
        if !self.is_not_utf8 && self.cut.is_empty() {
            return Ok(Encoding::Utf8);
        }
        let is_dense = self.above_ascii * 100 > self.total * ABOVE_ASCII_PERCENT_MAX;
        let is_odd = self.has_undefined || (self.has_other_controls && is_dense);
        match is_odd && kind != Kind::Eml {
            true => Err("characters in an encoding that cannot be told"),
            false => Ok(Encoding::Windows1252),
        }
    }

    fn check_utf8(&mut self, bytes: &[u8]) {
        let mut bytes = bytes;
        // A character cut at the end of the piece before is finished first: it has at most four bytes.
        while let (false, [next, rest @ ..]) = (self.cut.is_empty(), bytes) {
            self.cut.push(*next);
            bytes = rest;
            match std::str::from_utf8(&self.cut) {
                Ok(_) => self.cut.clear(),
                Err(fault) if fault.error_len().is_some() => {
                    self.is_not_utf8 = true;
                    return;
                }
                Err(_) => {}
            }
        }
        if let Err(fault) = std::str::from_utf8(bytes) {
            self.is_not_utf8 = fault.error_len().is_some();
            if self.cut.is_empty() {
                self.cut.extend_from_slice(&bytes[fault.valid_up_to()..]);
            }
            if self.is_not_utf8 {
                self.cut.clear();
            }
        }
    }
}
