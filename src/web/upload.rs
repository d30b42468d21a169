//! Forms with files, read as they come: nothing is held in memory but the piece that just arrived.

use super::{csrf, forms::FORM_BYTES_MAX};
use crate::access::Visit;
use crate::kernel::{Error, Result};
use bytes::Bytes;
use futures_util::Stream;
use poem::{Body, FromRequest, Request, RequestBody};
use std::task::Poll;

/// How many bytes a form with files may have, put on the request by `app()`. A reader stops there, whatever
/// the sender goes on to send.
#[derive(Clone, Copy, Debug)]
pub struct FormMax(pub u64);

/// A multipart form whose fields are taken one after the other. The first file is given out only after the
/// form's token was seen and found good.
pub struct Upload {
    form: multer::Multipart<'static>,
    visit: Visit,
    is_proved: bool,
    text_bytes: usize,
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
    field: Box<multer::Field<'static>>,
}

impl FilePart {
    /// The next piece, or the end. `TooLarge` once the whole form is larger than any may be.
    pub async fn piece(&mut self) -> Result<Option<Bytes>> {
        self.field.chunk().await.map_err(broken)
    }
}

impl Upload {
    /// The next field, or the end of the form. `Forged` if it came without its token.
    pub async fn next(&mut self) -> Result<Option<Part>> {
        let Some(field) = self.form.next_field().await.map_err(broken)? else {
            return if self.is_proved { Ok(None) } else { Err(Error::Forged) };
        };
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(file_name) = field.file_name().map(str::to_owned) {
            return match self.is_proved {
                true => Ok(Some(Part::File(FilePart { file_name, field: Box::new(field) }))),
                false => Err(Error::Forged),
            };
        }
        let value = text_of(field, &mut self.text_bytes).await?;
        if name == "csrf" {
            self.is_proved = csrf::token_fits(&self.visit, &value);
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
    pub async fn read(mut form: multer::Multipart<'static>) -> Result<Self> {
        let (mut said, mut text_bytes) = (Self::default(), 0);
        while let Some(field) = form.next_field().await.map_err(broken)? {
            let name = field.name().unwrap_or_default().to_owned();
            match field.file_name().map(str::to_owned) {
                None => said.typed.push((name, text_of(field, &mut text_bytes).await?)),
                // A browser sends a nameless file for a field where none was chosen.
                Some(file) if file.is_empty() => {}
                Some(file) => said.chosen.push((name, file)),
            }
        }
        Ok(said)
    }
}

/// The form in a request's body, still unread, of which no more is taken than a form with files may have.
pub fn multipart(req: &Request, body: Body) -> Result<multer::Multipart<'static>> {
    let FormMax(most) = *req.data::<FormMax>().expect("app() says how large a form may be");
    let boundary = req.content_type().and_then(|kind| multer::parse_boundary(kind).ok());
    let boundary =
        boundary.ok_or_else(|| Error::Malformed("This address takes a form with files.".into()))?;
    let limits = multer::Constraints::new().size_limit(multer::SizeLimit::new().whole_stream(most));
    Ok(multer::Multipart::with_constraints(one_by_one(body), boundary, limits))
}

/// What was typed, given up as soon as all of it together is more than a form may hold.
async fn text_of(mut field: multer::Field<'static>, text_bytes: &mut usize) -> Result<String> {
    let mut value = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(broken)? {
        *text_bytes += piece.len();
        if *text_bytes > FORM_BYTES_MAX {
            return Err(Error::TooLarge("The text in this form is too long. Attach it as a file.".into()));
        }
        value.extend_from_slice(&piece);
    }
    Ok(String::from_utf8_lossy(&value).into_owned())
}

fn broken(error: multer::Error) -> Error {
    match error {
        multer::Error::StreamSizeExceeded { limit } => Error::TooLarge(format!(
            "These files are more than {} MB together. Send them in several forms.",
            limit / 1024 / 1024
        )),
        other => Error::Malformed(format!("The upload broke off before its end ({other}). Send it again.")),
    }
}

/// The pieces of a body, each given out only after the one before was taken: multer reads on for as long as
/// there is something to read, and would hold in memory what the disk has not taken yet.
fn one_by_one(body: Body) -> impl Stream<Item = std::io::Result<Bytes>> + Send + 'static {
    let mut pieces = Box::pin(body.into_bytes_stream());
    let mut has_given = false;
    futures_util::stream::poll_fn(move |task| {
        if std::mem::take(&mut has_given) {
            task.waker().wake_by_ref();
            return Poll::Pending;
        }
        let piece = pieces.as_mut().poll_next(task);
        has_given = matches!(piece, Poll::Ready(Some(_)));
        piece
    })
}

impl<'a> FromRequest<'a> for Upload {
    async fn from_request(req: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let visit = Visit::from_request(req, body).await?;
        // Somebody outside proves by the address itself what they may; their form carries its token all the same.
        if visit.caller().is_none() && !csrf::is_door(req.uri().path()) {
            return Err(Error::Unauthenticated.into());
        }
        let form = multipart(req, body.take()?)?;
        Ok(Self { form, visit, is_proved: false, text_bytes: 0 })
    }
}
