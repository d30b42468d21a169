//! Forms with files, read as they come: nothing is held in memory but the piece that just arrived.

use super::{csrf, forms::FORM_BYTES_MAX};
use crate::access::Visit;
use crate::kernel::{Error, Result};
use bytes::Bytes;
use poem::{FromRequest, Request, RequestBody};

/// A multipart form whose fields are taken one after the other. The first file is given out only after the
/// form's token was seen and found good.
pub struct Upload {
    form: multer::Multipart<'static>,
    visit: Visit,
    is_proved: bool,
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
    field: multer::Field<'static>,
}

impl FilePart {
    /// The next piece, or the end.
    pub async fn piece(&mut self) -> Result<Option<Bytes>> {
        self.field.chunk().await.map_err(broken)
    }
}

impl Upload {
    /// The next field, or the end of the form.
    pub async fn next(&mut self) -> Result<Option<Part>> {
        let Some(field) = self.form.next_field().await.map_err(broken)? else { return Ok(None) };
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(file_name) = field.file_name().map(str::to_owned) {
            return match self.is_proved {
                true => Ok(Some(Part::File(FilePart { file_name, field }))),
                false => Err(Error::Forged),
            };
        }
        let value = field.text().await.map_err(broken)?;
        if value.len() > FORM_BYTES_MAX {
            return Err(Error::TooLarge("A text in this form is too long. Attach it as a file.".into()));
        }
        if name == "csrf" {
            self.is_proved = csrf::token_fits(&self.visit, &value);
        }
        Ok(Some(Part::Text(name, value)))
    }
}

fn broken(error: multer::Error) -> Error {
    Error::Malformed(format!("The upload broke off before its end ({error}). Send it again."))
}

impl<'a> FromRequest<'a> for Upload {
    async fn from_request(req: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let visit = Visit::from_request(req, body).await?;
        visit.caller().ok_or(Error::Unauthenticated)?;
        let boundary = req.content_type().and_then(|kind| multer::parse_boundary(kind).ok());
        let boundary =
            boundary.ok_or_else(|| Error::Malformed("This address takes a form with files.".into()))?;
        let form = multer::Multipart::new(body.take()?.into_bytes_stream(), boundary);
        Ok(Self { form, visit, is_proved: false })
    }
}
