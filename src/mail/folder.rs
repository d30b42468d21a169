//! Letters as files, where there is no mail server: for development, and to look at.

use crate::jobs::JobId;
use crate::kernel::{env::Timestamp, private};
use chrono::DateTime;
use mail_parser::MessageParser;
use serde::Serialize;
use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::Path,
};

/// How many letters are shown.
const LETTERS_MAX: usize = 50;

/// A letter in the folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// Its file's name without `.eml`.
    pub id: String,
    /// The address it went to.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// When it was written.
    pub at: Timestamp,
    /// The plain part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// Writes a letter into `folder`, which is made if need be. A second try of the same letter replaces the first.
/// Links that let people in stand in letters, so they are their owner's alone.
pub(super) async fn keep(folder: &Path, id: JobId, letter: &[u8]) -> io::Result<()> {
    let (folder, name, letter) = (folder.to_owned(), format!("{id}.eml"), letter.to_vec());
    let written = tokio::task::spawn_blocking(move || {
        private::create_folders(&folder)?;
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        private::open_as(&mut options).open(folder.join(name))?.write_all(&letter)
    });
    written.await.map_err(io::Error::other)?
}

/// The letters in `folder`, the last first. A folder that is not there is empty.
pub(super) async fn list(folder: &Path) -> anyhow::Result<Vec<Kept>> {
    let mut files = match tokio::fs::read_dir(folder).await {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        found => found?,
    };
    let mut names = Vec::new();
    while let Some(file) = files.next_entry().await? {
        let name = file.file_name();
        names.extend(name.to_str().and_then(|name| name.strip_suffix(".eml")).map(str::to_owned));
    }
    // Their names are ids that sort by time.
    names.sort_by(|a, b| b.cmp(a));
    names.truncate(LETTERS_MAX);
    let mut letters = Vec::new();
    for id in names {
        let bytes = tokio::fs::read(folder.join(format!("{id}.eml"))).await?;
        letters.extend(read(id, &bytes));
    }
    Ok(letters)
}

/// Reads a letter as a mail program does. None if it is not one.
fn read(id: String, bytes: &[u8]) -> Option<Kept> {
    let message = MessageParser::default().parse(bytes)?;
    Some(Kept {
        id,
        to: message.to()?.first()?.address()?.to_owned(),
        subject: message.subject()?.to_owned(),
        at: DateTime::from_timestamp(message.date()?.to_timestamp(), 0)?,
        text: message.body_text(0)?.replace("\r\n", "\n"),
        html: message.body_html(0)?.replace("\r\n", "\n"),
    })
}
