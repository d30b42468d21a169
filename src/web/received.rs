//! A form with one file that is small enough to be read into memory.

use super::{
    forms::Fields,
    upload::{FilePart, Part, Upload},
};
use crate::kernel::{Error, Result, text::Line};
use poem::http::StatusCode;

/// What such a form held.
pub struct Received {
    /// What was typed.
    pub fields: Fields,
    /// What the file is called.
    pub file_name: String,
    /// None where no file was chosen.
    file: Option<Content>,
    bytes_max: usize,
}

enum Content {
    Whole(Vec<u8>),
    TooLarge,
}

impl Received {
    /// Reads the whole form, and keeps a file of at most so many bytes.
    pub async fn read(mut form: Upload, bytes_max: usize) -> Result<Self> {
        let (mut pairs, mut file_name, mut file) = (Vec::new(), String::new(), None);
        loop {
            let part = match form.next().await {
                Ok(Some(part)) => part,
                Ok(None) => break,
                // The form ended with the file: no more is read of one.
                Err(Error::TooLarge(_)) if matches!(file, Some(Content::TooLarge)) => break,
                Err(error) => return Err(error),
            };
            match part {
                Part::Text(name, value) => pairs.push((name, value)),
                // A browser sends a nameless file for a field where none was chosen.
                Part::File(part) if part.file_name.trim().is_empty() => drop(take(part, bytes_max).await?),
                Part::File(part) => {
                    file_name = plain(&part.file_name);
                    file = Some(take(part, bytes_max).await?);
                }
            }
        }
        Ok(Self { fields: Fields::of(pairs), file_name, file, bytes_max })
    }

    /// The bytes of the file, once; or the status of the answer and what is wrong with it.
    pub fn file(&mut self) -> Result<Vec<u8>, (StatusCode, String)> {
        match self.file.take() {
            Some(Content::Whole(bytes)) => Ok(bytes),
            Some(Content::TooLarge) => {
                let (name, most) = (&self.file_name, self.bytes_max / 1024 / 1024);
                let problem = format!("{name} is larger than {most} MB, the most that is read here.");
                Err((StatusCode::PAYLOAD_TOO_LARGE, problem))
            }
            None => Err((StatusCode::UNPROCESSABLE_ENTITY, "Choose a file.".to_owned())),
        }
    }
}

/// Reads a file to its end, and lets go of it once it is larger than any may be.
async fn take(mut part: FilePart, bytes_max: usize) -> Result<Content> {
    let mut bytes = Vec::new();
    while let Some(piece) = part.piece().await? {
        if bytes.len() + piece.len() > bytes_max {
            drop(bytes);
            part.pass().await?;
            return Ok(Content::TooLarge);
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(Content::Whole(bytes))
}

/// The name without the folders that some browsers send with it.
fn plain(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    Line::parse(last, "").map_or_else(|_| "file".to_owned(), |line| line.to_string())
}
