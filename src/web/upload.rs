//! Forms with files, read as they come: nothing is held in memory but the piece that just arrived.

mod fields;

use fields::Field;
pub use fields::Form;

use super::{csrf, forms::FORM_BYTES_MAX};
use crate::access::Visit;
use crate::kernel::{Error, Result};
use bytes::Bytes;
use poem::{Body, FromRequest, Request, RequestBody};
use std::sync::{Arc, Mutex, PoisonError};

/// How many bytes a form with files may have, put on the request by `app()`. A reader stops there, whatever
/// the sender goes on to send.
#[derive(Clone, Copy, Debug)]
pub struct FormMax(pub u64);

/// A multipart form whose fields are taken one after the other. The first file is given out only after the
/// form's token was seen and found good.
pub struct Upload {
    form: Form,
    visit: Visit,
    is_proved: bool,
    text_bytes: usize,
    astray: Option<Astray>,
}

/// One field of such a form.
pub enum Part {
    /// Something typed: name and value.
    Text(String, String),
    /// A file, possibly without a name where none was chosen.
    File(FilePart),
}

/// A file on its way.
pub struct FilePart {
    /// The name that the sender gives it. Not to be believed.
    pub file_name: String,
    field: Box<Field>,
}

impl FilePart {
    /// The next piece, or the end. `TooLarge` once the whole form is larger than any may be.
    pub async fn piece(&mut self) -> Result<Option<Bytes>> {
        self.field.piece().await
    }

    /// Reads to its end and keeps nothing. Whether the form may go on after it: so much of one is read, and no more.
    pub async fn pass(&mut self) -> Result<bool> {
        loop {
            match self.piece().await {
                Ok(Some(_)) => {}
                Ok(None) => return Ok(true),
                Err(Error::TooLarge(_)) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
    }
}

impl Upload {
    /// The next field, or the end of the form. `Forged` if it came without its token.
    pub async fn next(&mut self) -> Result<Option<Part>> {
        let Some(field) = self.form.next().await? else {
            return if self.is_proved { Ok(None) } else { Err(Error::Forged) };
        };
        let name = field.name();
        if let Some(file_name) = field.file_name() {
            return match self.is_proved {
                true => Ok(Some(Part::File(FilePart { file_name, field: Box::new(field) }))),
                false => Err(Error::Forged),
            };
        }
        let value = text_of(field, &mut self.text_bytes).await?;
        if name == "csrf" {
            self.is_proved = csrf::token_fits(&self.visit, &value);
            if let Some(astray) = self.astray.take_if(|_| !self.is_proved && csrf::is_of_a_page(&value)) {
                astray.lay(Said::read(&mut self.form).await?);
                return Err(Error::Forged);
            }
        }
        Ok(Some(Part::Text(name, value)))
    }
}

/// What a form with files says beside the files themselves.
#[derive(Debug, Default)]
pub struct Said {
    /// What was typed: name and value.
    pub typed: Vec<(String, String)>,
    /// Which files were chosen: the field's name and the file's.
    pub chosen: Vec<(String, String)>,
}

impl Said {
    /// Reads a form to its end, and keeps nothing of the files.
    pub async fn read(form: &mut Form) -> Result<Self> {
        let (mut said, mut text_bytes) = (Self::default(), 0);
        while let Some(field) = form.next().await? {
            let name = field.name();
            match field.file_name() {
                None => said.typed.push((name, text_of(field, &mut text_bytes).await?)),
                // A browser sends a nameless file for a field where none was chosen.
                Some(file) if file.is_empty() => {}
                Some(file) => said.chosen.push((name, file)),
            }
        }
        Ok(said)
    }
}

/// On a request of somebody signed in: where is laid what their form says if it is from a page of another session of
/// theirs. No route takes it, but it may be kept for them to look at.
#[derive(Clone, Debug, Default)]
pub struct Astray(Arc<Mutex<Option<Said>>>);

impl Astray {
    fn lay(&self, said: Said) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(said);
    }

    /// What was laid there, if anything was.
    pub fn take(&self) -> Option<Said> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The form in a request's body, still unread, of which no more is taken than a form with files may have.
pub fn multipart(req: &Request, body: Body) -> Result<Form> {
    let FormMax(most) = *req.data::<FormMax>().expect("app() says how large a form may be");
    let boundary = req.content_type().and_then(|kind| multer::parse_boundary(kind).ok());
    let boundary =
        boundary.ok_or_else(|| Error::Malformed("This address takes a form with files.".into()))?;
    Ok(Form::of(body, boundary, most))
}

/// What was typed, given up as soon as all of it together is more than a form may hold.
async fn text_of(mut field: Field, text_bytes: &mut usize) -> Result<String> {
    let mut value = Vec::new();
    while let Some(piece) = field.piece().await? {
        *text_bytes += piece.len();
        if *text_bytes > FORM_BYTES_MAX {
            return Err(Error::TooLarge("The text in this form is too long. Attach it as a file.".into()));
        }
        value.extend_from_slice(&piece);
    }
    Ok(String::from_utf8_lossy(&value).into_owned())
}

impl<'a> FromRequest<'a> for Upload {
    async fn from_request(req: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let visit = Visit::from_request(req, body).await?;
        // Somebody outside proves by the address itself what they may; their form carries its token all the same.
        if visit.caller().is_none() && !csrf::is_door(req.uri().path()) {
            return Err(Error::Unauthenticated.into());
        }
        let form = multipart(req, body.take()?)?;
        Ok(Self { form, visit, is_proved: false, text_bytes: 0, astray: req.data::<Astray>().cloned() })
    }
}
