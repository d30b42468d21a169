//! JSON as RFC 8259 defines it, checked as it streams by, with a bound on its depth.

use super::{Refusal, limits::JSON_DEPTH_MAX, text::Reader};

#[derive(Clone, Copy, Debug)]
enum State {
    /// A value must follow; behind `[` the list may also end.
    Value {
        may_end: bool,
    },
    /// A name must follow; behind `{` the object may also end.
    Name {
        may_end: bool,
    },
    Colon,
    /// A value is over: a comma or an end must follow, at the top nothing.
    Over,
    Text,
    Escape,
    Hex(u8),
    Number(Digits),
    Word(&'static [u8]),
}

/// How far a number is.
#[derive(Clone, Copy, Debug)]
enum Digits {
    Minus,
    Zero,
    Whole,
    Point,
    Fraction,
    Exponent,
    Sign,
    Power,
}

impl Digits {
    const fn may_end(self) -> bool {
        matches!(self, Self::Zero | Self::Whole | Self::Fraction | Self::Power)
    }

    const fn next(self, byte: u8) -> Option<Self> {
        Some(match (self, byte) {
            (Self::Minus, b'0') => Self::Zero,
            (Self::Minus, b'1'..=b'9') | (Self::Whole, b'0'..=b'9') => Self::Whole,
            (Self::Zero | Self::Whole, b'.') => Self::Point,
            (Self::Point | Self::Fraction, b'0'..=b'9') => Self::Fraction,
            (Self::Zero | Self::Whole | Self::Fraction, b'e' | b'E') => Self::Exponent,
            (Self::Exponent, b'+' | b'-') => Self::Sign,
            (Self::Exponent | Self::Sign | Self::Power, b'0'..=b'9') => Self::Power,
            _ => return None,
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holder {
    List,
    Object,
}

/// Follows a JSON text.
pub struct Checker {
    state: State,
    holders: Vec<Holder>,
    is_name: bool,
    line: u64,
}

impl Default for Checker {
    fn default() -> Self {
        Self { state: State::Value { may_end: false }, holders: Vec::new(), is_name: false, line: 1 }
    }
}

impl Reader for Checker {
    fn feed(&mut self, text: &[u8]) -> Result<(), Refusal> {
        for byte in text {
            self.step(*byte).map_err(|detail| Refusal::Json { line: self.line, detail })?;
            self.line += u64::from(*byte == b'\n');
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Refusal> {
        let is_over = match self.state {
            State::Over => true,
            State::Number(digits) => digits.may_end(),
            _ => false,
        };
        match is_over && self.holders.is_empty() {
            true => Ok(()),
            false => Err(Refusal::Json { line: self.line, detail: "it ends before it is complete" }),
        }
    }
}

impl Checker {
    fn step(&mut self, byte: u8) -> Result<(), &'static str> {
        match self.state {
            State::Text => match byte {
                b'"' if self.is_name => self.state = State::Colon,
                b'"' => self.state = State::Over,
                b'\\' => self.state = State::Escape,
                ..0x20 => return Err("a line break or tab stands inside a text"),
                _ => {}
            },
            State::Escape => match byte {
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.state = State::Text,
                b'u' => self.state = State::Hex(4),
                _ => return Err("a backslash stands before a character that needs none"),
            },
            State::Hex(left) if byte.is_ascii_hexdigit() => {
                self.state = if left == 1 { State::Text } else { State::Hex(left - 1) };
            }
            State::Hex(_) => return Err("a character code is not four hexadecimal digits"),
            State::Word([next, rest @ ..]) if *next == byte => {
                self.state = if rest.is_empty() { State::Over } else { State::Word(rest) };
            }
            State::Word(_) => return Err("a word stands there that is not true, false or null"),
            State::Number(digits) => match digits.next(byte) {
                Some(digits) => self.state = State::Number(digits),
                None if digits.may_end() => {
                    self.state = State::Over;
                    return self.step(byte);
                }
                None => return Err("a number is not complete"),
            },
            _ if matches!(byte, b' ' | b'\t' | b'\r' | b'\n') => {}
            State::Value { may_end } => return self.begin(byte, may_end),
            State::Name { may_end } => match byte {
                b'"' => (self.state, self.is_name) = (State::Text, true),
                b'}' if may_end => return self.end(Holder::Object),
                _ => return Err("the name of a field in quotes is expected"),
            },
            State::Colon if byte == b':' => self.state = State::Value { may_end: false },
            State::Colon => return Err("a colon is missing after the name of a field"),
            State::Over => return self.go_on(byte),
        }
        Ok(())
    }

    fn begin(&mut self, byte: u8, may_end: bool) -> Result<(), &'static str> {
        self.is_name = false;
        self.state = match byte {
            b'"' => State::Text,
            b'-' => State::Number(Digits::Minus),
            b'0' => State::Number(Digits::Zero),
            b'1'..=b'9' => State::Number(Digits::Whole),
            b't' => State::Word(b"rue"),
            b'f' => State::Word(b"alse"),
            b'n' => State::Word(b"ull"),
            b'[' => self.nest(Holder::List, State::Value { may_end: true })?,
            b'{' => self.nest(Holder::Object, State::Name { may_end: true })?,
            b']' if may_end => return self.end(Holder::List),
            _ => return Err("a value is expected"),
        };
        Ok(())
    }

    fn nest(&mut self, holder: Holder, state: State) -> Result<State, &'static str> {
        if self.holders.len() == JSON_DEPTH_MAX {
            return Err("lists and objects are nested too deeply");
        }
        self.holders.push(holder);
        Ok(state)
    }

    fn end(&mut self, holder: Holder) -> Result<(), &'static str> {
        if self.holders.pop() != Some(holder) {
            return Err("a bracket is closed that was not opened");
        }
        self.state = State::Over;
        Ok(())
    }

    fn go_on(&mut self, byte: u8) -> Result<(), &'static str> {
        match (byte, self.holders.last()) {
            (b']', _) => return self.end(Holder::List),
            (b'}', _) => return self.end(Holder::Object),
            (b',', Some(Holder::List)) => self.state = State::Value { may_end: false },
            (b',', Some(Holder::Object)) => self.state = State::Name { may_end: false },
            (_, None) => return Err("more follows after the end; lines of JSON can be uploaded as .log"),
            _ => return Err("a comma or a closing bracket is missing"),
        }
        Ok(())
    }
}
