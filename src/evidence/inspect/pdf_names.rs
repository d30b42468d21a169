//! Finds in a PDF the names that make it do something: a name counts only beside the name or value that gives
//! it that meaning, so that the same word in a sentence or in packed pixels does not.

use super::limits::PDF_OBJECT_STREAMS_MAX;
use memchr::memchr_iter;

/// What a PDF does besides showing pages; the first ones hide the later ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// Its contents are encrypted.
    Encrypted,
    /// It runs JavaScript.
    Scripts,
    /// It starts programs.
    Launches,
    /// It carries other files.
    Attaches,
    /// It plays media in a plug-in.
    Plays,
    /// It is a form that is drawn by a program of its own.
    DynamicForm,
    /// It may do any of this: it says elsewhere what its actions are.
    Evades,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    S,
    Type,
    Subtype,
    Encrypt,
    Ef,
    JavaScript,
    Launch,
    EmbeddedFile,
    EmbeddedFiles,
    FileAttachment,
    RichMedia,
    Xfa,
    ObjStm,
    First,
}

/// Whether a word that matters can begin with this byte.
const fn is_initial(byte: u8) -> bool {
    matches!(byte, b'#' | b'E' | b'F' | b'J' | b'L' | b'O' | b'R' | b'S' | b'T' | b'X')
}

/// Each byte of the longest word may be written as `#` and two digits.
const NAME_BYTES_MAX: usize = 14 * 3;

#[derive(Clone, Copy, Debug, Default)]
enum State {
    #[default]
    Elsewhere,
    Name,
    /// Behind a word that matters, before what gives it its meaning.
    After(Word),
    Comment(Word),
    Angle(Word),
    List(Word),
    /// A reference: number, blank, number, blank, `R`; with the count of parts passed.
    Reference(Word, u8),
}

/// Reads a PDF a piece at a time and remembers what it would do.
#[derive(Debug, Default)]
pub struct Names {
    state: State,
    before: Option<Word>,
    name: Vec<u8>,
    worst: Option<Deed>,
    groups: Vec<u64>,
    detour: Detour,
}

/// What something is may stand in an object of its own. Forms have buttons called `S`, so a reference by that name
/// does no harm without the name of a deed that stands by itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Detour {
    has_reference: bool,
    has_lone_name: bool,
}

impl Detour {
    /// Both may stand in different parts of a PDF.
    pub const fn join(&mut self, other: Self) {
        self.has_reference |= other.has_reference;
        self.has_lone_name |= other.has_lone_name;
    }

    /// What a PDF with these would do.
    pub fn deed(self) -> Option<Deed> {
        (self.has_reference && self.has_lone_name).then_some(Deed::Evades)
    }
}

/// A group may show itself twice.
const GROUP_SIGNS_MAX: usize = 2 * PDF_OBJECT_STREAMS_MAX;

