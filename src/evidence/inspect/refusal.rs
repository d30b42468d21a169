//! Why a file is not taken, in words for the person who offered it.

use super::{Kind, limits};
use std::io::{self, ErrorKind};

/// The reason why a file cannot be evidence; its text says what is wrong and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is nothing in the file.
    #[error("The file is empty. Save it again in the program it comes from and upload that copy.")]
    Empty,
    /// The name has no extension.
    #[error("The file name has no ending such as .pdf. Add the ending that fits, or upload one of: {0}.")]
    NoExtension(String),
    /// The extension is none that can be recognised, or the organisation left it out of its list.
    #[error("Files ending in .{extension} are not accepted. Save it as one of: {accepted}.")]
    NotAccepted {
        /// The extension of the file's name.
        extension: String,
        /// The extensions that are accepted, for reading.
        accepted: String,
    },
    /// The content is something else than the name says.
    #[error("By its name the file is {}, but its content is {found}. Save it as {} and upload that.",
            .claimed.with_article(), .claimed.with_article())]
    NotWhatItSays {
        /// What the extension stands for.
        claimed: Kind,
        /// What the content is, with its article.
        found: String,
    },
    /// The content does not hold together.
    #[error("The file does not read as {}: {detail}. Open it, check it and save it again.",
            .kind.with_article())]
    Damaged {
        /// What the extension stands for.
        kind: Kind,
        /// What was met, as the middle of a sentence.
        detail: &'static str,
    },
    /// A second file hides in the first.
    #[error(
        "Besides the {kind} the file holds {found}. Open it and save or export it again: the new copy \
             holds only the {kind}."
    )]
    Mixed {
        /// What the extension stands for.
        kind: Kind,
        /// What else is in the file.
        found: &'static str,
    },
    /// A program or script, whatever it is called.
    #[error(
        "The file is {0}, and those are not taken as evidence. Upload a screenshot or a printout of it \
             instead."
    )]
    Program(&'static str),
    /// Macros or other code inside a document.
    #[error(
        "The {0} holds macros or active controls. Save a copy without them, or as PDF, and upload \
             that."
    )]
    Macros(Kind),
    /// A password or encryption keeps others out.
    #[error(
        "The {0} is encrypted or protected by a password, so it can neither be checked nor opened by an \
             assessor. Save it without protection and upload it again."
    )]
    Protected(Kind),
    /// A PDF that does things when it is opened.
    #[error("The PDF holds {0}. Print it to a new PDF and upload that.")]
    ActivePdf(&'static str),
    /// Another file packed into a document.
    #[error("The {kind} has another file packed into it ({found}). Take that out and upload it on its own.")]
    Attachment {
        /// The document.
        kind: Kind,
        /// What is packed into it.
        found: &'static str,
    },
    /// Unpacking the file would fill the machine that does it.
    #[error("The {kind} {detail}. Split it into smaller files or upload it as PDF.")]
    Bomb {
        /// The document.
        kind: Kind,
        /// Which bound it breaks, as the rest of a sentence.
        detail: String,
    },
    /// More pixels than a reader should have to hold.
    #[error("The picture is {width} by {height} pixels; at most {} million pixels and {} on a side are \
             accepted. Save it smaller.", limits::PIXELS_MAX / 1_000_000, limits::PICTURE_SIDE_MAX)]
    Pixels {
        /// Width as the header states it.
        width: u64,
        /// Height as the header states it.
        height: u64,
    },
    /// Not text in an encoding that can be told.
    #[error("The {kind} holds {detail}, so it is not plain text. Save it as text with the encoding UTF-8.")]
    NotText {
        /// What the extension stands for.
        kind: Kind,
        /// What was met.
        detail: &'static str,
    },
    /// The JSON text has a mistake.
    #[error("The JSON has a mistake in line {line}: {detail}. Correct it or export it again.")]
    Json {
        /// Line of the mistake, from 1.
        line: u64,
        /// What was met.
        detail: &'static str,
    },
    /// The server could not read the bytes it was given.
    #[error("The file could not be read. Try to upload it again.")]
    Unreadable(#[from] io::Error),
}

impl Refusal {
    /// A file that ends too early or does not unpack is damaged; any other failed read is the server's.
    pub(super) fn about(self, kind: Kind) -> Self {
        match self {
            Self::Unreadable(error) => match error.kind() {
                ErrorKind::UnexpectedEof => Self::Damaged { kind, detail: "it ends too early" },
                ErrorKind::InvalidData | ErrorKind::InvalidInput => {
                    Self::Damaged { kind, detail: "a part of it does not unpack" }
                }
                _ => Self::Unreadable(error),
            },
            told => told,
        }
    }
}
