//! Tables as text: every quoted field must end. Anything else that is text can be a table of one column.

use super::{Kind, Refusal, text::Reader};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    FieldStart,
    Plain,
    Quoted,
    /// A quote inside a quoted field: its end, or the first half of a doubled one.
    Quote,
}

/// Follows the quotes of a table.
pub struct Checker {
    separator: u8,
    state: State,
}

impl Checker {
    /// Guesses the separator from the first line of `start`.
    pub fn new(start: &str) -> Self {
        let line = start.lines().next().unwrap_or_default();
        let count = |separator: &u8| line.bytes().filter(|byte| byte == separator).count();
        let separator = [b'|', b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',');
        Self { separator, state: State::FieldStart }
    }
}

impl Reader for Checker {
    fn feed(&mut self, text: &[u8]) -> Result<(), Refusal> {
        for byte in text {
            let is_end = *byte == self.separator || matches!(byte, b'\r' | b'\n');
            self.state = match (self.state, *byte) {
                (State::Quoted, b'"') => State::Quote,
                (State::Quoted, _) => State::Quoted,
                (State::Quote, b'"') => State::Quoted,
                (_, _) if is_end => State::FieldStart,
                (State::FieldStart, b'"') => State::Quoted,
                (_, _) => State::Plain,
            };
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Refusal> {
        match self.state {
            State::Quoted => {
                Err(Refusal::Damaged { kind: Kind::Csv, detail: "its last quoted field never ends" })
            }
            _ => Ok(()),
        }
    }
}