impl Names {
    /// Reads on: `bytes` follow those given before and start at `offset` in the file.
    pub fn feed(&mut self, bytes: &[u8], offset: u64) {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            if let State::Elsewhere = self.state {
                // Packed pixels are full of slashes; the first byte tells most of what follows them apart.
                let rest = &bytes[at..];
                let mut slashes = memchr_iter(b'/', rest);
                let Some(slash) = slashes.find(|slash| rest.get(slash + 1).is_none_or(|it| is_initial(*it)))
                else {
                    return;
                };
                at += slash + 1;
                self.begin_name(None);
                continue;
            }
            // A byte that ends a name is also the first after it.
            if self.step(*byte, offset + at as u64) {
                at += 1;
            }
        }
    }

    /// The gravest deed found so far.
    pub const fn worst(&self) -> Option<Deed> {
        self.worst
    }

    /// Whether what something is stands in another place.
    pub const fn detour(&self) -> Detour {
        self.detour
    }

    /// Where, in their dictionaries, packed object groups show what they are: by their type, or by the place of
    /// their first object, which no other part of a PDF states as a number. Many show both.
    pub fn groups(&self) -> &[u64] {
        &self.groups
    }

    /// Takes one byte; false if it must be shown again in the new state.
    fn step(&mut self, byte: u8, offset: u64) -> bool {
        let is_blank = matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0x0c | 0);
        match self.state {
            State::Elsewhere => return false,
            State::Name if !is_blank && !b"()<>[]{}/%".contains(&byte) => {
                if self.name.len() <= NAME_BYTES_MAX {
                    self.name.push(byte);
                }
            }
            State::Name => {
                self.end_name(offset);
                return false;
            }
            State::After(_) | State::List(_) if is_blank => {}
            State::After(word) => match byte {
                b'/' => self.begin_name(Some(word)),
                b'%' => self.state = State::Comment(word),
                b'<' => self.state = State::Angle(word),
                b'[' => self.state = State::List(word),
                b'0'..=b'9' | b'+' => self.state = State::Reference(word, 0),
                _ => self.state = State::Elsewhere,
            },
            State::Comment(word) if matches!(byte, b'\r' | b'\n') => self.state = State::After(word),
            State::Comment(_) => {}
            State::Angle(word) => return self.end_value(word, byte == b'<'),
            State::List(word) => return self.end_value(word, byte == b'(' || byte.is_ascii_digit()),
            State::Reference(word, passed) => match (passed, byte, is_blank) {
                (0 | 2, b'0'..=b'9', _) | (1 | 3, _, true) => {}
                (0 | 2, _, true) => self.state = State::Reference(word, passed + 1),
                (1, b'0'..=b'9', _) => self.state = State::Reference(word, 2),
                _ => return self.end_reference(word, passed == 3 && byte == b'R', offset),
            },
        }
        true
    }

    fn begin_name(&mut self, before: Option<Word>) {
        self.before = before;
        self.name.clear();
        self.state = State::Name;
    }

    fn end_name(&mut self, offset: u64) {
        let is_plain = !self.name.contains(&b'#');
        let word = if is_plain { word_of(&self.name) } else { word_of(&unescape(&self.name)) };
        match (self.before, word) {
            (Some(Word::S), Some(Word::JavaScript)) => self.note(Deed::Scripts),
            (Some(Word::S), Some(Word::Launch)) => self.note(Deed::Launches),
            (Some(Word::Type), Some(Word::EmbeddedFile)) => self.note(Deed::Attaches),
            (Some(Word::Subtype), Some(Word::FileAttachment)) => self.note(Deed::Attaches),
            (Some(Word::Subtype), Some(Word::RichMedia)) => self.note(Deed::Plays),
            (Some(Word::Type), Some(Word::ObjStm)) => self.note_group(offset),
            (_, Some(Word::JavaScript | Word::Launch | Word::FileAttachment | Word::RichMedia)) => {
                self.detour.has_lone_name = true;
            }
            _ => {}
        }
        self.state = word.map_or(State::Elsewhere, State::After);
    }

    /// A value follows `word`: a dictionary, a list or a reference if `is_real`, which is also the answer.
    fn end_value(&mut self, word: Word, is_real: bool) -> bool {
        self.state = State::Elsewhere;
        match word {
            Word::Encrypt if is_real => self.note(Deed::Encrypted),
            Word::JavaScript if is_real => self.note(Deed::Scripts),
            Word::EmbeddedFiles | Word::Ef if is_real => self.note(Deed::Attaches),
            Word::Xfa if is_real => self.note(Deed::DynamicForm),
            _ => {}
        }
        is_real
    }

    /// A number follows `word`, which is that of an object elsewhere if it `is_complete` as a reference; only then
    /// the answer is true. What an action is belongs beside it.
    fn end_reference(&mut self, word: Word, is_complete: bool, offset: u64) -> bool {
        match word {
            Word::S | Word::Type | Word::Subtype if is_complete => self.detour.has_reference = true,
            Word::First if !is_complete => self.note_group(offset),
            _ => {}
        }
        self.end_value(word, is_complete)
    }

    fn note_group(&mut self, offset: u64) {
        if self.groups.len() <= GROUP_SIGNS_MAX {
            self.groups.push(offset);
        }
    }

    fn note(&mut self, deed: Deed) {
        self.worst = Some(self.worst.map_or(deed, |known| known.min(deed)));
    }
}

/// A document may hold millions of names: most are told apart by their length alone.
fn word_of(name: &[u8]) -> Option<Word> {
    Some(match name {
        b"S" => Word::S,
        b"EF" => Word::Ef,
        b"XFA" => Word::Xfa,
        b"Type" => Word::Type,
        b"First" => Word::First,
        b"ObjStm" => Word::ObjStm,
        b"Launch" => Word::Launch,
        b"Subtype" => Word::Subtype,
        b"Encrypt" => Word::Encrypt,
        b"RichMedia" => Word::RichMedia,
        b"JavaScript" => Word::JavaScript,
        b"EmbeddedFile" => Word::EmbeddedFile,
        b"EmbeddedFiles" => Word::EmbeddedFiles,
        b"FileAttachment" => Word::FileAttachment,
        _ => return None,
    })
}

/// Writes out the `#41` forms of a name.
fn unescape(name: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(name.len());
    let mut rest = name;
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let code = digits.filter(|two| two.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match code.and_then(|two| u8::from_str_radix(two, 16).ok()).filter(|_| *first == b'#') {
            Some(byte) => {
                plain.push(byte);
                rest = &tail[2..];
            }
            None => {
                plain.push(*first);
                rest = tail;
            }
        }
    }
    plain
}
