//! Bytes written as letters (base64), as mail programs read them: lines of any length, and whatever is no letter of
//! it is passed over.

/// Unpacks what it is fed.
#[derive(Default)]
pub struct Base64 {
    bits: u32,
    count: u32,
    bytes: Vec<u8>,
}

impl Base64 {
    /// Reads on until `most` bytes are unpacked, and answers whether they are.
    pub fn feed(&mut self, line: &[u8], most: usize) -> bool {
        for letter in line {
            if self.bytes.len() >= most {
                return true;
            }
            self.letter(*letter);
        }
        self.bytes.len() >= most
    }

    /// The bytes unpacked so far.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn letter(&mut self, letter: u8) {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                // The bits left over are none of the content; more may follow.
                self.count = 0;
                return;
            }
            _ => return,
        };
        self.bits = self.bits << 6 | u32::from(value);
        self.count += 6;
        if self.count >= 8 {
            self.count -= 8;
            self.bytes.push((self.bits >> self.count) as u8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpacked(lines: &[&str]) -> Vec<u8> {
        let mut packed = Base64::default();
        for line in lines {
            packed.feed(line.as_bytes(), 6);
        }
        packed.into_bytes()
    }

    #[test]
    fn letters_are_unpacked_however_they_are_split_and_padded() {
        assert_eq!(unpacked(&["TVqQAA=="]), b"MZ\x90\0");
        assert_eq!(unpacked(&["TVqQAA"]), b"MZ\x90\0");
        assert_eq!(unpacked(&["T", "Vq", "", " Q-A\r", "A=", "="]), b"MZ\x90\0");
        assert_eq!(unpacked(&["TQ==", "WpA="]), b"MZ\x90");
        assert_eq!(unpacked(&["AAAA", "+/+/", "AAAAAA"]), b"\0\0\0\xfb\xff\xbf");
    }
}
