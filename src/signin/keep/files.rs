//! A form with files from somebody who is not signed in any more. What they typed is kept; the files are read to
//! their end and let go, and their names stay, so that the person knows which to choose again.

use super::Sent;
use crate::access::Visit;
use crate::kernel::Result;
use crate::web::{
    csrf,
    forms::Fields,
    upload::{self, Form, Said},
};
use poem::{Request, http::Method};

/// What the names of fields begin with that hold the name of a file that was chosen.
pub const CHOSEN: &str = "file:";

/// Such a form, as long as nobody has read it.
pub struct Unread {
    sent: Sent,
    form: Form,
}

impl Unread {
    /// Takes the form out of a request that nobody signed in has sent.
    pub fn of(req: &mut Request) -> Option<Self> {
        let has_files = req.content_type().is_some_and(|kind| kind.starts_with("multipart/form-data"));
        let is_door = csrf::is_door(req.uri().path());
        if req.method() != Method::POST || !has_files || is_door || req.data::<Visit>()?.caller().is_some() {
            return None;
        }
        let sent = Sent::with(req, Fields::default())?;
        let body = req.take_body();
        Some(Self { sent, form: upload::multipart(req, body).ok()? })
    }

    /// Reads it.
    pub async fn read(self) -> Result<Sent> {
        let Said { mut typed, chosen } = Said::read(self.form).await?;
        typed.extend(chosen.into_iter().map(|(field, file)| (format!("{CHOSEN}{field}"), file)));
        Ok(Sent { fields: Fields::of(typed), ..self.sent })
    }
}
