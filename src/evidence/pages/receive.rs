//! Takes the files of a form as they come: each is written, looked into, and either whole or refused, without
//! the others suffering for it. Nothing has a name in the store yet.

use super::super::{
    Settings, actions,
    inspect::{self, Kind as FileKind, Look, Refusal},
};
use crate::blobs::{Blobs, Whole};
use crate::kernel::{Error, Result, id::OrgId, text::number_of};
use crate::web::{
    forms::Fields,
    upload::{FilePart, Part, Upload},
};
use poem::http::StatusCode;
use serde::Serialize;

/// What a form held.
pub struct Received {
    /// What was typed.
    pub fields: Fields,
    /// The files that are what they say.
    pub good: Vec<Good>,
    /// The others.
    pub refused: Vec<Refused>,
}

/// A file that may be kept.
pub struct Good {
    name: String,
    kind: FileKind,
    whole: Whole,
}

/// A file that is not taken.
#[derive(Debug, Serialize)]
pub struct Refused {
    /// Its name, cleaned.
    pub name: String,
    /// Why, and what to do.
    pub reason: String,
    /// Whether it is its size alone.
    pub is_too_large: bool,
    /// Which of the chosen files of its form it is, from 1, as its name is not always that of the file. None for what
    /// is no chosen file.
    pub place: Option<usize>,
}

/// Where the files go and what is taken.
pub struct Door<'a> {
    /// The store.
    pub blobs: &'a Blobs,
    /// How much.
    pub settings: Settings,
    /// Which kinds.
    pub kinds: &'a [FileKind],
}

impl Refused {
    fn new(name: &str, reason: String, is_too_large: bool) -> Self {
        Self { name: name.to_owned(), reason, is_too_large, place: None }
    }

    /// What a page is answered with that names these files.
    pub fn status(refused: &[Self]) -> StatusCode {
        match refused.iter().any(|file| file.is_too_large) {
            true => StatusCode::PAYLOAD_TOO_LARGE,
            false => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

impl Received {
    /// Reads the whole form; what is good will be kept for `org`.
    pub async fn read(mut form: Upload, org: OrgId, door: &Door<'_>) -> Result<Self> {
        let (mut pairs, mut good, mut refused) = (Vec::new(), Vec::new(), Vec::new());
        let mut chosen = 0;
        loop {
            let part = match form.next().await {
                Ok(Some(part)) => part,
                Ok(None) => break,
                // The form is larger than any may be. What came before is still good; the rest is not read.
                Err(Error::TooLarge(reason)) if !good.is_empty() || !refused.is_empty() => {
                    let was_given_up =
                        |file: &Refused| file.reason == reason || file.reason.ends_with(NOT_READ);
                    if !refused.last().is_some_and(was_given_up) {
                        refused.push(Refused::new("The rest of the form", reason, true));
                    }
                    break;
                }
                Err(error) => return Err(error),
            };
            match part {
                Part::Text(name, value) => pairs.push((name, value)),
                Part::File(file) => {
                    let is_one_too_many = good.len() + refused.len() >= door.settings.files_max;
                    // A browser sends a nameless file for a field where none was chosen.
                    let is_chosen = !file.file_name.is_empty();
                    chosen += usize::from(is_chosen);
                    let place = is_chosen.then_some(chosen);
                    match door.take(file, org, is_one_too_many).await? {
                        Taken::Good(file) => good.push(file),
                        Taken::Refused(file) => refused.push(Refused { place, ..file }),
                        Taken::Nothing => {}
                    }
                }
            }
        }
        Ok(Self { fields: Fields::of(pairs), good, refused })
    }
}

impl Good {
    /// Puts it in the store for good.
    pub async fn keep(self) -> Result<actions::NewFile> {
        Ok(actions::NewFile { kept: self.whole.keep().await?, name: self.name, kind: self.kind })
    }
}

enum Taken {
    Good(Good),
    Refused(Refused),
    /// A field in which no file was chosen.
    Nothing,
}

impl Door<'_> {
    async fn take(&self, file: FilePart, org: OrgId, is_one_too_many: bool) -> Result<Taken> {
        let name = inspect::clean_name(&file.file_name);
        let was_chosen = !file.file_name.trim().is_empty();
        let taken = match is_one_too_many {
            true => self.pass_over(file, &name).await,
            false => self.read(file, &name, org).await,
        };
        match taken {
            Ok(Taken::Refused(refused)) if !was_chosen && !refused.is_too_large => Ok(Taken::Nothing),
            Err(Error::TooLarge(reason)) => Ok(Taken::Refused(Refused::new(&name, reason, true))),
            taken => taken,
        }
    }

    async fn pass_over(&self, mut file: FilePart, name: &str) -> Result<Taken> {
        let goes_on = file.pass().await?;
        let most = number_of(self.settings.files_max as u64, "file");
        let mut reason = format!("At most {most} can be taken in one form. Add this one in another form.");
        reason.push_str(no_further(goes_on));
        Ok(Taken::Refused(Refused::new(name, reason, !goes_on)))
    }

    async fn read(&self, mut file: FilePart, name: &str, org: OrgId) -> Result<Taken> {
        let mut incoming = self.blobs.begin_watched(org, Look::at(name, self.kinds));
        while let Some(piece) = file.piece().await? {
            if incoming.size() + piece.len() as u64 > self.settings.bytes_max {
                drop(incoming);
                return self.refuse_size(file, name).await;
            }
            incoming.write(&piece).await?;
        }
        let (found, whole) = incoming.finish().await?.look(|look, file| look.end(file)).await?;
        match found {
            Ok(kind) => Ok(Taken::Good(Good { name: name.to_owned(), kind, whole })),
            Err(Refusal::Unreadable(error)) => Err(Error::Unavailable(format!("the file store: {error}"))),
            Err(refusal) => Ok(Taken::Refused(Refused::new(name, refusal.to_string(), false))),
        }
    }

    /// Reads on to the file after it, keeping nothing.
    async fn refuse_size(&self, mut file: FilePart, name: &str) -> Result<Taken> {
        let goes_on = file.pass().await?;
        let mut reason = format!(
            "The file is larger than {} MB, the most that is taken here. Save it smaller or split it.",
            self.settings.megabytes_max()
        );
        reason.push_str(no_further(goes_on));
        Ok(Taken::Refused(Refused::new(name, reason, true)))
    }
}

/// What is said of a file with which a form was given up.
const NOT_READ: &str = " What comes after it in the form was not read: send that again.";

fn no_further(goes_on: bool) -> &'static str {
    if goes_on { "" } else { NOT_READ }
}
