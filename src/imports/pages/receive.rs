//! A file on its way in.

use super::super::{actions::Sent, read::FILE_BYTES_MAX};
use crate::kernel::{Problems, Result, text::Line};
use crate::web::{
    forms::Fields,
    upload::{FilePart, Part, Upload},
};
use poem::http::StatusCode;

/// What a form held.
pub struct Received {
    /// What was typed.
    pub fields: Fields,
    file_name: String,
    /// None where no file was chosen.
    file: Option<Content>,
}

enum Content {
    Whole(Vec<u8>),
    TooLarge,
}

impl Received {
    /// Reads the whole form.
    pub async fn read(mut form: Upload) -> Result<Self> {
        let (mut pairs, mut file_name, mut file) = (Vec::new(), String::new(), None);
        while let Some(part) = form.next().await? {
            match part {
                Part::Text(name, value) => pairs.push((name, value)),
                Part::File(part) if part.file_name.trim().is_empty() => drop(take(part).await?),
                Part::File(part) => {
                    file_name = plain(&part.file_name);
                    file = Some(take(part).await?);
                }
            }
        }
        Ok(Self { fields: Fields::of(pairs), file_name, file })
    }

    /// The file, or what is wrong with it.
    pub fn file(self) -> Result<Sent, (StatusCode, Problems)> {
        let (status, problem) = match self.file {
            Some(Content::Whole(bytes)) => return Ok(Sent { file_name: self.file_name, bytes }),
            Some(Content::TooLarge) => (
                StatusCode::PAYLOAD_TOO_LARGE,
                format!(
                    "{} is larger than {} MB, the most that is read here.",
                    self.file_name,
                    megabytes_max()
                ),
            ),
            None => (StatusCode::UNPROCESSABLE_ENTITY, "Choose a file.".to_owned()),
        };
        Err((status, [("file", problem)].into()))
    }
}

/// The largest file, as people count.
pub const fn megabytes_max() -> usize {
    FILE_BYTES_MAX / 1024 / 1024
}

/// Reads a file to its end, and lets go of it once it is larger than any may be.
async fn take(mut part: FilePart) -> Result<Content> {
    let mut content = Content::Whole(Vec::new());
    while let Some(piece) = part.piece().await? {
        if let Content::Whole(bytes) = &mut content {
            if bytes.len() + piece.len() > FILE_BYTES_MAX {
                content = Content::TooLarge;
            } else {
                bytes.extend_from_slice(&piece);
            }
        }
    }
    Ok(content)
}

/// The name without the folders that some browsers send with it.
fn plain(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    Line::parse(last, "").map_or_else(|_| "file".to_owned(), |line| line.to_string())
}
