//! The installation's way of sending letters.

use super::{
    folder::{self, Kept},
    letter::Payload,
    message::{Outside, Sender, compose},
    render::{Envelope, Written, words_of, write, write_own},
    smtp::Smtp,
    wording::{Amendable, Bit, Wording},
};
use crate::jobs::{Job, JobId, Outcome};
use crate::kernel::{Result, env::Env, text::Email};
use minijinja::Environment;
use serde::Serialize;
use serde_json::{Value, json};
use std::{path::PathBuf, sync::Arc};

/// What jobs that send letters are called.
pub const KIND: &str = "letter";

/// The organisation that Muster's own words are found with: a name that no other word of a letter is part of.
const EXAMPLE: &str = "Northwind Example Works";

/// Where letters go.
#[derive(Clone, Debug)]
pub enum Way {
    /// To a mail server.
    Smtp(Box<Smtp>),
    /// Into a folder, one file each: for development.
    Folder(PathBuf),
    /// Nowhere: nobody has said where the mail server is.
    Nowhere,
}

/// How a letter would look.
#[derive(Debug, Serialize)]
pub struct Preview {
    /// Its subject.
    pub subject: String,
    /// Its plain part.
    pub text: String,
    /// The paragraphs of its HTML part, each with its lines.
    pub paragraphs: Vec<Vec<Vec<Bit>>>,
    /// The installation's address, which stands below.
    pub origin: String,
}

/// Sends letters. One per program, on every request, so that pages can say whether a letter will come.
#[derive(Clone)]
pub struct Post(Arc<Inner>);

struct Inner {
    templates: Arc<Environment<'static>>,
    origin: String,
    from: Sender,
    way: Way,
}

impl Post {
    /// Writes letters with `templates`, whose links begin with `origin`, and sends them by `way`.
    pub fn new(templates: Arc<Environment<'static>>, origin: String, from: Sender, way: Way) -> Self {
        Self(Arc::new(Inner { templates, origin, from, way }))
    }

    /// Whether letters go anywhere. Where they do not, a page says so instead of promising one.
    pub fn is_on(&self) -> bool {
        !matches!(self.0.way, Way::Nowhere)
    }

    /// The letters in the folder, the last first. None where letters are really sent.
    pub async fn kept(&self) -> Result<Option<Vec<Kept>>> {
        match &self.0.way {
            Way::Folder(folder) => Ok(Some(folder::list(folder).await?)),
            Way::Smtp(_) | Way::Nowhere => Ok(None),
        }
    }

    /// The words of a letter, without sending it.
    pub fn write(&self, name: &str, to: &str, to_name: &str, data: &Value) -> Result<Written> {
        let envelope = Envelope { origin: &self.0.origin, to, to_name };
        write(&self.0.templates, name, &envelope, data)
    }

    /// The words of a letter that was asked for.
    fn written(&self, job: &Job, payload: &Payload) -> Result<Written> {
        let own = payload.own.as_ref().and_then(|(name, wording)| Some((Amendable::named(name)?, wording)));
        let Some((letter, wording)) = own else {
            return self.write(&job.title, &job.recipient, &payload.to_name, &payload.data);
        };
        let envelope = Envelope { origin: &self.0.origin, to: &job.recipient, to_name: &payload.to_name };
        Ok(write_own(&self.0.templates, letter, wording, &envelope, &payload.data)?.written)
    }

    /// Muster's own words for a letter, with placeholders in them.
    pub fn words_of(&self, letter: &Amendable) -> Result<Wording> {
        words_of(&self.0.templates, letter, &self.example(), &letter.example(EXAMPLE)?)
    }

    /// A letter in these words, filled with an example.
    pub fn preview(&self, letter: &Amendable, wording: &Wording, organisation: &str) -> Result<Preview> {
        let data = letter.example(organisation)?;
        let worded = write_own(&self.0.templates, letter, wording, &self.example(), &data)?;
        Ok(Preview {
            subject: worded.written.subject,
            text: worded.written.text,
            paragraphs: worded.paragraphs,
            origin: self.0.origin.clone(),
        })
    }

    fn example(&self) -> Envelope<'_> {
        Envelope { origin: &self.0.origin, to: "nora@example.com", to_name: "Nora Newman" }
    }

    /// Does a job of [`KIND`].
    pub async fn deliver(&self, job: &Job) -> Outcome {
        let Some(sealed) = &job.payload else {
            return Outcome::Fail("It is sealed with a key that Muster does not have any more.".into());
        };
        let Some(payload) = Payload::read(sealed.expose()) else {
            return Outcome::Fail("Another version of Muster wrote it.".into());
        };
        if !self.is_on() {
            return Outcome::Done;
        }
        let written = match self.written(job, &payload) {
            Ok(written) => written,
            Err(error) => {
                tracing::error!(
                    letter = job.title,
                    cause = format!("{error:?}"),
                    "a letter cannot be written"
                );
                return Outcome::Fail("Muster made a mistake writing it, which is in its log.".into());
            }
        };
        let (from, to, to_name) = (&self.0.from, &job.recipient, &payload.to_name);
        self.send(&Outside { id: job.id, from, to, to_name, at: job.created_at }, &written).await
    }

    /// Sends the letter `test` at once, for whoever sets the installation up.
    pub async fn try_out(&self, to: &Email, env: &Env) -> Result<Outcome> {
        let written = self.write("test", to.as_str(), "", &json!({}))?;
        let id = JobId(env.new_id());
        let outside = Outside { id, from: &self.0.from, to: to.as_str(), to_name: "", at: env.now() };
        Ok(self.send(&outside, &written).await)
    }

    async fn send(&self, outside: &Outside<'_>, written: &Written) -> Outcome {
        let Some(message) = compose(outside, written) else {
            return Outcome::Fail("Mail servers do not know addresses like this one.".into());
        };
        match &self.0.way {
            Way::Smtp(smtp) => smtp.send(message).await,
            Way::Folder(folder) => match folder::keep(folder, outside.id, &message.formatted()).await {
                Ok(()) => Outcome::Done,
                Err(error) => Outcome::Retry(format!("The folder for letters cannot be written to: {error}")),
            },
            Way::Nowhere => Outcome::Fail("No mail server is set up (MUSTER_MAIL_HOST).".into()),
        }
    }
}
