//! The kinds of file that may serve as evidence.

use std::{fmt, str::FromStr};

/// One kind of file that Muster can recognise by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Portable Document Format.
    Pdf,
    /// Portable Network Graphics.
    Png,
    /// JPEG photograph.
    Jpeg,
    /// Graphics Interchange Format.
    Gif,
    /// WebP picture.
    Webp,
    /// Plain text.
    Txt,
    /// Table as separated text.
    Csv,
    /// Log written by a program.
    Log,
    /// Markdown text.
    Md,
    /// JSON data.
    Json,
    /// One saved e-mail message with its header.
    Eml,
    /// Word document.
    Docx,
    /// Excel workbook.
    Xlsx,
    /// PowerPoint presentation.
    Pptx,
    /// OpenDocument text.
    Odt,
    /// OpenDocument spreadsheet.
    Ods,
    /// OpenDocument presentation.
    Odp,
    /// Word document of the format before 2007.
    Doc,
    /// Excel workbook of the format before 2007.
    Xls,
    /// PowerPoint presentation of the format before 2007.
    Ppt,
}

struct Facts {
    extensions: &'static [&'static str],
    media_type: &'static str,
    name: &'static str,
}

const fn facts(extensions: &'static [&'static str], media_type: &'static str, name: &'static str) -> Facts {
    Facts { extensions, media_type, name }
}

impl Kind {
    /// Every kind, in the order in which people should read them.
    pub const ALL: [Self; 20] = [
        Self::Pdf,
        Self::Png,
        Self::Jpeg,
        Self::Gif,
        Self::Webp,
        Self::Txt,
        Self::Csv,
        Self::Log,
        Self::Md,
        Self::Json,
        Self::Eml,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
        Self::Odt,
        Self::Ods,
        Self::Odp,
        Self::Doc,
        Self::Xls,
        Self::Ppt,
    ];

    const fn facts(self) -> Facts {
        match self {
            Self::Pdf => facts(&["pdf"], "application/pdf", "PDF document"),
            Self::Png => facts(&["png"], "image/png", "PNG picture"),
            Self::Jpeg => facts(&["jpg", "jpeg"], "image/jpeg", "JPEG photo"),
            Self::Gif => facts(&["gif"], "image/gif", "GIF picture"),
            Self::Webp => facts(&["webp"], "image/webp", "WebP picture"),
            Self::Txt => facts(&["txt"], "text/plain", "text file"),
            Self::Csv => facts(&["csv"], "text/csv", "CSV table"),
            Self::Log => facts(&["log"], "text/plain", "log file"),
            Self::Md => facts(&["md", "markdown"], "text/markdown", "Markdown text"),
            Self::Json => facts(&["json"], "application/json", "JSON file"),
            Self::Eml => facts(&["eml"], "message/rfc822", "e-mail message"),
            Self::Docx => facts(
                &["docx"],
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "Word document",
            ),
            Self::Xlsx => facts(
                &["xlsx"],
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "Excel workbook",
            ),
            Self::Pptx => facts(
                &["pptx"],
                "application/vnd.openxmlformats-officedocument.presentationml.presentation",
                "PowerPoint presentation",
            ),
            Self::Odt => facts(&["odt"], "application/vnd.oasis.opendocument.text", "OpenDocument text"),
            Self::Ods => {
                facts(&["ods"], "application/vnd.oasis.opendocument.spreadsheet", "OpenDocument spreadsheet")
            }
            Self::Odp => facts(
                &["odp"],
                "application/vnd.oasis.opendocument.presentation",
                "OpenDocument presentation",
            ),
            Self::Doc => facts(&["doc"], "application/msword", "Word 97 document"),
            Self::Xls => facts(&["xls"], "application/vnd.ms-excel", "Excel 97 workbook"),
            Self::Ppt => facts(&["ppt"], "application/vnd.ms-powerpoint", "PowerPoint 97 presentation"),
        }
    }

    /// File name extensions of this kind in lower case without the dot; the usual one first.
    pub const fn extensions(self) -> &'static [&'static str] {
        self.facts().extensions
    }

    /// The usual extension, which also stands for the kind in settings and records.
    pub const fn extension(self) -> &'static str {
        self.facts().extensions[0]
    }

    /// The media type to answer with when the file is downloaded.
    pub const fn media_type(self) -> &'static str {
        self.facts().media_type
    }

    /// What people call such a file, without an article.
    pub const fn name(self) -> &'static str {
        self.facts().name
    }

    /// The name with "a" or "an" before it, as a sentence needs it.
    pub fn with_article(self) -> String {
        let article = if self.name().starts_with(['e', 'E', 'O']) { "an" } else { "a" };
        format!("{article} {}", self.name())
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.name())
    }
}

/// The text is not the extension of any kind that Muster can recognise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Muster does not know this file extension. Choose one of those in the list.")]
pub struct UnknownKind;

impl FromStr for Kind {
    type Err = UnknownKind;

    /// Reads an extension as people write it: `pdf`, `.PDF`, ` jpeg `.
    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        let text = text.trim();
        let wanted = text.strip_prefix('.').unwrap_or(text);
        Self::ALL
            .into_iter()
            .find(|kind| kind.extensions().iter().any(|known| known.eq_ignore_ascii_case(wanted)))
            .ok_or(UnknownKind)
    }
}
