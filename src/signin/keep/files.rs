//! A form with files from somebody who is not signed in any more, or who has signed in again since. What they typed
//! is kept; the files are read to their end and let go, and their names stay, so that the person knows which to
//! choose again.

use super::Sent;
use crate::access::Visit;
use crate::kernel::Result;
use crate::web::{
    csrf,
    forms::Fields,
    upload::{self, Astray, Form, Said},
};
use poem::{Request, http::Method};

/// What the names of fields begin with that hold the name of a file that was chosen.
pub const CHOSEN: &str = "file:";

/// A form of nobody signed in, as long as nobody has read it.
pub struct Unread {
    sent: Sent,
    form: Form,
}

/// A form of somebody signed in, which its route reads until it turns out to be from a page of another session.
pub struct Theirs {
    sent: Sent,
    astray: Astray,
}

/// Whether the request brings files, and not at a door.
fn has_files(req: &Request) -> bool {
    let has_files = req.content_type().is_some_and(|kind| kind.starts_with("multipart/form-data"));
    req.method() == Method::POST && has_files && !csrf::is_door(req.uri().path())
}

impl Unread {
    /// Takes the form out of a request that nobody signed in has sent.
    pub fn of(req: &mut Request) -> Option<Self> {
        if !has_files(req) || req.data::<Visit>()?.caller().is_some() {
            return None;
        }
        let sent = Sent::with(req, Fields::default())?;
        let body = req.take_body();
        Some(Self { sent, form: upload::multipart(req, body).ok()? })
    }

    /// Reads it.
    pub async fn read(mut self) -> Result<Sent> {
        Ok(said(self.sent, Said::read(&mut self.form).await?))
    }
}

impl Theirs {
    /// Follows a request that somebody signed in has sent.
    pub fn of(req: &mut Request) -> Option<Self> {
        if !has_files(req) || req.data::<Visit>()?.caller().is_none() {
            return None;
        }
        let (sent, astray) = (Sent::with(req, Fields::default())?, Astray::default());
        req.set_data(astray.clone());
        Some(Self { sent, astray })
    }

    /// What was in the form, if it was from a page of another session.
    pub fn take(self) -> Option<Sent> {
        Some(said(self.sent, self.astray.take()?))
    }
}

fn said(sent: Sent, Said { mut typed, chosen }: Said) -> Sent {
    typed.extend(chosen.into_iter().map(|(field, file)| (format!("{CHOSEN}{field}"), file)));
    Sent { fields: Fields::of(typed), ..sent }
}
